from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from authbench.events import HttpExchange
from authbench_gui.activity.log_columns import Column
from authbench_gui.activity.log_model import LogModel
from authbench_gui.activity.log_view import LogView
from authbench_gui.theme.theme import Theme
from support.gui_fake_engine import make_exchange
from support.gui_logs import Redacting


def text(model: LogModel, row: int, column: Column) -> str:
    return str(model.index(row, column).data())


def test_a_batch_is_one_insertion_and_an_update_is_none(qtbot: QtBot) -> None:
    model = LogModel(redacting := Redacting())
    inserted: list[tuple[int, int]] = []
    changed: list[tuple[int, int]] = []
    model.rowsInserted.connect(lambda parent, first, last: inserted.append((first, last)))
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    model.put(
        redacting.entries(
            *[make_exchange(exchange_id=number, status=None, elapsed=None) for number in range(1, 2001)]
        )
    )
    assert inserted == [(0, 1999)]
    assert model.rowCount() == 2000
    model.put(redacting.entries(make_exchange(exchange_id=5, status=404)))
    assert inserted == [(0, 1999)]
    assert changed == [(4, 4)]
    assert text(model, 4, Column.STATUS) == "404"
    assert text(model, 5, Column.STATUS) == "…"


def test_cells_say_what_happened(qtbot: QtBot) -> None:
    model = LogModel(redacting := Redacting())
    model.put(
        redacting.entries(
            make_exchange(
                step="authorize", url="https://id.example/a?client_id=c", status=None, browser=True
            ),
            make_exchange(method="POST", step="token", url="https://id.example/token", response="x" * 1500),
        )
    )
    assert [text(model, 0, column) for column in (Column.NUMBER, Column.STEP, Column.METHOD)] == [
        str(model.entry_at(0).id),
        "authorize",
        "GET",
    ]
    assert text(model, 0, Column.STATUS) == "browser"
    assert text(model, 1, Column.URL) == "id.example/token"
    assert text(model, 1, Column.SIZE) == "1.5 KB"
    assert text(model, 1, Column.TIME) == "22 ms"
    spoken = model.index(1, Column.URL).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "URL: id.example/token"


def test_a_secret_that_is_learned_late_disappears_from_rows_already_looked_at(qtbot: QtBot) -> None:
    redacting = Redacting()
    model = LogModel(redacting)
    model.put(redacting.entries(make_exchange(url="https://api.example/v1/session-4711-abcdef/me")))
    assert "session-4711-abcdef" in text(model, 0, Column.URL)
    redacting.journal.redactor.add("session-4711-abcdef", "session")
    assert "session-4711-abcdef" not in text(model, 0, Column.URL)
    assert "session-4711-abcdef" not in str(model.index(0, Column.URL).data(Qt.ItemDataRole.ToolTipRole))


def test_foreign_text_in_tool_tips_is_escaped(qtbot: QtBot) -> None:
    model = LogModel(redacting := Redacting())
    model.put(redacting.entries(make_exchange(cause="<img src=http://127.0.0.1:9/x>")))
    tip = str(model.index(0, Column.URL).data(Qt.ItemDataRole.ToolTipRole))
    assert "<img" not in tip
    assert "&lt;img" in tip


def test_a_hundred_thousand_rows_make_texts_only_for_what_is_looked_at(qtbot: QtBot) -> None:
    redacting = Redacting()
    asked: list[int] = []
    row = redacting.row
    redacting.row = lambda number: (asked.append(number), row(number))[1]  # type: ignore[method-assign]
    model = LogModel(redacting)
    template = make_exchange()
    exchanges = [
        HttpExchange(
            number, "run", "test", "GET", template.url, template.started_at, float(number), status=200
        )
        for number in range(1, 100_001)
    ]
    for start in range(0, 100_000, 2_000):
        model.put(redacting.entries(*exchanges[start : start + 2_000]))
    assert model.rowCount() == 100_000
    assert asked == []
    assert text(model, 99_999, Column.NUMBER) == "100000"
    assert text(model, 99_999, Column.STATUS) == "200"
    assert asked == [100_000]
    model.clear()
    assert model.rowCount() == 0
    assert model.row_of(5) is None


def test_the_view_follows_the_end_until_a_person_looks_at_an_earlier_row(qtbot: QtBot, theme: Theme) -> None:
    model, view = LogModel(redacting := Redacting()), LogView(theme)
    qtbot.add_widget(view)
    view.resize(800, 300)
    chosen: list[object] = []
    view.exchange_chosen.connect(chosen.append)
    view.show_log(model)
    assert chosen == [None]
    model.put(redacting.entries(*[make_exchange(exchange_id=number) for number in (11, 12, 13)]))
    view.follow()
    assert chosen[-1] == 13
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert chosen[-1] == 12
    model.put(redacting.entries(make_exchange(exchange_id=14)))
    view.follow()
    assert view.currentIndex().row() == 1
    qtbot.keyClick(view, Qt.Key.Key_End)
    view.setCurrentIndex(model.index(3, 0))
    model.put(redacting.entries(make_exchange(exchange_id=15)))
    view.follow()
    assert chosen[-1] == 15
    assert view.show_exchange(11)
    assert chosen[-1] == 11
    assert not view.show_exchange(99)


def test_columns_fit_the_view_and_can_be_resized(qtbot: QtBot, theme: Theme) -> None:
    model, view = LogModel(Redacting()), LogView(theme)
    qtbot.add_widget(view)
    view.resize(800, 300)
    view.show()
    view.show_log(model)
    assert sum(view.columnWidth(column) for column in Column) == view.viewport().width()
    assert view.column_widths() == []
    view.horizontalHeader().resizeSection(Column.STEP, 150)
    remembered = view.column_widths()
    assert remembered[Column.STEP] == 150
    other = LogView(theme)
    qtbot.add_widget(other)
    other.resize(800, 300)
    other.show_log(LogModel(Redacting()))
    other.restore_widths(remembered)
    assert other.columnWidth(Column.STEP) == 150


def test_rows_are_painted_without_complaint(qtbot: QtBot, theme: Theme) -> None:
    model, view = LogModel(redacting := Redacting()), LogView(theme)
    qtbot.add_widget(view)
    view.resize(900, 300)
    model.put(
        redacting.entries(
            make_exchange(run_id="r", status=401, expected_refusal=True, cause="no token yet, as expected"),
            make_exchange(run_id="r", status=None, elapsed=None, started_clock=101.0),
            make_exchange(
                run_id="r", status=500, started_clock=101.5, url="https://api.example/" + "long/" * 80
            ),
        )
    )
    view.show_log(model)
    image = view.grab().toImage()
    seen = {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, 150, 2)}
    for role in ("ok", "warn", "bad"):
        assert theme.tokens[role] in seen  # type: ignore[index]
