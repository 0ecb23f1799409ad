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

_ADDRESS: Final = re.compile(r"0x[0-9a-f]{8,}")
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
class Difference:
    """A program on which the two disagree."""

    source: str
    real: str
    ours: str

    def __str__(self) -> str:
        return f"{self.source}\n# Ruby: {self.real}\n# ours: {self.ours}"


@dataclass(frozen=True)
class Intended:
    """A difference that stays: what it is, why, and how the two outcomes show it."""

    what: str
    why: str
    real: str
    ours: str

    def covers(self, real: str, ours: str) -> bool:
        """Whether the two outcomes differ in just this."""
        return bool(re.search(self.real, real) and re.search(self.ours, ours))


INTENDED: Final[list[Intended]] = []
"""Every difference that is left. docs/ruby.md lists them under "Differences from Ruby"."""


def outcome(answer: Answer) -> str:
    """What is compared: the value, or the error's class and message, without addresses."""
    if answer.error is None:
        text = answer.inspected or ""
    else:
        text = f"{answer.error}: {answer.message or ''}"
    # Which of two values that have no order is named first depends on how a Ruby sorts.
    text = _COMPARED.sub("comparison failed", text)
    return _PLACE.sub("", _ADDRESS.sub("0x", text))


def ours_of(source: str) -> str:
    """What our evaluator makes of a program."""
    try:
        return outcome(evaluate(source))
    except AuthbenchError as error:
        return f"{type(error).__name__}: {error.message}"


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
            self._oracle = self._started()
            return None
        return None if answer.error == "SyntaxError" else answer

    def difference(self, source: str) -> Difference | None:
        """The difference that `source` shows, if any."""
        answer = self.real(source)
        if answer is None:
            return None
        real, ours = outcome(answer), ours_of(source)
        if real == ours or any(each.covers(real, ours) for each in INTENDED):
            return None
        return Difference(source, real, ours)

    def smallest(self, number: int) -> Difference | None:
        """The difference that the program with that number shows, in a program made small."""
        piece = program(number)
        found = self.difference(piece.text())
        if found is None:
            return None
        small = Smaller(lambda text: self.difference(text) is not None).smallest(piece)
        return self.difference(small.text()) or found
