"""The command line's grammar. Option names follow the SDK's own tool."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import NoReturn

from authbench import __version__
from authbench.errors import AuthbenchError, Code


class UsageError(AuthbenchError):
    """The call itself is wrong: exit status 2, no byte sent."""

    default_code = Code.USAGE


class _Parser(argparse.ArgumentParser):
    """Raises instead of printing, so that `--json` can answer with a document."""

    def error(self, message: str) -> NoReturn:
        import difflib
        import re

        mistyped = re.search(r"invalid choice: '(.*?)'", message)
        close = difflib.get_close_matches(mistyped[1], COMMANDS, 1) if mistyped else []
        guess = f"Did you mean {close[0]}? " if close else ""
        raise UsageError(message[:1].upper() + message[1:], hint=f"{guess}See: {self.prog} --help")


COMMANDS = ("fields", "lint", "connect", "test", "exec", "demo")


def parse(arguments: list[str]) -> argparse.Namespace:
    """The options in `arguments`. Raises UsageError; `--help` and `--version` end the process."""
    return _parser(next((word for word in arguments if word in COMMANDS), None)).parse_args(arguments)


def _parser(command: str | None) -> argparse.ArgumentParser:
    """The grammar, with the options of `command` only: making all of them takes twice as long."""
    top = _Parser(
        prog="authbench",
        description="Build and test API connections: open a connector.rb, connect, see every byte.",
        epilog="authbench [FILE] without a command opens the workbench.",
    )
    top.add_argument("--version", action="version", version=f"authbench {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Parser)
    definition, settings, run = _definition_options, _settings_options, _run_options

    def add(name: str, text: str, *options: Callable[[], _Parser]) -> _Parser:
        wanted = [make() for make in (*options, _output_options)] if name == command else []
        return commands.add_parser(name, help=text, description=text, parents=wanted)

    add("fields", "Show the connection form as a table.", definition, settings)
    add("lint", "Show the problems of a definition, with line and column.", definition)
    add("connect", "Check fields, ask for consent, get a token, test.", definition, settings, run)
    add(
        "test",
        "Test with what the settings hold; get a token where the rules say so.",
        definition,
        settings,
        run,
    )
    execute = add("exec", "Run one lambda by its key path.", definition, settings, run)
    execute.add_argument("path", metavar="PATH", help="test, connection.base_uri, methods.NAME, …")
    execute.add_argument("-a", "--args", metavar="FILE", help="JSON file with the array of arguments")
    execute.add_argument("--oauth2-code", metavar="CODE", help="second argument of acquire")
    execute.add_argument("--refresh-token", metavar="TOKEN", help="second argument of refresh")
    execute.add_argument("-o", "--output", metavar="FILE", help="write the result there as JSON (mode 0600)")
    execute.add_argument("--reveal", action="store_true", help="do not redact the result")
    demo = add("demo", "Run the demo provider in the foreground and print how to reach its samples.")
    demo.add_argument(
        "--port", type=_port, default=48011, help="port to listen on (default %(default)s; 0: any)"
    )
    return top


def _definition_options() -> _Parser:
    options = _Parser(add_help=False)
    options.add_argument(
        "-c",
        "--connector",
        metavar="FILE",
        default="connector.rb",
        help="definition, or demo:NAME, demo:NAME.py (default %(default)s)",
    )
    options.add_argument("--trust", action="store_true", help="run a Python definition, in this process only")
    return options


def _settings_options() -> _Parser:
    options = _Parser(add_help=False)
    options.add_argument(
        "-s",
        "--settings",
        metavar="FILE",
        help="settings file (default settings.yaml.enc, then settings.yaml)",
    )
    options.add_argument("-n", "--connection", metavar="NAME", help="named connection in the settings file")
    options.add_argument(
        "-k", "--key", metavar="FILE", default="master.key", help="key of an encrypted settings file"
    )
    return options


def _run_options() -> _Parser:
    options = _Parser(add_help=False)
    options.add_argument(
        "--route",
        metavar="ORIGIN=ORIGIN",
        action="append",
        default=[],
        help="send requests for one origin to another",
    )
    options.add_argument("--redirect-url", metavar="URL", help="redirect URI: host, port and path")
    options.add_argument("--port", type=_port, help="port of the redirect (default 45555; 0: any)")
    options.add_argument(
        "--ip", metavar="ADDRESS", action="append", help="loopback address to bind the redirect on"
    )
    options.add_argument(
        "--env",
        metavar="NAME",
        action="append",
        default=[],
        help="let account_properties.yaml read this environment variable",
    )
    options.add_argument("--no-browser", action="store_true", help="print the URL on standard error instead")
    options.add_argument(
        "--timeout",
        type=_seconds,
        default=300.0,
        metavar="SECONDS",
        help="how long to wait for the person (300)",
    )
    options.add_argument("--no-keychain", action="store_true", help="keep tokens in memory only")
    options.add_argument(
        "--har",
        metavar="FILE",
        help="write every exchange there as an HTTP archive, redacted (mode 0600), also when the run fails",
    )
    options.add_argument(
        "--update-settings", action="store_true", help="write changed settings back to the settings file"
    )
    return options


def _output_options() -> _Parser:
    options = _Parser(add_help=False)
    options.add_argument(
        "--json", action="store_true", help="one JSON document on standard output, nothing else there"
    )
    options.add_argument("-v", "--verbose", action="store_true", help="show every exchange (redacted)")
    return options


def _port(text: str) -> int:
    try:
        port = int(text)
    except ValueError:
        port = -1
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: expected a number from 0 to 65535")
    return port


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds <= 86_400:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no waiting time: expected seconds, more than 0, up to 86400"
        )
    return seconds
