import json
import secrets
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from authbench.errors import Location
from authbench.events import (
    Body,
    Certificate,
    Event,
    ExchangeError,
    ExchangeFinished,
    HttpExchange,
    Phases,
    RenewalTriggered,
    SecretLearned,
    SettingsChanged,
    TlsFacts,
    Transport,
)
from authbench.journal import Journal
from authbench_gui.activity.circumstances import validity
from authbench_gui.activity.detail import DetailPane, MessagePane
from authbench_gui.activity.detail.chip_popover import ChipPopover
from authbench_gui.activity.detail.image_view import decode_image
from authbench_gui.activity.detail.message_pane import Tab
from authbench_gui.activity.messages import response_texts
from authbench_gui.clipboard import SecretClipboard
from authbench_gui.tasks import Tasks
from authbench_gui.theme.theme import Theme
from support.gui_fake_engine import every_text, make_exchange

NOW = datetime.now(UTC)


class Shown:
    """The detail pane with a journal behind it."""

    def __init__(self, qtbot: QtBot, theme: Theme) -> None:
        self.qtbot = qtbot
        self.journal = Journal()
        self.pane = DetailPane(theme, SecretClipboard(QApplication.clipboard()), Tasks())
        qtbot.add_widget(self.pane)
        self.pane.resize(1200, 500)
        self.pane.show()

    @property
    def request(self) -> MessagePane:
        return self.pane.request

    @property
    def response(self) -> MessagePane:
        return self.pane.response

    def record(self, *events: Event) -> None:
        for event in events:
            self.journal.record(event)

    def show(self, exchange: HttpExchange, tab: Tab = Tab.OVERVIEW) -> None:
        self.record(ExchangeFinished(exchange))
        self.pane.show_logged(exchange.id, self.journal)
        self.response.tabs.choose(tab)

    def settle(self) -> None:
        self.qtbot.wait_until(lambda: self.pane.tasks.idle, timeout=20_000)

    def text(self, pane: MessagePane, tab: Tab) -> str:
        pane.tabs.choose(tab)
        return pane.view.toPlainText()


@pytest.fixture
def detail(qtbot: QtBot, theme: Theme) -> Iterator[Shown]:
    made = Shown(qtbot, theme)
    yield made
    made.settle()
    made.journal.close()


def certificate(left: timedelta) -> Certificate:
    return Certificate(
        "CN=api.example", "CN=CA", NOW - timedelta(days=90), NOW + left, ("api.example",), "1", "ab" * 32
    )


def with_body(content: bytes, content_type: str, **rest: object) -> HttpExchange:
    made = make_exchange(content_type=content_type, **rest)
    return replace(made, response_body=Body(content, len(content)))


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\x00" + b"\x40" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_hidden_page_presses_nothing_in_a_low_pane(detail: Shown) -> None:
    phases = Phases(connect=0.003, tls=0.004, send=0.001, wait=0.015, receive=0.002)
    detail.show(replace(with_body(b"<a><b>x</b></a>", "text/xml"), phases=phases, elapsed=0.03), Tab.BODY)
    detail.pane.resize(1200, 170)
    QApplication.processEvents()
    assert detail.pane.height() == 170
    pane = detail.response
    assert pane.bytes.isVisible()
    for link in (pane.fold, pane.unfold, pane.bytes):
        assert link.height() >= link.sizeHint().height(), link.text()


def test_the_first_page_shows_credentials_in_whatever_header_they_went(detail: Shown) -> None:
    known, named = secrets.token_hex(12), secrets.token_hex(12)
    detail.record(SecretLearned(known, "API key"))
    sent = (
        *(("Host", "api.example"), ("User-Agent", "x"), ("Shop-Access", known)),
        *(("X-Api-Key", named), ("Cookie", "sid=value-of-it")),
    )
    detail.show(make_exchange(headers=sent))
    lines = detail.text(detail.request, Tab.OVERVIEW).splitlines()
    assert [line.partition(":")[0] for line in lines[1:]] == ["Host", "Shop-Access", "X-Api-Key"]
    assert "API key" in lines[2]


def test_only_tabs_that_have_something_are_offered(detail: Shown) -> None:
    plain = replace(make_exchange(browser=True, status=None), phases=Phases())
    detail.show(plain)
    assert detail.response.tabs.names == ["Response"]
    full = make_exchange(url="https://a.test/x?a=1&b=2", headers=(("Cookie", "a=first-one; b=second-one"),))
    full = replace(
        full,
        response_headers=(("Set-Cookie", "sid=value-of-it; Path=/; Secure"),),
        transport=Transport("10.0.0.1:443"),
    )
    detail.show(full)
    assert detail.request.tabs.names == ["Request", "Body", "Headers 1", "Query 2", "Cookies 2", "Why", "Raw"]
    assert detail.response.tabs.names == [
        "Response",
        "Body",
        "Headers 1",
        "Cookies 1",
        "Timing",
        "Connection",
        "Raw",
    ]
    assert detail.text(detail.request, Tab.QUERY) == "a  1\nb  2"
    cookies = detail.text(detail.response, Tab.COOKIES)
    assert "Path  /" in cookies
    assert "Secure" in cookies
    assert "value-of-it" not in cookies


def test_what_does_not_fit_is_in_a_menu(detail: Shown, qtbot: QtBot) -> None:
    detail.pane.resize(300, 600)
    detail.show(replace(make_exchange(url="https://a.test/?a=1"), transport=Transport("10.0.0.1:443")))
    tabs = detail.response.tabs
    qtbot.wait_until(lambda: tabs.more.isVisible())
    assert tabs.in_row[0] == "Response"
    assert len(tabs.in_row) < len(tabs.names)
    last = [tab for tab in tabs.findChildren(QPushButton) if tab.isVisible()][-1]
    assert last.geometry().right() < tabs.more.geometry().left()
    assert tabs.more.geometry().right() <= tabs.width()
    qtbot.mouseClick(tabs.more, Qt.MouseButton.LeftButton)
    (menu,) = (each for each in tabs.findChildren(QMenu) if each.isVisible())
    assert [action.text() for action in menu.actions()] == [
        name for name in tabs.names if name not in tabs.in_row
    ]
    menu.actions()[0].trigger()
    menu.close()
    chosen = tabs.names[len(tabs.in_row) - 1] if tabs.current == 0 else Tab(tabs.current).name.title()
    assert any(name.startswith(chosen) for name in tabs.in_row)


def test_the_tab_stays_when_another_exchange_is_shown(detail: Shown) -> None:
    with_cookie = replace(make_exchange(), response_headers=(("Set-Cookie", "a=something"),))
    detail.show(with_cookie, Tab.COOKIES)
    other = make_exchange()
    detail.record(ExchangeFinished(other))
    detail.pane.show_logged(other.id, detail.journal)
    assert detail.response.tabs.current == Tab.OVERVIEW
    detail.pane.show_logged(with_cookie.id, detail.journal)
    assert detail.response.tabs.current == Tab.COOKIES


def test_certificates_are_told_with_their_dates(detail: Shown) -> None:
    chain = (certificate(timedelta(days=12, hours=1)), certificate(timedelta(days=-3, hours=-1)))
    exchange = replace(
        make_exchange(),
        tls=TlsFacts("TLSv1.3", "TLS_AES_128_GCM_SHA256", "api.example", chain),
        transport=Transport("10.0.0.1:443", ("10.0.0.1", "::1"), "http://proxy:3128", reused=True),
        sent_to="http://127.0.0.1:4801",
    )
    detail.show(exchange)
    told = detail.text(detail.response, Tab.CONNECTION)
    for words in (
        "TLSv1.3",
        "10.0.0.1, ::1",
        "http://proxy:3128",
        "http://127.0.0.1:4801",
        "kept from an earlier request",
        "CN=api.example",
        "expires in 12 days",
        "expired 3 days ago",
    ):
        assert words in told
    roles = {told[tint.start : tint.end]: tint.role for tint in detail.response.view.lines.tints}
    assert roles["expires in 12 days"] == "warn"
    assert roles["expired 3 days ago"] == "bad"
    assert validity(certificate(timedelta(days=300)), NOW)[1] is None
    assert validity(certificate(timedelta(hours=2)), NOW)[0] == "expires in less than a day"


def test_phases_are_bars_on_one_scale(detail: Shown) -> None:
    exchange = replace(
        make_exchange(elapsed=0.2),
        phases=Phases(dns=0.05, connect=0.05, wait=0.1),
        transport=Transport("10.0.0.1:443", reused=True),
    )
    detail.show(exchange, Tab.TIMING)
    bars = detail.response.bars
    assert bars.isVisible()
    assert bars.text.splitlines()[:4] == ["DNS 50 ms", "Connect 50 ms", "Wait 100 ms", "Total 200 ms"]
    bars.resize(400, 200)
    assert not bars.grab().isNull()
    detail.qtbot.mouseClick(detail.response.copy, Qt.MouseButton.LeftButton)
    assert "Wait 100 ms" in QApplication.clipboard().text()


def test_time_outside_the_phases_is_told(detail: Shown) -> None:
    phases = Phases(connect=0.0004, send=0.001, wait=0.026, receive=0.001)
    detail.show(replace(make_exchange(elapsed=0.162), phases=phases), Tab.TIMING)
    assert detail.response.bars.text.splitlines() == [
        "Connect <1 ms",
        "Send 1 ms",
        "Wait 26 ms",
        "Receive 1 ms",
        "Other 134 ms",
        "Total 162 ms",
        "Other is time on this machine, before the first phase and between them.",
    ]
    detail.show(replace(make_exchange(elapsed=0.0287), phases=phases), Tab.TIMING)
    assert "Other" not in detail.response.bars.text


def test_links_tell_where_a_request_comes_from(detail: Shown, qtbot: QtBot) -> None:
    first = make_exchange(run_id="r", status=401)
    rule = RenewalTriggered("r", "refresh_on", "401", "status", first.id, Location("a.rb", 30, 1))
    moved = make_exchange(run_id="r", step="refresh", method="POST", status=302)
    final = replace(
        make_exchange(run_id="r", step="refresh", line=8, cause="refresh_on 401"),
        redirected_from=moved.id,
        dropped=("Authorization",),
    )
    detail.record(ExchangeFinished(first), rule, ExchangeFinished(moved))
    detail.record(SettingsChanged("r", ("access_token",)))
    detail.show(final)
    told = detail.text(detail.request, Tab.WHY)
    for words in ("refresh_on 401, line 30", "without Authorization; turned into GET", "access_token"):
        assert words in told
    places: list[object] = []
    numbers: list[int] = []
    detail.pane.place_requested.connect(places.append)
    detail.pane.exchange_requested.connect(numbers.append)
    view = detail.request.view
    for link in view.lines.links:
        view.show_stretch(link.start, link.start)
        at = view.spot_rect(link).center().toPoint()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert places == [final.lambda_location, rule.location]
    assert numbers == [first.id, moved.id]


def test_a_chip_opens_what_can_be_done_with_it(detail: Shown, qtbot: QtBot) -> None:
    detail.show(make_exchange(response='{"access_token": "value-that-is-hidden"}'), Tab.BODY)
    filters: list[str] = []
    detail.pane.filter_requested.connect(filters.append)
    view = detail.response.view
    (chip,) = view.lines.chips

    def open_it() -> dict[str, QPushButton]:
        view.setFocus()
        view.caret.put(chip.start)
        qtbot.keyClick(view, Qt.Key.Key_Return)
        popover = next(each for each in detail.response.findChildren(ChipPopover) if each.isVisible())
        texts = "\n".join(every_text(popover))
        assert "access token ①" in texts
        assert "20 characters" in texts
        assert "value-that-is-hidden" not in texts
        return {each.text(): each for each in popover.findChildren(QPushButton)}

    qtbot.mouseClick(open_it()["Copy placeholder"], Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "•••• access token ①, 20 chars"
    qtbot.mouseClick(open_it()["Show where else it appears"], Qt.MouseButton.LeftButton)
    assert filters == ['secret:"access token ①"']


def test_others_may_offer_more_for_a_chip(detail: Shown, qtbot: QtBot) -> None:
    detail.show(make_exchange(response='{"access_token": "value-that-is-hidden"}'), Tab.BODY)
    done: list[str] = []
    detail.response.popover_opening.connect(
        lambda popover, span: popover.add_action("Something else", lambda: done.append(span.label))
    )
    view = detail.response.view
    view.activate(view.lines.chips[0])
    popover = next(each for each in detail.response.findChildren(ChipPopover) if each.isVisible())
    (added,) = (each for each in popover.findChildren(QPushButton) if each.text() == "Something else")
    added.click()
    assert done == ["access token"]


def test_a_long_text_is_made_ready_behind_its_first_screens(qtbot: QtBot, theme: Theme) -> None:
    journal = Journal()
    content = json.dumps([{"token": "value-that-is-hidden", "n": number} for number in range(20_000)])
    exchange = make_exchange(response=content)
    journal.record(ExchangeFinished(exchange))
    journal._store.settle()
    view = journal.view(exchange.id, limit=None)
    assert view is not None
    tasks = Tasks()
    pane = MessagePane(theme, "Answer", SecretClipboard(QApplication.clipboard()), tasks)
    qtbot.add_widget(pane)
    pane.tabs.choose(Tab.BODY)
    pane.show_message(response_texts(view), "")
    assert 60_000 < len(pane.view.toPlainText()) < 70_000
    qtbot.wait_until(lambda: '"n": 19999' in pane.view.toPlainText(), timeout=20_000)
    assert pane.view.rows.folds.summary(0) == "20,000 items"
    qtbot.wait_until(lambda: tasks.idle)
    journal.close()


def test_without_a_log_there_is_nothing_to_filter(qtbot: QtBot, theme: Theme) -> None:
    journal = Journal()
    exchange = make_exchange(response='{"access_token": "value-that-is-hidden"}')
    journal.record(ExchangeFinished(exchange))
    view = journal.view(exchange.id)
    assert view is not None
    pane = MessagePane(theme, "Answer", SecretClipboard(QApplication.clipboard()))
    qtbot.add_widget(pane)
    pane.show_message(response_texts(view), "")
    pane.view.activate(pane.view.lines.chips[0])
    (popover,) = pane.findChildren(ChipPopover)
    assert [each.text() for each in popover.findChildren(QPushButton)] == ["Copy placeholder"]
    popover.close()


def test_the_body_is_searched_with_the_keyboard(detail: Shown, qtbot: QtBot) -> None:
    detail.show(make_exchange(response='{"one": "xylo", "two": {"three": "XYLO", "four": "xylo"}}'), Tab.BODY)
    pane = detail.response
    pane.view.setFocus()
    pane.view.fold_all()
    qtbot.keyClick(pane.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert pane.find_bar.isVisible()
    qtbot.keyClicks(pane.find_bar.field, "xylo")
    qtbot.wait_until(lambda: pane.find_bar.count.text() == "1 of 3")
    qtbot.keyClick(pane.find_bar.field, Qt.Key.Key_Return)
    assert pane.find_bar.count.text() == "2 of 3"
    assert pane.view.selected_text == "XYLO"
    assert '"three": "XYLO"' in pane.view.visible_text()
    qtbot.keyClick(pane.find_bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert pane.find_bar.count.text() == "1 of 3"
    qtbot.keyClick(pane.find_bar.field, Qt.Key.Key_Escape)
    assert not pane.find_bar.isVisible()
    qtbot.keyClick(pane.tabs, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(pane.find_bar.field, "nowhere")
    qtbot.wait_until(lambda: pane.find_bar.count.text() == "None")


def test_folding_is_offered_where_there_is_something_to_fold(detail: Shown, qtbot: QtBot) -> None:
    detail.show(with_body(b"<a><b>1</b><c><d/><e/></c></a>", "application/xml"), Tab.BODY)
    pane = detail.response
    assert pane.made_of.full_text == "XML · 30 B"
    qtbot.mouseClick(pane.fold, Qt.MouseButton.LeftButton)
    assert "<c> 2 elements </c>" in pane.view.visible_text()
    qtbot.mouseClick(pane.unfold, Qt.MouseButton.LeftButton)
    assert "<d/>" in pane.view.visible_text()
    detail.show(make_exchange(response="plain", content_type="text/plain"))
    assert not pane.fold.isVisible()


def test_an_image_is_shown_with_its_size(detail: Shown, qtbot: QtBot) -> None:
    content = png(40, 30)
    detail.show(with_body(content, "image/png"), Tab.BODY)
    pane = detail.response
    qtbot.wait_until(lambda: pane.image.image_size == QSize(40, 30))
    assert pane.image.isVisible()
    assert pane.made_of.full_text == f"PNG image, 40 × 30 · {len(content)} B"
    assert not pane.image.grab().isNull()
    qtbot.mouseClick(pane.bytes, Qt.MouseButton.LeftButton)
    qtbot.wait_until(lambda: "89 50 4e 47" in pane.view.toPlainText())
    qtbot.mouseClick(pane.bytes, Qt.MouseButton.LeftButton)
    assert pane.image.isVisible()


def test_no_image_is_shown_with_a_secret_in_its_bytes(detail: Shown, qtbot: QtBot) -> None:
    value = secrets.token_urlsafe(24)
    detail.journal.redactor.add(value, "token")
    detail.show(with_body(png(8, 8) + value.encode(), "image/png"), Tab.BODY)
    qtbot.wait_until(lambda: "a secret is in its bytes" in detail.response.image.note)
    assert detail.response.image.image_size.isEmpty()


def test_svg_is_text_and_never_an_image(detail: Shown) -> None:
    content = b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"
    detail.show(with_body(content, "image/svg+xml"), Tab.BODY)
    assert "<script>1</script>" in detail.response.view.toPlainText()
    assert decode_image(content) is None


def test_binary_is_paged(detail: Shown, qtbot: QtBot) -> None:
    content = bytes(range(128, 256)) * 1000 + b"LAST ONE"
    detail.show(with_body(content, "application/octet-stream"), Tab.BODY)
    pane = detail.response
    qtbot.wait_until(lambda: pane.pages.isVisible())
    assert pane.view.toPlainText().startswith("00000000  80 81 82")
    assert pane.pages.told.full_text.startswith("Bytes 0 to 65,535 of 128")
    qtbot.mouseClick(pane.pages.after, Qt.MouseButton.LeftButton)
    qtbot.wait_until(lambda: "LAST ONE" in pane.view.toPlainText())
    assert not pane.pages.after.isEnabled()


def test_the_whole_of_a_longer_body_is_laid_out_behind_the_first_screen(detail: Shown, qtbot: QtBot) -> None:
    content = json.dumps({"items": [{"id": number} for number in range(20_000)]}).encode()
    detail.show(with_body(content, "application/json"), Tab.BODY)
    pane = detail.response
    assert '"id": 0' in pane.view.visible_text()
    qtbot.wait_until(lambda: '"id": 19999' in pane.view.toPlainText(), timeout=20_000)
    assert "is not shown" not in pane.view.toPlainText()
    assert "20,000 items" in pane.view.rows.folds.summary(1)
    assert '"id": 0' in pane.view.visible_text()


def test_what_becomes_known_as_secret_goes_from_the_end_of_a_long_body(detail: Shown, qtbot: QtBot) -> None:
    value = secrets.token_urlsafe(24)
    content = json.dumps([*(f"row {number}" for number in range(9000)), value]).encode()
    exchange = with_body(content, "application/json")
    detail.show(exchange, Tab.BODY)
    view = detail.response.view
    qtbot.wait_until(lambda: value in view.toPlainText(), timeout=20_000)
    detail.journal.redactor.add(value, "token")
    detail.pane.show_logged(exchange.id, detail.journal)
    assert value not in view.toPlainText()
    qtbot.wait_until(lambda: "•••• token ①" in view.toPlainText(), timeout=20_000)
    assert value not in view.toPlainText()


def test_a_body_that_is_too_large_to_lay_out_is_paged_and_searched(detail: Shown, qtbot: QtBot) -> None:
    content = (
        b'{"text": "' + b"lorem ipsum " * 1_000_000 + b"needle " + b"dolor sit am " * 30_000 + b'needle"}'
    )
    detail.show(with_body(content, "application/json"), Tab.BODY)
    detail.journal._store.settle()
    pane = detail.response
    qtbot.wait_until(lambda: pane.pages.isVisible(), timeout=20_000)
    pane.view.setFocus()
    qtbot.keyClick(pane.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    pane.find_bar.field.setText("needle")
    qtbot.wait_until(lambda: pane.find_bar.count.text() == "1 of 2", timeout=20_000)
    qtbot.wait_until(lambda: pane.view.selected_text == "needle", timeout=20_000)
    first = pane.pages.told.full_text
    qtbot.keyClick(pane.find_bar.field, Qt.Key.Key_Return)
    qtbot.wait_until(lambda: pane.pages.told.full_text != first, timeout=20_000)
    qtbot.wait_until(lambda: pane.view.selected_text == "needle", timeout=20_000)
    assert pane.find_bar.count.text() == "2 of 2"


def test_an_exchange_that_failed_says_why(detail: Shown) -> None:
    failed = replace(make_exchange(status=None), error=ExchangeError("refused", "connection refused"))
    detail.show(failed)
    assert "connection refused" in detail.response.nothing.text()
    assert not detail.response.copy.isEnabled()
    detail.pane.show_exchange(None)
    assert detail.response.nothing.text() == ""
    assert detail.request.tabs.names == ["Request"]


def test_looking_again_keeps_what_was_folded_and_scrolled(detail: Shown) -> None:
    exchange = make_exchange(response='{"a": {"b": 1}, "c": 2}')
    detail.show(exchange, Tab.BODY)
    detail.response.view.fold(1, True)
    detail.pane.show_logged(exchange.id, detail.journal)
    assert detail.response.view.rows.is_folded(1)


@pytest.mark.parametrize(
    "make", [lambda: b"\x89PNG\r\n\x1a\n\x00\x00", lambda: b"GIF89a", lambda: b"not one"]
)
def test_damaged_images_are_none(make: Callable[[], bytes]) -> None:
    assert decode_image(make()) is None


def test_what_is_copied_is_what_is_shown(detail: Shown, qtbot: QtBot) -> None:
    pane = detail.response
    detail.show(make_exchange(response='{"of": "the first"}'), Tab.BODY)
    assert "the first" in pane.view.toPlainText()
    assert pane.copy.isEnabled()
    detail.show(with_body(png(8, 8), "image/png"), Tab.BODY)
    qtbot.wait_until(lambda: not pane.image.image_size.isEmpty())
    assert not pane.copy.isEnabled()
    assert pane.view.toPlainText() == ""
    pane.tabs.choose(Tab.HEADERS)
    assert pane.copy.isEnabled()
    pane.tabs.choose(Tab.BODY)
    assert not pane.copy.isEnabled()


def test_bytes_that_come_after_they_were_unwanted_are_not_shown(detail: Shown) -> None:
    pane = detail.response
    detail.show(with_body(b'{"shown": true}', "application/json"), Tab.BODY)
    pane.bytes.click()
    pane.bytes.click()
    detail.settle()
    assert '"shown": true' in pane.view.toPlainText()
    assert "7b 22" not in pane.view.toPlainText()
    pane.bytes.click()
    pane.tabs.choose(Tab.RAW)
    detail.settle()
    assert "7b 22" not in pane.view.toPlainText()
    pane.tabs.choose(Tab.BODY)
    detail.settle()
    assert "7b 22" in pane.view.toPlainText()
