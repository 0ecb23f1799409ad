"""`workato.net.lookup`: DNS records as hashes (SDK reference 6.2)."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING, Any

from authbench.encoding import to_text
from authbench.sdk.errors import (
    HelperArgumentError,
    NetLookupFailed,
    UndefinedStdLibMethod,
    UnsupportedHelper,
)

if TYPE_CHECKING:
    from authbench.sdk.context import Context

FUNCTIONS = frozenset({"lookup"})
"""Names that `workato.net.` answers to."""

_NO_SUCH_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})


class Net:
    """What `workato.net` is in a lambda. Any other name raises UndefinedStdLibMethod."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise UndefinedStdLibMethod(name, "workato.net")

    def lookup(self, name: Any, record: Any) -> list[dict[str, Any]]:
        """The `A` records of a host name, through the system's resolver, or its `SRV` records, asked of the
        system's name servers. None where there is no such name.

        Raises HelperArgumentError for other record types, NetLookupFailed where the lookup fails,
        UnsupportedHelper where nothing may be sent or the name servers are not known, and Cancelled.
        """
        kind = to_text(record).upper()
        if kind not in ("A", "SRV"):
            raise HelperArgumentError('Record type not supported, Supported types: "A", "SRV"')
        if not self._context.session.online:
            raise UnsupportedHelper(
                "The form's lambdas tried to look up a name; opening a definition sends nothing",
                hint="The fields that depend on it appear once the connection is tested.",
            )
        host = to_text(name)
        return (
            self._services(host) if kind == "SRV" else [{"address": each} for each in self._addresses(host)]
        )

    def _services(self, name: str) -> list[dict[str, Any]]:
        from authbench.sdk import dns_records

        servers = dns_records.name_servers()
        if not servers:
            raise UnsupportedHelper("The system does not say which name servers to ask for SRV records")
        try:
            check = self._context.session.scope.check
            found = dns_records.services_of(name, servers, check, port=dns_records.PORT)
        except dns_records.DnsProblem as problem:
            raise NetLookupFailed(f"Looking up {name} failed: {problem}") from None
        return [
            {"port": each.port, "priority": each.priority, "target": each.target, "weight": each.weight}
            for each in found
        ]

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
                if not isinstance(error, socket.gaierror) or error.errno not in _NO_SUCH_NAME:
                    problems.append(str(error))
            finally:
                done.set()

        remove = self._context.session.scope.on_cancel(done.set)
        threading.Thread(target=ask, name="net-lookup", daemon=True).start()
        done.wait()
        remove()
        self._context.session.scope.check()
        if problems:
            raise NetLookupFailed(f"Looking up {name} failed: {problems[0]}")
        return found
