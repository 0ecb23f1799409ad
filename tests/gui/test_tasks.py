import threading

from pytestqt.qtbot import QtBot

from authbench.errors import AuthbenchError
from authbench_gui.tasks import Tasks


def test_a_job_runs_elsewhere_and_its_result_comes_back_here(qtbot: QtBot) -> None:
    tasks = Tasks()
    where: list[threading.Thread] = []
    results: list[int] = []

    def job() -> int:
        where.append(threading.current_thread())
        return 42

    def done(value: int) -> None:
        where.append(threading.current_thread())
        results.append(value)

    tasks.ask(job, done, lambda error: None)
    qtbot.wait_until(lambda: results == [42])
    assert where[0] is not threading.main_thread()
    assert where[0].daemon
    assert where[1] is threading.main_thread()
    assert tasks.idle


def test_jobs_of_one_lane_run_in_order_and_other_jobs_beside_them(qtbot: QtBot) -> None:
    tasks = Tasks()
    gate = threading.Event()
    done: list[str] = []

    def first() -> str:
        assert gate.wait(5)
        return "first"

    tasks.ask(first, done.append, lambda error: None, lane="vault")
    tasks.ask(lambda: "second", done.append, lambda error: None, lane="vault")
    tasks.ask(lambda: "free", done.append, lambda error: None)
    qtbot.wait_until(lambda: done == ["free"])
    gate.set()
    qtbot.wait_until(lambda: done == ["free", "first", "second"])


def test_errors_come_back_as_ours_and_a_bug_tells_its_place_but_not_its_text(qtbot: QtBot) -> None:
    tasks = Tasks()
    errors: list[AuthbenchError] = []

    def refuse() -> None:
        raise AuthbenchError("The file is gone", hint="Open another one.")

    def stumble() -> None:
        raise ValueError("hunter2 is the password")

    tasks.ask(refuse, lambda value: None, errors.append, lane="one")
    tasks.ask(stumble, lambda value: None, errors.append, lane="one")
    qtbot.wait_until(lambda: len(errors) == 2)
    assert errors[0].hint == "Open another one."
    assert "ValueError (test_tasks.py:" in errors[1].message
    assert "hunter2" not in errors[1].message


def test_finish_delivers_what_is_done_and_gives_up_on_what_hangs(qtbot: QtBot) -> None:
    tasks = Tasks()
    gate = threading.Event()
    done: list[str] = []
    tasks.ask(lambda: "kept", done.append, lambda error: None)
    assert tasks.finish(5.0)
    assert done == ["kept"]
    tasks.ask(lambda: gate.wait(5), lambda value: None, lambda error: None)
    assert not tasks.finish(0.05)
    gate.set()
    assert tasks.finish(5.0)
