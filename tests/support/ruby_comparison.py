"""Comparing what our evaluator and a real Ruby make of generated programs."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from types import TracebackType
from typing import Final

from authbench.errors import AuthbenchError
from support.ruby_evaluation import as_lambda, evaluate
from support.ruby_oracle import Answer, RubyOracle
from support.ruby_pieces import Smaller
from support.ruby_programs import program

_ADDRESS: Final = re.compile(r":?0x[0-9a-f]{8,}")
_PLACE: Final = re.compile(r" \S*definition\.rb:[\d:]+")
_COMPARED: Final = re.compile(r"comparison of (\S+) with (.*?) failed")
_SDK: Final = """
module Workato; module Connector; module Sdk; class ArgumentError < ::ArgumentError; end; end; end; end
class String
  alias_method :plain_plus, :+
  def +(other)
    raise Workato::Connector::Sdk::ArgumentError, 'Cannot concatenate string with nil' if other.nil?
    plain_plus(other.to_s)
  end
end
"""
"""What the SDK changes in Ruby itself: + takes anything but nil (SDK reference, "String")."""


@dataclass(frozen=True)
class Verdict:
    """How one program went: whether the two agree, and in what ("value", the error class, or "refused" for a
    program that Ruby does not run)."""

    same: bool
    kind: str


@dataclass(frozen=True)
class Difference:
    """A program on which the two disagree."""

    source: str
    real: str
    ours: str

    def __str__(self) -> str:
        return f"{self.source}\n# Ruby: {self.real}\n# ours: {self.ours}"


@dataclass(frozen=True)
class Intended:
    """A difference that stays: what it is and why; and how the two outcomes show it, unless `outcome` makes
    them alike or the templates leave it out."""

    what: str
    why: str
    real: str | None = None
    ours: str | None = None

    def covers(self, real: str, ours: str) -> bool:
        """Whether the two outcomes differ in just this."""
        if self.real is None or self.ours is None:
            return False
        return bool(re.search(self.real, real) and re.search(self.ours, ours))


INTENDED: Final = [
    Intended(
        "Limits on steps, depth, time and sizes end a run.",
        "A definition must not be able to hang or fill the machine; nothing in it may rescue that.",
        real="",
        ours=r"^LimitExceeded: ",
    ),
    Intended(
        "Private functions of Ruby itself called on a value (`1.select`, `'a'.fork`) are refused.",
        "Ruby says NoMethodError, which a definition may rescue; what the sandbox refuses it may not.",
        real=r"private method `\w+[?!]?' called for|undefined method `prepend' for",
        ours=r"^UnsupportedMethod: ",
    ),
    Intended(
        "Which of two values that cannot be ordered a message names first.",
        "It depends on the steps of Ruby's own sorting, and on whether its compiler saw a literal.",
    ),
    Intended(
        "Addresses in what `inspect` shows of objects.",
        "They differ from run to run in Ruby, too.",
    ),
    Intended(
        "Texts that Ruby makes in US-ASCII (`[].inspect`, a match in `1.chr`) are UTF-8.",
        "It holds the same characters; only `encoding` and the `inspect` of control characters show it.",
    ),
    Intended(
        "A hash without parentheses as the only argument (`name { 'a' => 1 }`) is read as one.",
        "Ruby reads a block with a pattern match there, which nobody means.",
    ),
    Intended(
        "A regular expression right after `*` or `..` (`*/a/`, `1../a/`) is read as a division.",
        "The grammar behind the reader decides so; in parentheses it is a regular expression.",
    ),
    Intended(
        "`$~` is not shared between the lambdas of a file, only with those inside of one.",
        "Lambdas of a file may run in several threads at once.",
    ),
    Intended(
        "`sub!` raises RuntimeError for any change that its block makes to the text.",
        "Ruby notices only a change of length, and mixes both texts otherwise.",
    ),
    Intended(
        "The message of a NoMatchingPatternError shows the value as it was.",
        "Ruby keeps the value itself and shows it as it is when somebody asks.",
    ),
    Intended(
        "A literal whose value nobody uses is evaluated (`trace << 1..2` raises ArgumentError).",
        "Ruby's compiler drops it; a mistake like this should be heard of.",
    ),
]
"""Every difference that is left. docs/ruby.md lists them under "Differences from Ruby"."""


def outcome(answer: Answer) -> str:
    """What is compared: the value, or the error's class and message, without addresses."""
    if answer.error is None:
        text = answer.inspected or ""
    else:
        text = f"{answer.error}: {answer.message or ''}"
    # Which of two values that have no order is named first depends on how a Ruby sorts.
    text = _COMPARED.sub("comparison failed", text)
    return _PLACE.sub("", _ADDRESS.sub("", text))


def ours_of(source: str) -> str:
    """What our evaluator makes of a program."""
    try:
        return outcome(evaluate(source))
    except AuthbenchError as error:
        return f"{type(error).__name__}: {error.message}"


def _agree(real: str, ours: str) -> bool:
    return real == ours or any(each.covers(real, ours) for each in INTENDED)


class Judge:
    """A real Ruby with ActiveSupport and what the SDK changes in it; one that dies is started again."""

    def __init__(self) -> None:
        self._oracle = self._started()

    @staticmethod
    def _started() -> RubyOracle:
        oracle = RubyOracle(active_support=True)
        oracle.run(_SDK)
        return oracle

    def __enter__(self) -> Judge:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._oracle.close()

    def real(self, source: str) -> Answer | None:
        """What Ruby makes of a program; None where it dies of it (3.1 has patterns that its compiler cannot
        translate) or does not take it for Ruby."""
        try:
            answer = self._oracle.run(as_lambda(source))
        except (json.JSONDecodeError, BrokenPipeError):
            self._oracle.close()
            self._oracle = self._started()
            return None
        return None if answer.error == "SyntaxError" else answer

    def verdict(self, source: str) -> Verdict:
        """How the two do on a program."""
        answer = self.real(source)
        if answer is None:
            return Verdict(True, "refused")
        return Verdict(_agree(outcome(answer), ours_of(source)), answer.error or "value")

    def difference(self, source: str) -> Difference | None:
        """The difference that `source` shows, if any."""
        answer = self.real(source)
        if answer is None:
            return None
        real, ours = outcome(answer), ours_of(source)
        return None if _agree(real, ours) else Difference(source, real, ours)

    def smallest(self, number: int) -> Difference | None:
        """The difference that the program with that number shows, in a program made small."""
        piece = program(number)
        found = self.difference(piece.text())
        if found is None:
            return None
        small = Smaller(lambda text: self.difference(text) is not None).smallest(piece)
        return self.difference(small.text()) or found
