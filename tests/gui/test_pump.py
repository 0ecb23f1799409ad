import threading

from pytestqt.qtbot import QtBot

from authbench.events import ConsoleLine
from authbench_gui.pump import BUSY_INTERVAL_MS, FLOOD_INTERVAL_MS, IDLE_INTERVAL_MS, EventPump


def test_events_of_several_threads_arrive_in_batches_on_the_gui_thread_in_order(qtbot: QtBot) -> None:
    pump = EventPump()
    batches: list[list[ConsoleLine]] = []
    threads_seen = set()

    def take(batch: list[ConsoleLine]) -> None:
        threads_seen.add(threading.current_thread())
        batches.append(batch)

    pump.drained.connect(take)

    def produce(name: str) -> None:
        for number in range(1000):
            pump.put(ConsoleLine(name, str(number)))

    producers = [threading.Thread(target=produce, args=(name,)) for name in "ab"]
    for producer in producers:
        producer.start()
    for producer in producers:
        producer.join()
    qtbot.wait_until(lambda: sum(map(len, batches)) == 2000)
    assert threads_seen == {threading.main_thread()}
    assert len(batches) < 100
    for name in "ab":
        texts = [event.text for batch in batches for event in batch if event.run_id == name]
        assert texts == [str(number) for number in range(1000)]


def test_the_timer_is_quick_only_while_something_runs(qtbot: QtBot) -> None:
    pump = EventPump()
    assert pump.interval_ms == IDLE_INTERVAL_MS
    pump.run_began()
    pump.run_began()
    pump.run_ended()
    assert pump.interval_ms == BUSY_INTERVAL_MS
    pump.run_ended()
    pump.run_ended()
    assert pump.interval_ms == IDLE_INTERVAL_MS


def test_in_a_flood_more_is_brought_at_once(qtbot: QtBot) -> None:
    pump = EventPump()
    pump.run_began()
    for number in range(100):
        pump.put(ConsoleLine("a", str(number)))
    pump.drain()
    assert pump.interval_ms == FLOOD_INTERVAL_MS
    pump.put(ConsoleLine("a", "100"))
    pump.drain()
    assert pump.interval_ms == BUSY_INTERVAL_MS
    for number in range(100):
        pump.put(ConsoleLine("a", str(number)))
    pump.drained.connect(pump.run_ended)
    pump.drain()
    assert pump.interval_ms == IDLE_INTERVAL_MS
