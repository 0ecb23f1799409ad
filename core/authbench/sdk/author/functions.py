"""The helpers of SDK reference 6.1 by their names, for definitions in Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextvars import Token
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NoReturn

from authbench.sdk.author.running import Inside, Running, _running, inside, running
from authbench.sdk.author.values import settled, to_engine

_NOTHING = object()


def call(name: str, *args: Any, **kwargs: Any) -> Any:
    """Run `methods[name]` with exactly these arguments and return its result; a request that it returns
    can be chained on. Raises UndefinedMethod, TypeError for other arguments, and what it raises."""
    present = running("call")
    with Inside(present.context):
        method = present.method(name)
        inner = Running(replace(present.context, path=f"methods.{name}", request=None), present.method)
    before: Token[Running | None] = _running.set(inner)
    try:
        return method(*args, **kwargs)
    finally:
        _running.reset(before)


def error(message: Any) -> NoReturn:
    """Fail with a message for the person. Raises ConnectorError."""
    given = settled(message, "the message")
    with inside("error") as context:
        raise context.error(given)


def account_property(name: str) -> str | None:
    """The account property of that name, or None."""
    with inside("account_property") as context:
        return context.account_property(name)


def lookup(table: Any, mapping: Mapping[str, Any] | None = None, /, **columns: Any) -> dict[str, Any]:
    """The first row of a lookup table whose columns have these values, `{}` without one.

    lookup("Regions", code="eu")["host"]
    """
    wanted = settled({**(mapping or {}), **columns}, "lookup")
    with inside("lookup") as context:
        return context.lookup(table, wanted)


def now() -> datetime:
    """The present moment in the person's zone, Pacific time unless set."""
    with inside("now") as context:
        return context.now()


def today() -> date:
    """The present date in the person's zone."""
    with inside("today") as context:
        return context.today()


def parse_json(source: Any) -> Any:
    """JSON text as a value; a request stands for its value, anything else but text for itself. Raises
    JsonParsingError."""
    given = settled(source, "the text")
    with inside("parse_json") as context:
        return context.parse_json(given)


def uuid() -> str:
    """A random UUID (version 4)."""
    with inside("uuid") as context:
        return context.uuid()


def sleep(seconds: float) -> int:
    """Wait. Unlike `time.sleep`, it ends at once when the run is cancelled."""
    with inside("sleep") as context:
        return context.sleep(seconds)


def puts(*values: Any) -> None:
    """Print lines on the run's console; lists print their elements. `print` goes there too."""
    given = settled(list(values), "puts")
    with inside("puts") as context:
        context.puts(*given)


def encrypt(text: str | bytes, key: str | bytes) -> str:
    """`text` encrypted with a password (RNCryptor version 3), in Base64."""
    with inside("encrypt") as context:
        return context.encrypt(text, key)


def decrypt(text: str | bytes, key: str | bytes) -> bytes:
    """What `encrypt` hid. Raises HelperRuntimeError for a wrong key or a damaged text."""
    with inside("decrypt") as context:
        return context.decrypt(text, key)


def execution_context() -> dict[str, Any]:
    """Facts of a recipe's job; there is none here, so nothing."""
    with inside("execution_context") as context:
        return context.execution_context()


def parallel(requests: Iterable[Any], **_options: Any) -> list[Any]:
    """`[all succeeded, results, errors]` of a list of requests, one after the other."""
    given = to_engine(list(requests), "parallel")
    with inside("parallel") as context:
        return context.parallel(given)


def null() -> None:
    """Nothing; so are `skip` and `clear`."""


skip = null
clear = null


def blank(value: Any = _NOTHING, /) -> Any:
    """Whether there is nothing in `value`: None, False, an empty or white text, an empty dict or list; 0 is
    something. Without an argument, an empty text."""
    if value is _NOTHING:
        return ""
    given = settled(value, "the value")
    if given is None or given is False:
        return True
    if isinstance(given, str):
        return not given.strip()
    return isinstance(given, (dict, list, bytes)) and not given


def present(value: Any, /) -> bool:
    """The opposite of `blank(value)`."""
    return not blank(value)


def presence(value: Any, /) -> Any:
    """`value` where there is something in it, else None."""
    return None if blank(value) else value


def to_param(value: Any) -> str:
    """A dict as a query string, pairs sorted, as request parameters are sent (SDK reference 5.4)."""
    from authbench.encoding import to_param as encoded

    return encoded(settled(value, "the value"))
