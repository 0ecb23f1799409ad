from __future__ import annotations

import threading

from authbench.connection.said_once import SaidOnce
from authbench.errors import Location
from authbench.events import Event, NoteAdded


def test_each_code_is_said_once_with_where_it_was_seen() -> None:
    said: list[Event] = []
    notes = SaidOnce("run-1", said.append)
    place = Location("connector.rb", 3)
    notes.say("first", "One.", 7, place)
    notes.say("first", "Another one.")
    notes.say("second", "Two.")
    assert said == [
        NoteAdded("run-1", "first", "One.", place, 7),
        NoteAdded("run-1", "second", "Two.", None, None),
    ]


def test_threads_that_see_the_same_say_it_once() -> None:
    said: list[Event] = []
    notes = SaidOnce("run-1", said.append)
    together = threading.Barrier(8)

    def see() -> None:
        together.wait(30)
        for number in range(50):
            notes.say(f"code_{number}", "Seen.")

    threads = [threading.Thread(target=see) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(said) == 50
