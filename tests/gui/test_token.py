"""The Token tab: what it shows, what it shows only when asked, and how it follows runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from authbench.connection.entry import Entry
from authbench.events import RunKind, StepName
from authbench.vault import KeychainFailed
from authbench_gui.connection_page.left_pane import FIELDS_TAB, TOKEN_TAB
from authbench_gui.connection_page.token.times import relative, remaining
from support.gui_fake_engine import ScriptedRun, every_text
from support.json_web_tokens import make_jwt

FIELDS = "{ name: 'client_id', optional: true }"
OAUTH = (
    "type: 'oauth2', authorization_url: lambda do |c| 'https://id.example/authorize?scope=files+mail' end,"
    " token_url: 'https://id.example/token'"
)
MACHINE = "type: 'custom_auth', acquire: lambda do |c| {} end, apply: lambda do |c| headers('X': 'y') end"
AT = datetime(2026, 11, 21, 14, 3, tzinfo=UTC)
PERSON = "person-4711-private"
REFRESH = "refresh-token-0123456789abcdef"


class Tab:
    """The Token tab of an open connection, and the keychain behind it."""

    def __init__(self, bench: Any, authorization: str = OAUTH) -> None:
        self.bench = bench
        name = f"connector_{authorization[7:12].strip(chr(39))}.rb"
        self.connection = bench.open(bench.write(FIELDS, name, authorization=authorization))
        self.panel = bench.page.tokens
        self.panel.clock = lambda: AT + timedelta(minutes=2)

    @property
    def button(self) -> QPushButton:
        found = self.bench.page.tabs.findChild(QPushButton, f"tab.{TOKEN_TAB}")
        assert found is not None
        return found

    def keep(self, tokens: dict[str, Any], step: str = "token") -> None:
        """As a run leaves it in the keychain."""
        origin = {"step": step, "at": AT.isoformat()}
        entry = Entry(tokens=tokens, origins=dict.fromkeys(tokens, origin), obtained_at=AT.isoformat())
        self.bench.world.secrets.put(self.connection.id, entry.encode())

    def open(self) -> None:
        self.bench.qtbot.mouseClick(self.button, Qt.MouseButton.LeftButton)
        self.wait()

    def wait(self) -> None:
        self.bench.qtbot.wait_until(lambda: self.bench.workbench.tasks.idle)
        QApplication.processEvents()

    def texts(self) -> str:
        return "\n".join(every_text(self.panel))


@pytest.fixture
def tab(bench: Any) -> Tab:
    return Tab(bench)


def login(**claims: Any) -> tuple[str, dict[str, Any]]:
    token = make_jwt({"iss": "https://id.example", "sub": PERSON, **claims}, kid="key-7")
    return token, {
        "access_token": token,
        "refresh_token": REFRESH,
        "expires_in": 3600,
        "scope": "files admin",
    }


def test_only_what_can_have_tokens_has_the_tab(bench: Any) -> None:
    assert not Tab(bench, "type: 'basic_auth'").button.isVisibleTo(bench.window)
    for authorization in (OAUTH, MACHINE):
        assert Tab(bench, authorization).button.isVisibleTo(bench.window)


def test_a_connection_without_the_tab_shows_its_fields_again(tab: Tab, bench: Any) -> None:
    tab.open()
    assert bench.page.tabs.current == TOKEN_TAB
    bench.write(FIELDS, tab.connection.ref.rsplit("/", 1)[-1], authorization="type: 'basic_auth'")
    bench.qtbot.wait_until(lambda: not tab.button.isVisibleTo(bench.window))
    assert bench.page.tabs.current == FIELDS_TAB
    bench.qtbot.wait_until(lambda: bench.page.form.isVisibleTo(bench.window))


@pytest.mark.parametrize(
    ("authorization", "caption", "kind"),
    [(OAUTH, "Connect", RunKind.CONNECT), (MACHINE, "Get a token now", RunKind.ACQUIRE)],
)
def test_without_tokens_it_says_how_to_get_one(
    bench: Any, authorization: str, caption: str, kind: RunKind
) -> None:
    tab = Tab(bench, authorization)
    tab.open()
    assert tab.panel.empty.title.text() == "No tokens yet"
    assert tab.panel.empty.action.text() == caption
    tab.panel.empty.action.click()
    bench.qtbot.wait_until(lambda: bool(bench.world.runs))
    assert bench.world.runs[0].request.kind is kind
    bench.world.runs[0].finish()
    bench.settle()


def test_cards_say_what_is_known(tab: Tab) -> None:
    token, kept = login(exp=int(AT.timestamp()) + 3600)
    tab.keep(kept)
    tab.open()
    assert [card.token.title for card in tab.panel.cards] == ["Access token", "Refresh token"]
    access = tab.panel.cards[0]
    assert access.pill.text == "expires in 58:00"
    shown = tab.texts()
    for words in (
        "JWT, signed with RS256, key key-7",
        "from expires_in of the token answer at",
        "Obtained 2 min ago by the built-in token request.",
        "Renewed with the refresh token when a request is refused.",
        "Kept in memory until you close Authbench",
        "the signature is not verified",
        "Issuer: who made the token.",
        "https://id.example",
        "Opaque: only the server",
        "Used to get the next access token.",
    ):
        assert words in shown
    assert token not in shown


def test_scopes_are_chips_that_say_their_state(tab: Tab) -> None:
    _, kept = login()
    tab.keep(kept)
    tab.open()
    assert tab.panel.scopes is not None
    chips = {chip.accessibleName(): chip.text() for chip in tab.panel.scopes.chips}
    assert chips == {
        "files: granted": "files",
        "mail: missing": "mail · missing",
        "admin: additional": "admin · additional",
    }


def test_nothing_secret_is_in_any_widget_until_it_is_asked_for(tab: Tab) -> None:
    token, kept = login(email="jo@example.test")
    tab.keep({**kept, "id_token": make_jwt({"nonce": "nonce-0123456789"})})
    tab.open()
    for card in tab.panel.cards:
        card.show_claims(True)
    shown = tab.texts()
    for secret in (token, token.split(".")[1], REFRESH, PERSON, "jo@example", "nonce-0123456789"):
        assert secret not in shown
    value = tab.panel.cards[0].value
    tab.bench.qtbot.mouseClick(value.reveal, Qt.MouseButton.LeftButton)
    tab.wait()
    assert value.text is not None
    assert value.text.toPlainText() == token
    shown = tab.texts()
    assert PERSON not in shown
    assert REFRESH not in shown
    assert value.reveal.accessibleName() == "Hide access token"
    tab.bench.qtbot.mouseClick(value.reveal, Qt.MouseButton.LeftButton)
    assert value.masked
    assert token not in tab.texts()


def test_a_claim_is_revealed_alone_and_by_keyboard(tab: Tab) -> None:
    token, kept = login(email="jo@example.test")
    tab.keep(kept)
    tab.open()
    row = next(row for row in tab.panel.cards[0].rows if row.claim.name == "sub")
    row.value.reveal.setFocus()
    tab.bench.qtbot.keyClick(row.value.reveal, Qt.Key.Key_Space)
    tab.wait()
    assert row.value.text.toPlainText() == PERSON
    shown = tab.texts()
    assert "jo@example" not in shown
    assert token not in shown


@pytest.mark.parametrize(
    "leave",
    [
        pytest.param(lambda tab: tab.bench.page.tabs.choose(FIELDS_TAB), id="another tab"),
        pytest.param(lambda tab: tab.panel.cards[0].fold.click(), id="folded"),
        pytest.param(lambda tab: tab.bench.window.hide(), id="window hidden"),
    ],
)
def test_what_was_revealed_is_gone_once_it_is_out_of_sight(tab: Tab, leave: Callable[[Tab], None]) -> None:
    _, kept = login()
    tab.keep(kept)
    tab.open()
    row = next(row for row in tab.panel.cards[0].rows if row.claim.name == "sub")
    row.value.reveal.click()
    tab.wait()
    assert PERSON in tab.texts()
    leave(tab)
    QApplication.processEvents()
    assert PERSON not in tab.texts()


def test_copying_a_token_keeps_it_masked_and_the_clipboard_forgets_it(tab: Tab) -> None:
    token, kept = login()
    tab.keep(kept)
    tab.open()
    tab.panel.cards[0].value.copy.click()
    tab.wait()
    clipboard = tab.bench.workbench.clipboard
    assert QApplication.clipboard().text() == token
    assert clipboard.holds_secret
    assert clipboard.clear_after_ms == 60_000
    assert token not in tab.texts()
    clipboard.clear_if_unchanged()
    assert QApplication.clipboard().text() == ""


def test_copied_claims_are_without_what_is_masked(tab: Tab) -> None:
    _, kept = login()
    tab.keep(kept)
    tab.open()
    tab.panel.cards[0].copy_claims.click()
    copied = QApplication.clipboard().text()
    assert '"iss": "https://id.example"' in copied
    assert "•••• personal" in copied
    assert PERSON not in copied


def test_the_countdown_follows_the_clock(tab: Tab) -> None:
    _, kept = login(exp=int(AT.timestamp()) + 3600)
    tab.keep(kept)
    tab.open()
    card = tab.panel.cards[0]
    said = []
    for minutes in (2, 56, 59.5, 61):
        tab.panel.clock = lambda minutes=minutes: AT + timedelta(minutes=minutes)
        tab.panel.tick()
        said.append((card.pill.text, card.problem_texts))
    assert [text for text, _ in said] == ["expires in 58:00", "expires in 4:00", "expires in 0:30", "expired"]
    assert [bool(problems) for _, problems in said] == [False, False, False, True]
    assert "Expired: servers do not accept it any more." in tab.texts()
    assert "Ended 2026-11-2" in tab.texts()
    assert datetime.now().astimezone().strftime("%Z") in card.pill.toolTip()


def test_it_ticks_only_while_it_is_seen(tab: Tab) -> None:
    _, kept = login(exp=int(AT.timestamp()) + 3600)
    tab.keep(kept)
    tab.open()
    tab.panel.clock = lambda: AT + timedelta(minutes=30)
    tab.bench.qtbot.wait_until(lambda: tab.panel.cards[0].pill.text == "expires in 30:00", timeout=5000)
    assert tab.panel.ticking
    tab.bench.page.tabs.choose(FIELDS_TAB)
    assert not tab.panel.ticking


def test_a_run_that_renews_is_seen_at_once_and_the_same_cards_stay(tab: Tab) -> None:
    _, kept = login()
    tab.keep(kept)
    tab.open()
    before = list(tab.panel.cards)
    fresh = make_jwt({"iss": "https://renewed.example"})

    def script(run: ScriptedRun) -> None:
        run.begin(StepName.REFRESH)
        tab.keep({"access_token": fresh, "refresh_token": REFRESH}, step="refresh")
        run.step(StepName.REFRESH, "POST 200")
        run.finish()

    tab.bench.world.engine.script = script
    tab.bench.window.actions_.running.refresh()
    tab.bench.qtbot.wait_until(lambda: "https://renewed.example" in tab.texts())
    assert "by refresh" in tab.texts()
    assert tab.panel.cards[0] is not before[0]
    tab.keep({"access_token": fresh, "refresh_token": REFRESH}, step="refresh")
    same = list(tab.panel.cards)
    tab.connection.tokens_changed.emit()
    tab.wait()
    assert all(now is then for now, then in zip(tab.panel.cards, same, strict=True))
    tab.bench.settle()


def test_disconnecting_empties_it(tab: Tab) -> None:
    _, kept = login()
    tab.keep(kept)
    tab.open()
    tab.bench.window.actions_.running.disconnect_()
    tab.bench.qtbot.wait_until(lambda: not tab.panel.cards)
    assert tab.panel.empty.isVisibleTo(tab.bench.window)
    assert PERSON not in tab.texts()


def test_another_connection_shows_nothing_of_the_one_before(tab: Tab) -> None:
    _, kept = login()
    tab.keep(kept)
    tab.open()
    tab.bench.window.actions_.duplicate(tab.connection.id)
    tab.bench.qtbot.wait_until(lambda: tab.bench.current is not tab.connection)
    assert not tab.panel.cards
    tab.wait()
    tab.open()
    assert tab.panel.empty.title.text() == "No tokens yet"


def test_a_keychain_that_fails_is_told_and_can_be_tried_again(
    tab: Tab, monkeypatch: pytest.MonkeyPatch
) -> None:
    from authbench.vault import KeychainProblem

    _, kept = login()
    tab.keep(kept)
    store = tab.bench.workspace.services.store
    real = store.entry

    def locked(profile_id: str) -> Entry:
        raise KeychainFailed(KeychainProblem.LOCKED, "GNOME Keyring")

    monkeypatch.setattr(store, "entry", locked)
    tab.open()
    assert tab.panel.empty.title.text() == "The tokens could not be read"
    monkeypatch.setattr(store, "entry", real)
    tab.panel.empty.action.click()
    tab.wait()
    assert tab.panel.cards


def test_a_token_that_is_gone_meanwhile_is_told(tab: Tab) -> None:
    _, kept = login()
    tab.keep(kept)
    tab.open()
    tab.keep({})
    tab.panel.cards[0].value.reveal.click()
    tab.bench.qtbot.wait_until(lambda: "not there any more" in tab.bench.window.toast.text.text())
    tab.wait()
    assert not tab.panel.cards


def test_the_keychain_is_asked_only_while_the_tab_is_seen(tab: Tab, monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    asked: list[str] = []
    store = tab.bench.workspace.services.store
    real = store.entry

    def counted(profile_id: str) -> Entry:
        asked.append(threading.current_thread().name)
        return real(profile_id)

    monkeypatch.setattr(store, "entry", counted)
    tab.connection.tokens_changed.emit()
    tab.wait()
    assert asked == []
    tab.open()
    assert asked
    assert "MainThread" not in asked


def test_claims_can_be_folded_and_those_of_further_tokens_are(tab: Tab) -> None:
    _, kept = login()
    tab.keep({**kept, "id_token": make_jwt({"iss": "https://second.example"})})
    tab.open()
    first, last = tab.panel.cards[0], tab.panel.cards[-1]
    assert first.claims.isVisibleTo(tab.panel)
    assert not last.claims.isVisibleTo(tab.panel)
    last.fold.click()
    assert last.claims.isVisibleTo(tab.panel)
    assert last.fold.accessibleName() == "Hide the claims of the ID token"


def test_every_control_has_a_name_and_is_reached_by_keyboard(tab: Tab) -> None:
    from PySide6.QtWidgets import QAbstractButton

    _, kept = login()
    tab.keep(kept)
    tab.open()
    buttons = [each for each in tab.panel.findChildren(QAbstractButton) if each.isVisibleTo(tab.panel)]
    assert len(buttons) >= 6
    names = [each.accessibleName() for each in buttons]
    assert all(names)
    assert len(set(names)) == len(names)
    assert all(each.focusPolicy() & Qt.FocusPolicy.TabFocus for each in buttons)


@pytest.mark.parametrize("width", [260, 700])
def test_long_and_odd_claims_fit_into_any_width(tab: Tab, width: int) -> None:
    claims = {
        "https://example.com/" + "long/" * 60: {"roles": ["x" * 300], "deep": [[[1]]]},
        "aio": "y" * 3000,
        "odd\u202ename": "evil\u202etext",
        "groups": [f"group-{number}" for number in range(300)],
        **{f"c{number}": number for number in range(250)},
    }
    tab.keep({"access_token": make_jwt(claims, kid="k" * 300), "scope": "s" * 400 + " b"})
    tab.open()
    tab.bench.page.splitter.setSizes([width, 800])
    QApplication.processEvents()
    assert tab.panel.widget().minimumSizeHint().width() <= tab.panel.viewport().width()
    assert "⟨U+202E⟩" in tab.texts()
    assert "\u202e" not in tab.texts()
    assert "and 154 claims more" in tab.texts()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.5, "in 0:00"),
        (62, "in 1:02"),
        (3 * 3600 + 5, "in 3:00:05"),
        (86_400, "in 1 day"),
        (180_000, "in 2 days"),
        (-5, "just now"),
        (-300, "5 min ago"),
    ],
)
def test_relative_times(seconds: float, words: str) -> None:
    assert relative(AT + timedelta(seconds=seconds), AT) == words


def test_colours_of_what_is_left() -> None:
    assert [remaining(AT + timedelta(seconds=left), AT).role for left in (301, 299, 0)] == [
        "ok",
        "warn",
        "bad",
    ]
