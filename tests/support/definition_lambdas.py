"""Definitions from a few lines of Ruby, and their lambdas run against a real loopback API."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from authbench.definition import Connector, Loaded, load
from authbench.http import Routes
from support.sdk_runs import Desk, desk
from support.sdk_server import Api, api_server

ORIGIN = "https://api.example.test"


def loaded(source: str, file: str = "connector.rb") -> Loaded:
    """What loading `source` gives."""
    return load(file, source=source.encode())


def connector(source: str) -> Connector:
    """The connector in `source`; fails the test where there is none."""
    result = loaded(source)
    assert result.connector is not None, result.problems
    return result.connector


def codes(result: Loaded) -> list[str]:
    """The codes of all problems, in order."""
    return [problem.code for problem in result.problems]


@dataclass
class Bench:
    """One definition, one session, one API that answers for `ORIGIN`."""

    connector: Connector
    desk: Desk
    api: Api

    def test(self, *args: Any, **context: Any) -> Any:
        """The result of the definition's `test`, called with a connection hash."""
        assert self.connector.test is not None
        return self.connector.test.call(self.desk.context(**context), *(args or ({}, {})))


@contextmanager
def bench(source: str, **session: Any) -> Iterator[Bench]:
    """A bench for a whole definition."""
    definition = connector(source)
    with api_server() as api:
        routes = Routes.parse([f"{ORIGIN}={api.origin}"])
        with desk(routes=routes, methods=definition.callables(), **session) as made:
            yield Bench(definition, made, api)


def definition(test: str, *, methods: str = "", authorization: str = "{}", parameters: str = "c") -> str:
    """A definition whose `test` has this body."""
    return (
        f"{{ title: 'T', connection: {{ authorization: {authorization} }}, methods: {{ {methods} }},\n"
        f"test: lambda do |{parameters}|\n{test}\nend }}"
    )


def run(test: str, *args: Any, methods: str = "", **session: Any) -> Any:
    """The value of a `test` with this body, without any HTTP expected."""
    with bench(definition(test, methods=methods), **session) as here:
        return here.test(*args)
