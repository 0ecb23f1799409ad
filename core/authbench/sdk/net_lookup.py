"""`workato.net.lookup`: DNS records as hashes (SDK reference 6.2)."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING, Any

from authbench.encoding import to_text
from authbench.sdk.errors import (
    HelperArgumentError,
    HelperRuntimeError,
    UndefinedStdLibMethod,
    UnsupportedHelper,
)

if TYPE_CHECKING:
    from authbench.sdk.context import Context

FUNCTIONS = frozenset({"lookup"})
"""Names that `workato.net.` answers to."""


class Net:
    """What `workato.net` is in a lambda. Any other name raises UndefinedStdLibMethod."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise UndefinedStdLibMethod(name, "workato.net")

    def lookup(self, name: Any, record: Any) -> list[dict[str, Any]]:
        """The `A` records of a host name, through the system's resolver.

        Raises HelperArgumentError for other record types, UnsupportedHelper for `SRV`,
        HelperRuntimeError where the lookup fails, and Cancelled.
        """
        kind = to_text(record).upper()
        if kind == "SRV":
            raise UnsupportedHelper("net.lookup reads A records only; SRV needs the platform")
        if kind != "A":
            raise HelperArgumentError('Record type not supported, Supported types: "A", "SRV"')
        return [{"address": address} for address in self._addresses(to_text(name))]

    def _addresses(self, name: str) -> list[str]:
        """In a thread of its own, since the system's resolver cannot be interrupted."""
        found: list[str] = []
        problems: list[str] = []
        done = threading.Event()

        def ask() -> None:
            try:
                for info in socket.getaddrinfo(name, None, socket.AF_INET, socket.SOCK_STREAM):
                    address = str(info[4][0])
                    if address not in found:
                        found.append(address)
            except (OSError, UnicodeError) as error:
                problems.append(str(error))
            finally:
                done.set()

        remove = self._context.session.scope.on_cancel(done.set)
        threading.Thread(target=ask, name="net-lookup", daemon=True).start()
        done.wait()
        remove()
        self._context.session.scope.check()
        if problems:
            raise HelperRuntimeError(f"Looking up {name} failed: {problems[0]}")
        return found
