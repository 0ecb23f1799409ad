import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from authbench.errors import AuthbenchError
from authbench.events import Outcome, RunKind, StepName
from authbench.vault.errors import KeychainFailed, KeychainProblem
from authbench_gui.composition import open_services
from authbench_gui.dialogs.connection_settings import SettingsDialog
from authbench_gui.dialogs.new_connection import NewConnectionDialog
from authbench_gui.dialogs.paste_redirect import PasteRedirectDialog
from authbench_gui.dialogs.rename import RenameDialog
from support.gui_fake_engine import ScriptedRun, every_text

FIELDS = "{ name: 'client_id' }, { name: 'client_secret', control_type: 'password' }"
OAUTH = (
    "type: 'oauth2', authorization_url: lambda do |c| 'https://id.example/a' end, "
    "token_url: lambda do |c| 'https://id.example/t' end"
)


def names(bench) -> list[str]:  # type: ignore[no-untyped-def]
    model = bench.window.sidebar.model
    return [str(model.index(row).data()) for row in range(model.rowCount())]


def dialog(bench, kind: type[QDialog]):  # type: ignore[no-untyped-def]
    bench.qtbot.wait_until(lambda: isinstance(QApplication.activeModalWidget(), kind))
    return QApplication.activeModalWidget()


def waiting(run: ScriptedRun) -> None:
    run.begin(StepName.FIELDS, StepName.CONSENT, StepName.TOKEN, StepName.TEST)
    run.step(StepName.FIELDS)
    run.wait_for_browser()


def test_connect_by_key_shows_steps_identity_and_status(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(FIELDS)

    def script(run: ScriptedRun) -> None:
        run.begin(StepName.FIELDS, StepName.TEST, StepName.IDENTITY)
        run.step(StepName.FIELDS)
        run.exchange(step="test")
        run.step(StepName.TEST, "GET 200", elapsed=0.041)
        run.step(StepName.IDENTITY, "jo@example.test")
        run.finish(identity="jo@example.test", expires_in=3500)

    bench.world.engine.script = script
    bench.qtbot.keyClick(bench.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    bench.qtbot.wait_until(lambda: bench.page.header.pill.text.startswith("Connected · token expires in 58:"))
    assert bench.world.runs[0].request.kind is RunKind.CONNECT
    assert [item.step.state.value for item in bench.page.steps.items] == ["done"] * 3
    assert bench.page.header.subtitle.full_text.startswith(
        "signed in as jo@example.test · https://api.example"
    )
    assert bench.page.header.connect_button.caption == "Reconnect"
    spoken = bench.window.sidebar.list.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert "connected" in spoken
    bench.settle()


def test_waiting_for_the_browser_offers_to_open_it_again_and_to_paste(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(FIELDS, authorization=OAUTH)
    bench.world.engine.script = waiting
    header = bench.page.header
    header.connect_button.click()
    bench.qtbot.wait_until(lambda: header.pill.text.startswith("Waiting for browser · 0:0"))
    assert header.cancel.isVisibleTo(bench.window)
    assert not header.connect_button.isVisibleTo(bench.window)
    assert bench.page.steps.items[1].step.detail == "listening on localhost:45555"
    header.browser.click()
    run = bench.world.runs[0]
    bench.qtbot.wait_until(lambda: run.opened_again == 1)
    header.paste.click()
    paste: PasteRedirectDialog = dialog(bench, PasteRedirectDialog)
    run.refuse_paste = AuthbenchError("The state does not belong to this attempt")
    paste.url.setPlainText("http://localhost:45555/oauth/callback?code=1\n&state=2")
    paste.ok.click()
    bench.qtbot.wait_until(lambda: "does not belong" in paste.problem.text())
    run.refuse_paste = None
    paste.ok.click()
    bench.qtbot.wait_until(lambda: run.pasted == ["http://localhost:45555/oauth/callback?code=1&state=2"])
    bench.qtbot.wait_until(lambda: QApplication.activeModalWidget() is None)
    with bench.qtbot.wait_signal(bench.workspace.runs.redirect_arrived):
        run.redirect()
    run.finish()
    bench.qtbot.wait_until(lambda: header.pill.text == "Connected")
    bench.settle()


def test_escape_cancels_the_run_that_is_on(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(FIELDS, authorization=OAUTH)
    bench.world.engine.script = waiting
    bench.page.header.connect_button.click()
    bench.qtbot.wait_until(lambda: bench.page.header.cancel.isVisibleTo(bench.window))
    bench.qtbot.wait_until(lambda: bench.current.run is not None)
    bench.qtbot.keyClick(bench.window, Qt.Key.Key_Escape)
    bench.qtbot.wait_until(lambda: bench.page.header.connect_button.isVisibleTo(bench.window))
    assert bench.world.runs[0].cancelled
    assert bench.page.header.pill.text == "Not connected"
    assert bench.page.steps.items[1].step.detail == "cancelled"
    bench.settle()


def test_a_browser_that_did_not_come_up_is_told(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(FIELDS, authorization=OAUTH)

    def script(run: ScriptedRun) -> None:
        run.begin(StepName.CONSENT)
        run.wait_for_browser(opened=False)

    bench.world.engine.script = script
    bench.page.header.connect_button.click()
    bench.qtbot.wait_until(lambda: "no browser came up" in bench.page.header.subtitle.full_text)
    bench.world.runs[0].finish(Outcome.CANCELLED)
    bench.settle()


def test_a_run_that_cannot_start_is_told_and_leaves_the_window_usable(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(FIELDS)
    bench.world.engine.refuse = AuthbenchError("No route to there", hint="Change the routes.")
    bench.page.header.test.click()
    bench.qtbot.wait_until(lambda: "No route to there Change the routes." in bench.window.toast.text.text())
    assert bench.page.header.test.isVisibleTo(bench.window)


def test_a_run_that_ends_before_its_first_step_is_over_for_the_window_too(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(FIELDS)
    bench.world.engine.script = lambda run: run.finish(Outcome.FAILED)
    bench.page.header.test.click()
    bench.qtbot.wait_until(lambda: bench.page.header.test.isVisibleTo(bench.window))
    bench.qtbot.wait_until(lambda: bench.page.header.pill.text == "Not connected")
    bench.settle()


def test_rename_duplicate_delete_and_undo(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(FIELDS)
    bench.qtbot.keyClicks(bench.editor("client_secret"), "kept-secret")
    bench.qtbot.keyClick(bench.window, Qt.Key.Key_F2)
    rename: RenameDialog = dialog(bench, RenameDialog)
    rename.name.clear()
    rename.ok.click()
    assert "needs a name" in rename.problem.text()
    bench.qtbot.keyClicks(rename.name, "Acme sandbox")
    bench.qtbot.keyClick(rename.name, Qt.Key.Key_Return)
    bench.qtbot.wait_until(lambda: "Acme sandbox" in names(bench))
    assert bench.page.header.title.full_text == "Acme sandbox"
    first = bench.current.id
    bench.window.sidebar.duplicate_requested.emit(first)
    bench.qtbot.wait_until(lambda: "Acme sandbox copy" in names(bench))
    bench.qtbot.wait_until(lambda: bench.current.form is not None)
    assert bench.current.id != first
    assert bench.editor("client_secret").text() == "kept-secret"
    bench.window.sidebar.list.setFocus()
    bench.qtbot.keyClick(bench.window.sidebar.list, Qt.Key.Key_Delete)
    bench.qtbot.wait_until(lambda: "Deleted “Acme sandbox copy”." in bench.window.toast.text.text())
    assert "Acme sandbox copy" not in names(bench)
    bench.qtbot.mouseClick(bench.window.toast.action, Qt.MouseButton.LeftButton)
    bench.qtbot.wait_until(lambda: "Acme sandbox copy" in names(bench))
    bench.qtbot.wait_until(lambda: bench.current.form is not None)
    assert bench.editor("client_secret").text() == "kept-secret"


def test_an_undo_that_failed_can_be_tried_again(bench, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(FIELDS)
    name = bench.current.name
    bench.window.actions_.delete(bench.current.id)
    toast = bench.window.toast
    bench.qtbot.wait_until(lambda: toast.action.text() == "Undo" and toast.isVisibleTo(bench.window))
    store = bench.workspace.services.store
    with monkeypatch.context() as locked:

        def refuse(_deleted: object) -> None:
            raise KeychainFailed(KeychainProblem.REFUSED, "GNOME Keyring")

        locked.setattr(store, "undo", refuse)
        bench.qtbot.mouseClick(toast.action, Qt.MouseButton.LeftButton)
        bench.qtbot.wait_until(lambda: "GNOME Keyring refused" in toast.text.text())
    assert name not in names(bench)
    assert toast.action.text() == "Try again"
    bench.qtbot.mouseClick(toast.action, Qt.MouseButton.LeftButton)
    bench.qtbot.wait_until(lambda: name in names(bench))


def test_deleting_the_last_connection_leaves_an_invitation(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(FIELDS)
    bench.window.actions_.delete(bench.current.id)
    bench.qtbot.wait_until(lambda: bench.window.toast.isVisibleTo(bench.window))
    assert bench.workspace.current is None
    assert "drop one here" in bench.window.empty.text()


def test_a_changed_definition_keeps_what_was_typed(bench) -> None:  # type: ignore[no-untyped-def]
    path = bench.write("{ name: 'client_id' }, { name: 'old' }")
    bench.open(path)
    bench.qtbot.keyClicks(bench.editor("client_id"), "typed")
    bench.qtbot.keyClicks(bench.editor("old"), "vanishing")
    bench.write("{ name: 'client_id', label: 'App key' }, { name: 'added' }")
    bench.qtbot.wait_until(lambda: bench.page.form.block("added") is not None)
    assert bench.page.form.block("old") is None
    assert bench.page.form.block("client_id").caption.text() == "App key"
    assert bench.editor("client_id").text() == "typed"
    bench.write("{ name: 'old' }")
    bench.qtbot.wait_until(lambda: bench.page.form.block("old") is not None)
    assert bench.editor("old").text() == "vanishing"


def test_a_file_that_breaks_keeps_the_last_good_form_and_says_where(bench) -> None:  # type: ignore[no-untyped-def]
    path = bench.write("{ name: 'client_id' }")
    bench.open(path)
    bench.qtbot.keyClicks(bench.editor("client_id"), "typed")
    good = path.read_text()
    path.write_text(good.replace("{ name: 'client_id' }", "{ name: 'a' }\n{ name: 'b' }"))
    banner = bench.page.banner
    bench.qtbot.wait_until(lambda: banner.isVisibleTo(bench.window))
    assert "connector.rb:" in banner.text.text()
    assert bench.editor("client_id").text() == "typed"
    banner.action.click()
    assert bench.page.definition.code.marked_line is not None
    # As editors do: write beside and rename over.
    other = path.with_suffix(".new")
    other.write_text(good)
    other.replace(path)
    bench.qtbot.wait_until(lambda: not banner.isVisibleTo(bench.window))


def test_a_syntax_error_is_shown_with_its_place_line_and_caret(bench) -> None:  # type: ignore[no-untyped-def]
    path = bench.write("{ name: 'a' }\n{ name: 'b' }")
    bench.open(path)
    texts = list(every_text(bench.page.problems))
    assert any(text.startswith("connector.rb:6:1") for text in texts)
    assert "{ name: 'b' }\n^" in texts
    assert any("comma" in text for text in texts)
    assert not bench.page.header.connect_button.isEnabled()
    bench.write("{ name: 'a' }")
    bench.qtbot.wait_until(lambda: bench.page.form.block("a") is not None)
    assert bench.page.form.isVisibleTo(bench.window)
    assert bench.page.header.connect_button.isEnabled()


def test_a_file_that_is_gone_is_told_and_nothing_else_suffers(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(FIELDS)
    bench.window.open_definition(bench.home / "nowhere.rb")
    bench.qtbot.wait_until(lambda: bench.window.toast.isVisibleTo(bench.window))
    assert bench.page.form.block("client_id") is not None


def test_dropping_a_file_opens_it(bench) -> None:  # type: ignore[no-untyped-def]
    path = bench.write("{ name: 'dropped' }")
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path))])
    drop = QDropEvent(
        QPoint(5, 5).toPointF(),
        Qt.DropAction.CopyAction,
        content,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    bench.window.dropEvent(drop)
    bench.qtbot.wait_until(lambda: bench.page.form.block("dropped") is not None)


def test_opening_the_same_file_again_shows_its_connection(bench) -> None:  # type: ignore[no-untyped-def]
    path = bench.write("{ name: 'one' }")
    first = bench.open(path)
    bench.open(bench.write("{ name: 'two' }", name="other.rb"))
    bench.window.open_definition(path)
    bench.qtbot.wait_until(lambda: bench.workspace.current is first)
    assert len(bench.workspace.connections) == 2


def test_the_filter_is_a_key_away_and_enter_goes_to_the_list(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open(bench.write("{ name: 'a' }", name="zendesk.rb", title="Zendesk"))
    bench.open(bench.write("{ name: 'b' }", name="acme.rb", title="Acme"))
    sidebar = bench.window.sidebar
    bench.qtbot.keyClick(bench.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert bench.window.focusWidget() is sidebar.filter
    bench.qtbot.keyClicks(sidebar.filter, "zen")
    assert names(bench)[1:] == ["Zendesk"]
    bench.qtbot.keyClick(sidebar.filter, Qt.Key.Key_Return)
    assert bench.current.name == "Zendesk"
    sidebar.focus_filter()
    bench.qtbot.keyClick(sidebar.filter, Qt.Key.Key_Escape)
    assert sidebar.filter.text() == ""
    assert len(names(bench)) == 4
    sidebar.list.setFocus()
    bench.qtbot.keyClick(sidebar.list, Qt.Key.Key_Up)
    assert bench.current.name == "Acme"
    bench.qtbot.wait_until(lambda: bench.page.form.block("b") is not None)


def test_connection_settings_refuse_what_cannot_work_and_keep_what_can(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(FIELDS, authorization=OAUTH)
    bench.page.form.redirect.settings_requested.emit()
    settings: SettingsDialog = dialog(bench, SettingsDialog)
    settings.routes.setPlainText("https://api.example=http://api.other.example")
    settings.ok.click()
    assert settings.problem.text()
    settings.routes.setPlainText("https://api.example=http://127.0.0.1:8080")
    settings.port.setText("0x")
    assert settings.problem.text()
    settings.port.setText("8123")
    settings.host.setText("127.0.0.1")
    settings.pkce.setChecked(True)
    assert settings.uri.text() == "http://127.0.0.1:8123/oauth/callback"
    settings.ok.click()
    bench.qtbot.wait_until(lambda: QApplication.activeModalWidget() is None)
    bench.qtbot.wait_until(
        lambda: bench.page.form.redirect.line.text() == "http://127.0.0.1:8123/oauth/callback"
    )
    bench.world.engine.script = lambda run: (run.begin(), run.finish())
    bench.page.header.test.click()
    bench.qtbot.wait_until(lambda: len(bench.world.runs) == 1)
    request = bench.world.runs[0].request
    assert request.redirect.uri == "http://127.0.0.1:8123/oauth/callback"
    assert request.routes.target_for("https://api.example/v1/me") is not None
    assert request.options.pkce_always
    bench.settle()


def test_a_new_connection_is_made_from_a_definition_in_use(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(FIELDS)
    bench.qtbot.keyClick(bench.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    new: NewConnectionDialog = dialog(bench, NewConnectionDialog)
    assert new.name.text() == "Acme"
    new.name.selectAll()
    bench.qtbot.keyClicks(new.name, "Acme production")
    bench.qtbot.keyClick(new.name, Qt.Key.Key_Return)
    bench.qtbot.wait_until(lambda: bench.current.name == "Acme production")
    bench.qtbot.wait_until(lambda: bench.current.form is not None)
    assert len(bench.workspace.connections) == 2


def test_the_menu_offers_what_makes_sense_and_disconnect_forgets(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(FIELDS, authorization="type: 'custom_auth', acquire: lambda do |c| {} end")
    bench.page.header.menu_about_to_show.emit()
    offered = {action.text(): action for action in bench.page.header.menu.actions()}
    assert offered["Get a token now"].isEnabled()
    assert not offered["Disconnect"].isEnabled()
    bench.world.engine.script = lambda run: (run.begin(), run.finish(identity="jo"))
    offered["Get a token now"].trigger()
    bench.qtbot.wait_until(lambda: bench.page.header.pill.text == "Connected")
    assert bench.world.runs[0].request.kind is RunKind.ACQUIRE
    bench.page.header.menu_about_to_show.emit()
    by_text: dict[str, QAction] = {action.text(): action for action in bench.page.header.menu.actions()}
    by_text["Disconnect"].trigger()
    bench.qtbot.wait_until(lambda: bench.page.header.pill.text == "Not connected")
    bench.settle()


def test_a_changed_credential_is_pointed_out_while_old_tokens_are_in_use(bench, world) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(FIELDS)

    def script(run: ScriptedRun) -> None:
        world.secrets.put(run.connection_id, {"fields": {}, "tokens": {"access_token": "t0ken-value-4711"}})
        run.begin()
        run.finish()

    world.engine.script = script
    bench.page.header.connect_button.click()
    bench.qtbot.wait_until(lambda: bench.current.has_tokens)
    notice = bench.page.form.stale_login
    assert not notice.isVisibleTo(bench.window)
    bench.qtbot.keyClicks(bench.editor("client_id"), "other")
    assert notice.isVisibleTo(bench.window)
    assert "Client ID was changed" in notice.text.text()
    notice.action.click()
    bench.qtbot.wait_until(lambda: len(world.runs) == 2 and not notice.isVisibleTo(bench.window))
    bench.settle()


def test_place_sizes_and_last_connection_come_back(make_bench: Callable) -> None:  # type: ignore[type-arg]
    first = make_bench()
    first.open(first.write("{ name: 'a' }", name="a.rb", title="A"))
    chosen = first.open(first.write("{ name: 'b' }", name="b.rb", title="B")).id
    first.window.resize(940, 700)
    QApplication.processEvents()
    first.page.splitter.setSizes([270, 500])
    sizes = first.page.splitter.sizes()
    first.close()
    second = make_bench()
    second.qtbot.wait_until(lambda: second.workspace.current is not None)
    assert second.current.id == chosen
    assert second.window.size().height() == 700
    assert second.page.splitter.sizes() == sizes


def test_closing_ends_the_engine_and_leaves_no_secret_on_the_clipboard(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(FIELDS)
    bench.workbench.clipboard.copy_secret("s3cr3t-value")
    bench.window.close()
    assert bench.world.engine.closed
    assert QApplication.clipboard().text() == ""


def test_a_copy_with_secrets_that_is_under_way_at_the_end_is_taken_off_the_clipboard(bench) -> None:  # type: ignore[no-untyped-def]
    workbench, asked = bench.workbench, threading.Event()
    kept: list[str] = []

    def prepared() -> str:
        assert asked.wait(10)
        return "s3cr3t-value"

    def copy(text: str) -> None:
        workbench.clipboard.copy_secret(text)
        kept.append(QApplication.clipboard().text())

    workbench.tasks.ask(prepared, copy, lambda error: None)
    asked.set()
    bench.window.close()
    workbench.close()
    assert kept == ["s3cr3t-value"]
    assert QApplication.clipboard().text() == ""


def test_every_control_that_takes_the_focus_has_a_name(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(FIELDS)
    bench.world.engine.script = lambda run: (run.begin(), run.exchange(), run.finish())
    bench.page.header.test.click()
    bench.qtbot.wait_until(lambda: bench.page.activity.table.isVisibleTo(bench.window))
    bench.settle()
    nameless = [
        widget
        for widget in bench.window.findChildren(QWidget)
        if widget.isVisibleTo(bench.window)
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.accessibleName()
    ]
    assert nameless == []


def test_a_bug_in_a_slot_becomes_a_message_without_its_text(bench) -> None:  # type: ignore[no-untyped-def]
    try:
        raise KeyError("hunter2")
    except KeyError as error:
        bench.workbench.report_bug(KeyError, error, error.__traceback__)
    assert "KeyError (test_window.py:" in bench.window.toast.text.text()
    assert "hunter2" not in bench.window.toast.text.text()


def test_files_outside_of_what_was_dropped_are_not_touched(bench, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    content = QMimeData()
    content.setUrls([QUrl("https://evil.example/connector.rb"), QUrl.fromLocalFile(str(tmp_path))])
    drop = QDropEvent(
        QPoint(5, 5).toPointF(),
        Qt.DropAction.CopyAction,
        content,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    bench.window.dropEvent(drop)
    bench.settle()
    assert bench.workspace.connections == {}


def test_a_broken_file_is_named_after_itself(bench) -> None:  # type: ignore[no-untyped-def]
    path = bench.home / "billing.rb"
    path.write_text("{ title: 'x' \n fields: [ }", "utf-8")
    assert bench.open(path).name == "billing"
    nested = bench.home / "crm"
    nested.mkdir()
    (nested / "connector.rb").write_text("{ title: \n", "utf-8")
    assert bench.open(nested / "connector.rb").name == "crm"


def test_the_focus_stays_near_when_another_connection_is_shown(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(FIELDS)
    bench.editor("client_id").setFocus()
    bench.open(bench.write("{ name: 'other' }", name="second.rb"))
    assert bench.window.focusWidget() is bench.window.sidebar.list


def test_two_windows_keep_each_others_edits(bench) -> None:  # type: ignore[no-untyped-def]
    connection = bench.open_form(FIELDS + ", { name: 'region' }")
    bench.qtbot.keyClicks(bench.editor("client_id"), "mine")
    bench.settle()
    store = bench.workspace.services.store
    other = dict(store.values(store.load(connection.id)))
    store.save_values(
        connection.id,
        {**other, "region": "eu", "client_secret": "from the other"},
        {"client_secret"},
        since=other,
    )
    bench.qtbot.keyClicks(bench.editor("client_id"), " own")
    bench.settle()
    assert store.values(store.load(connection.id)) == {
        "client_id": "mine own",
        "region": "eu",
        "client_secret": "from the other",
    }


def test_an_error_in_a_thread_of_ours_is_told_in_the_window(bench) -> None:  # type: ignore[no-untyped-def]
    try:
        raise ZeroDivisionError("secret-text-of-the-error")
    except ZeroDivisionError as error:
        told = threading.ExceptHookArgs((ZeroDivisionError, error, error.__traceback__, None))
        thread = threading.Thread(target=bench.workbench.report_bug_of_thread, args=(told,))
    thread.start()
    thread.join()
    bench.qtbot.wait_until(lambda: "ZeroDivisionError (test_window.py:" in bench.window.toast.text.text())
    assert "secret-text" not in bench.window.toast.text.text()


def test_samples_are_added_once_also_by_two_windows_and_after_a_crash(tmp_path: Path) -> None:
    first = open_services(tmp_path, allow_keychain=False, demo_port=0)
    try:
        samples = len(first.seeded)
        assert len(first.listing.profiles) == samples > 10
        # The window was killed before it remembered them.
        again = open_services(tmp_path, allow_keychain=False, demo_port=0)
        again.services.close()
        assert len(again.listing.profiles) == samples
        first.services.store.delete(first.listing.profiles[0].id)
        later = open_services(tmp_path, first.seeded, allow_keychain=False, demo_port=0)
        later.services.close()
        assert len(later.listing.profiles) == samples - 1
    finally:
        first.services.close()
