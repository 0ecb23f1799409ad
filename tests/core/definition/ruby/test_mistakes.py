"""What people get wrong in definitions: `authbench lint` names the line that they would go to."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from authbench.cli import main
from authbench.definition import load
from authbench.demo import sample_path, samples


@dataclass(frozen=True)
class Mistake:
    """A definition with one mistake, and words of the line that it stands on."""

    name: str
    words: str
    source: str

    @property
    def line(self) -> int:
        """The line that holds the words; the last one where several do."""
        found = [number for number, line in enumerate(self.source.split("\n"), 1) if self.words in line]
        assert found, self.name
        return found[-1] if self.name.startswith("a key written twice") else found[0]


def _mistakes() -> list[Mistake]:
    text = (Path(__file__).parent / "mistakes.txt").read_text()
    blocks = re.split(r"^=== ", text, flags=re.MULTILINE)[1:]
    parts = [block.split("\n", 2) for block in blocks]
    return [Mistake(name, words.removeprefix("line: "), source) for name, words, source in parts]


MISTAKES = _mistakes()


def test_there_are_enough() -> None:
    assert len({mistake.name for mistake in MISTAKES}) == len(MISTAKES) >= 40


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_the_line_is_named(
    mistake: Mistake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AUTHBENCH_HOME", str(tmp_path / "home"))
    file = tmp_path / "connector.rb"
    file.write_text(mistake.source)
    main(["lint", "-c", str(file), "--json"])
    document = json.loads(capsys.readouterr().out)
    telling = [problem for problem in document["problems"] if problem["severity"] != "info"]
    first = telling or document["problems"]
    assert first, "nothing was found"
    place = first[0]["location"]
    assert place.startswith(f"{file}:{mistake.line}:"), (first[0], mistake.line)
    assert first[0]["fix"], "it says what to do"


WORKING = [
    *(sample_path(sample.name) for sample in samples()),
    *sorted((Path(__file__).parents[3] / "e2e" / "everyday").glob("*.rb")),
]
GUESSES = {
    "address_without_scheme", "interpolation_in_single_quotes", "key_repeated", "placeholder_in_url",
    "undefined_name", "unknown_method", "unknown_setting", "wrong_argument_count",
}  # fmt: skip


@pytest.mark.parametrize("path", WORKING, ids=lambda path: str(path.stem))
def test_nothing_of_a_definition_that_works_is_taken_for_a_mistake(path: Path) -> None:
    assert [problem for problem in load(path).problems if problem.code in GUESSES] == []
