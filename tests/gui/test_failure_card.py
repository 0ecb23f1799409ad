"""The card's parts: the server's words, causes with their evidence, and buttons that stay in view."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from authbench.journal.explanations import Action, CauseView, Explanation
from authbench_gui.activity.failure_card import FailureCard
from authbench_gui.theme.theme import Scheme, Theme

SHOW, RETRY = Action("show_request", "Show request", 2), Action("retry", "Try again")
FULL = Explanation(
    title="The token endpoint refused the client (invalid_client, HTTP 401)",
    said=(
        ("error", "invalid_client"),
        ("error_description", "<b>Unknown</b> client"),
        ("error_uri", "https://a.test/e"),
    ),
    causes=(
        CauseView("The secret is `wrong`.", "client_id: my-client", SHOW),
        CauseView("Or it has expired.", "#2 POST a.test/token → 401", RETRY),
        CauseView("Or it is another's.", "client_id: my-client", RETRY),
    ),
    evidence=("#2 POST a.test/token → 401",),
    actions=(SHOW, RETRY, Action("copy_report", "Copy report (redacted)")),
    place="Raised in `connection.authorization.acquire`, line 21 of percolate.rb.",
    key="invalid_client",
)


@pytest.fixture
def card(theme: Theme, qtbot: QtBot) -> Iterator[FailureCard]:
    window = QWidget()
    layout = QVBoxLayout(window)
    made = FailureCard(theme)
    layout.addWidget(made)
    layout.addStretch(1)
    window.resize(720, 900)
    qtbot.addWidget(window)
    window.show()
    yield made
    window.close()


def texts(card: FailureCard, name: str) -> list[str]:
    return [
        one.accessibleName() or one.text() for one in card.findChildren(QLabel, name) if not one.isHidden()
    ]


def test_the_server_speaks_first_and_in_plain_text(card: FailureCard, qtbot: QtBot) -> None:
    card.explain(FULL)
    qtbot.wait_until(card.isVisible)
    said = card.findChildren(QLabel, "failure.said")
    assert [one.text() for one in said] == ["invalid_client", "<b>Unknown</b> client", "https://a.test/e"]
    assert all(one.textFormat() is Qt.TextFormat.PlainText for one in said)
    assert not any(one.openExternalLinks() for one in said)
    causes = [one for one in card.findChildren(QLabel) if "The secret is" in one.text()]
    qtbot.wait_until(lambda: causes[0].mapTo(card, causes[0].rect().topLeft()).y() > 0)
    words, first = said[-1], causes[0]
    assert words.mapTo(card, words.rect().bottomLeft()).y() < first.mapTo(card, first.rect().topLeft()).y()


def test_an_address_as_evidence_is_cut_in_its_middle(card: FailureCard) -> None:
    address = "https://a.test/" + "segment/" * 300 + "end"
    card.explain(Explanation("T", FULL.causes, (f"#2 GET {address}",), FULL.actions))
    (told,) = texts(card, "failure.evidence")
    assert told.startswith("#2 GET https://a.test/segment/")
    assert told.endswith("/segment/end")
    assert "…" in told
    assert len(told) < 200


def test_evidence_stands_below_its_cause_and_only_once(card: FailureCard) -> None:
    card.explain(FULL)
    assert texts(card, "failure.cause_evidence") == ["client_id: my-client"]
    assert texts(card, "failure.evidence") == ["#2 POST a.test/token → 401"]


def test_each_button_is_there_once_and_acts(card: FailureCard, qtbot: QtBot) -> None:
    card.explain(FULL)
    buttons = [one for one in card.findChildren(QPushButton) if not one.isHidden()]
    assert [one.text() for one in buttons] == ["Show request", "Try again", "Copy report (redacted)"]
    with qtbot.waitSignal(card.acted) as acted:
        qtbot.mouseClick(buttons[1], Qt.MouseButton.LeftButton)
    assert acted.args == [RETRY]


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_buttons_stay_in_view_below_long_words(
    card: FailureCard, theme: Theme, qtbot: QtBot, scheme: Scheme
) -> None:
    theme.set_scheme(scheme)
    long = (("error", "x"), ("error_description", "word " * 90), ("error_uri", "https://a.test/" + "y" * 400))
    card.explain(Explanation("T", FULL.causes, FULL.evidence, FULL.actions, long))
    qtbot.wait_until(card.isVisible)
    card.fit(card.width())
    press = card.findChild(QPushButton, "failure.show_request")
    assert press is not None
    qtbot.wait_until(lambda: 0 < press.mapTo(card, press.rect().bottomLeft()).y() < card.height())
    assert card.height() <= 300
    assert all(
        one.mapTo(card, one.rect().topRight()).x() <= card.width() for one in card.findChildren(QLabel)
    )


def test_what_turns_the_direction_of_writing_is_spelt(card: FailureCard) -> None:
    card.explain(Explanation("T", said=(("error\u202e", "a\u202eb"),)))
    assert texts(card, "failure.said") == ["error⟨U+202E⟩: a⟨U+202E⟩b"]
    card.explain(None)
    assert not card.isVisible()
