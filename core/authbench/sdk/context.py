"""What a lambda may call: the helpers of SDK reference 6.1, and where it runs.

One context belongs to one lambda call; methods reached by `call` get the same one with another path.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from authbench.encoding import JsonError, parse_json, to_text
from authbench.errors import Location
from authbench.sdk.errors import (
    ConnectorError,
    HelperArgumentError,
    HelperRuntimeError,
    JsonParsingError,
    SdkError,
    UndefinedMethod,
    UnsupportedHelper,
)
from authbench.sdk.session import DEFAULT_ZONE, Session

if TYPE_CHECKING:
    from authbench.http import CancelScope
    from authbench.sdk.aws_functions import Aws
    from authbench.sdk.request import Request
    from authbench.sdk.workato_functions import Workato


def _nowhere() -> Location | None:
    return None


@dataclass(frozen=True, slots=True)
class Context:
    """Where a piece of the definition runs, and everything it may call.

    `path` is its key path, `step` the `StepName` of the run that it belongs to, `cause` why that
    step runs. `applies` says whether requests made here get `apply`, `detects` whether `detect_on`
    counts for them, `uses_base_uri` whether relative URLs work. `request` is the request that
    `apply` decorates. `location_of_call()` is the place in the definition that is running now.
    """

    session: Session
    path: str = ""
    step: str = ""
    cause: str | None = None
    applies: bool = True
    detects: bool = True
    uses_base_uri: bool = True
    request: Request | None = None
    location_of_call: Callable[[], Location | None] = _nowhere

    def within(self, scope: CancelScope) -> Context:
        """The same, stopped by `scope` instead of the session's own."""
        return replace(self, session=replace(self.session, scope=scope))

    def new_request(self, verb: str, url: Any, argument: Any = None) -> Request:
        """What `get`, `post`, … return: a request that is sent when its value is needed. `argument`
        is the verb's second one: query parameters, or the body (5.1)."""
        from authbench.sdk.request import Request

        if self.request is not None:
            self.session.note_once(
                "requests-in-apply",
                "A request inside apply skips apply here; in the SDK's emulator it recurses without end.",
                self.location_of_call(),
            )
        return Request.for_verb(self, verb, url, argument)

    def call(self, name: str, args: Sequence[Any] = ()) -> Any:
        """Run `methods[name]`; its arity is exact.

        Raises UndefinedMethod, and whatever the method raises.
        """
        method = self.session.methods.get(name)
        if method is None:
            raise UndefinedMethod(name, tuple(self.session.methods))
        return method(replace(self, path=f"methods.{name}"), list(args))

    def error(self, message: Any) -> ConnectorError:
        """The error that `error(message)` raises; the caller raises it."""
        return ConnectorError(to_text(message))

    def account_property(self, name: Any) -> str | None:
        """The account property of that name as text, or None with a note in the run."""
        name = to_text(name)
        value = self.session.account_properties.get(name)
        if value is not None:
            return to_text(value)
        self.session.missing_properties[name] = None
        variable = self.session.withheld_properties.get(name)
        self.session.note_once(
            "account_property_missing",
            f"The account property {name} is not set, so it is nil here. "
            + (
                "Set it in account_properties.yaml beside the definition, or in the window under"
                " Account properties."
                if variable is None
                else f"Its file takes it from the environment variable {variable}, which is read only"
                f" where it is set and allowed: authbench test --env {variable}. Or enter it in the window"
                " under Account properties."
            ),
            self.location_of_call(),
        )
        return None

    def lookup(self, table: Any, columns: Mapping[str, Any]) -> dict[str, Any]:
        """The first row of a lookup table whose columns have these values, `{}` without one. A number
        and its text are the same.

        Raises HelperRuntimeError when the run has no lookup tables.
        """
        for row in self.lookup_rows(table):
            if all(_same(row.get(column), value) for column, value in columns.items()):
                return dict(row)
        return {}

    def lookup_rows(self, table: Any) -> Sequence[Mapping[str, Any]]:
        """The rows of a lookup table, by its id or its name; none, with a note in the run, where there is
        no such table (SDK reference 6.1).

        Raises HelperRuntimeError when the run has no lookup tables.
        """
        tables = self.session.lookup_tables
        name = to_text(table)
        if tables is None:
            self.session.missing_tables[name] = None
            raise HelperRuntimeError(
                "Lookup Tables are not initialized. "
                "Init data by calling LookupTable.from_file or LookupTable.load_data",
                hint="Put lookup_tables.yaml beside the definition, or enter the table in the window under"
                " Lookup tables.",
            )
        found = _table(tables, name)
        if found is None:
            self.session.missing_tables[name] = None
            self.session.note_once(
                "lookup_table_missing",
                f"There is no lookup table {name}, so lookup finds no row. Set it in lookup_tables.yaml"
                " beside the definition, or in the window under Lookup tables.",
                self.location_of_call(),
            )
            return []
        rows = found.get("rows") if isinstance(found, Mapping) else None
        return [row for row in rows or [] if isinstance(row, Mapping)]

    def puts(self, *values: Any) -> None:
        """Print lines on the run's console, by Ruby's rules: arrays print their elements."""
        for line in _lines(values) if values else [""]:
            self.session.console(line)

    def sleep(self, seconds: float) -> int:
        """Wait, unless the run is cancelled meanwhile. Returns the seconds waited, rounded.

        Raises HelperArgumentError for a negative or missing interval, and Cancelled.
        """
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
            raise HelperArgumentError("can't convert the argument into a time interval")
        if seconds < 0:
            raise HelperArgumentError("time interval must not be negative")
        wake = threading.Event()
        remove = self.session.scope.on_cancel(wake.set)
        try:
            wake.wait(min(seconds, threading.TIMEOUT_MAX))
        finally:
            remove()
        self.session.scope.check()
        return round(seconds)

    def now(self) -> datetime:
        """The present moment in the person's zone, Pacific time unless set."""
        from zoneinfo import ZoneInfo

        moment = datetime.fromtimestamp(self.session.clock(), UTC)
        return moment.astimezone(ZoneInfo(self.session.zone or DEFAULT_ZONE))

    def today(self) -> date:
        """The present date in the person's zone."""
        return self.now().date()

    def parse_json(self, source: Any) -> Any:
        """JSON text as a value; a request stands for its value, anything else but text for itself.

        Raises JsonParsingError.
        """
        from authbench.sdk.resolve import resolve

        source = resolve(source)
        if not isinstance(source, (str, bytes)):
            return source
        try:
            return parse_json(source)
        except JsonError as error:
            raise JsonParsingError(str(error)) from None

    def uuid(self) -> str:
        """A random UUID (version 4)."""
        from uuid import uuid4

        return str(uuid4())

    def encrypt(self, text: str | bytes, key: str | bytes) -> str:
        """`text` encrypted with a password, RNCryptor version 3, in Base64."""
        from authbench.sdk.rncryptor import encrypt

        return encrypt(text, key)

    def decrypt(self, text: str | bytes, key: str | bytes) -> bytes:
        """What `encrypt` hid. Raises HelperRuntimeError for a wrong key or a damaged text."""
        from authbench.sdk.rncryptor import decrypt

        return decrypt(text, key)

    def blank(self) -> str:
        """An empty text."""
        return ""

    def null(self) -> None:
        """Nothing; so are `skip` and `clear`."""
        return None

    skip = null
    clear = null

    def execution_context(self) -> dict[str, Any]:
        """Facts of a recipe's job; there is none here, so nothing."""
        return {}

    def parallel(self, requests: Sequence[Any], **_options: Any) -> list[Any]:
        """`[all succeeded, results, errors]`, one after the other as the SDK's emulator does it."""
        from authbench.sdk.resolve import resolve

        results: list[Any] = []
        errors: list[str | None] = []
        for request in requests:
            try:
                results.append(resolve(request))
                errors.append(None)
            except SdkError as error:
                results.append(None)
                errors.append(error.message)
        return [not any(error is not None for error in errors), results, errors]

    def unsupported(self, name: str) -> UnsupportedHelper:
        """The error for a helper of recipes (`checkpoint!`, `suspend`, …), which connections lack."""
        return UnsupportedHelper(
            f"'{name}' belongs to recipes and does nothing in a connection",
            hint="Move it out of the connection's lambdas and of the methods that they call.",
        )

    @property
    def workato(self) -> Workato:
        """The `workato.*` functions."""
        from authbench.sdk.workato_functions import Workato

        return Workato(self)

    @property
    def aws(self) -> Aws:
        """The `aws.*` functions."""
        from authbench.sdk.aws_functions import Aws

        return Aws(self)


def _table(tables: Mapping[Any, Any], name: str) -> Any:
    """The table of that id, else of that name; None where there is neither."""
    by_name = None
    for key, candidate in tables.items():
        number = candidate.get("id") if isinstance(candidate, Mapping) else None
        if name.isdigit() and number is not None and to_text(number) == name:
            return candidate
        if to_text(key) == name:
            by_name = candidate
    return by_name


def _same(value: Any, wanted: Any) -> bool:
    """Whether a cell has the value asked for; numeric text is compared with a number as a number."""
    if value == wanted:
        return True
    numbers = (int, float, Decimal)
    for number, text in ((value, wanted), (wanted, value)):
        if isinstance(number, numbers) and not isinstance(number, bool) and isinstance(text, str):
            try:
                return Decimal(text.strip()) == Decimal(str(number))
            except InvalidOperation:
                return False
    return False


def _lines(values: Sequence[Any]) -> list[str]:
    lines: list[str] = []
    for value in values:
        if isinstance(value, (list, tuple)):
            lines.extend(_lines(value))
        else:
            lines.extend(to_text(value).removesuffix("\n").split("\n"))
    return lines
