"""Waiting for the redirect of one attempt: bound before the browser opens, gone right after it came."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from authbench.http import CancelScope, IoLoop
from authbench.oauth.attempt import Attempt, Page, Redirect, Verdict, judge_pasted
from authbench.oauth.authorization import CompletedUrl
from authbench.oauth.errors import ConsentTimeout, InvalidRedirect, PortBusy
from authbench.oauth.settings import RedirectSettings

if TYPE_CHECKING:
    import asyncio

    from authbench.oauth.port_server import PortServer

_LINGER_SECONDS = 1.0
"""How long the port stays open after the redirect, for the page that says how it went."""

_MAX_NOTES = 50
_DONE_PATHS = ("/done", "/finished")

_PORTS: WeakKeyDictionary[IoLoop, dict[int, PortServer]] = WeakKeyDictionary()
"""The ports that are open, by the loop they live on: attempts that use one port at once share it."""


class RedirectListener:
    """Listens for the redirect of `attempt` and takes exactly one.

    `on_ignored` is told, in a few words and without anything the request held, of everything else
    that reached the port; it is called on the loop's thread or on the one that pastes.
    """

    def __init__(
        self,
        loop: IoLoop,
        settings: RedirectSettings,
        attempt: Attempt,
        *,
        on_ignored: Callable[[str], None],
    ) -> None:
        self.attempt = attempt
        self.done_path = next(path for path in _DONE_PATHS if path != settings.path)
        self._loop = loop
        self._settings = settings
        self._on_ignored = on_ignored
        self._notes = 0
        self._lock = threading.Lock()
        self._redirect: Redirect | None = None
        self._over = False
        self._server: PortServer | None = None
        self._arrived: asyncio.Event | None = None
        self._linger: asyncio.TimerHandle | None = None
        self._closed = threading.Event()
        self._pasted_for = attempt

    def start(self) -> tuple[tuple[str, int], ...]:
        """Bind the port; returns the addresses and ports that are listened on.

        Raises `PortBusy`, `ListenerFailed`; then nothing stays open.
        """
        from authbench.oauth.pages import page

        for name in Page:
            page(name)
        return self._loop.run(self._start(), CancelScope())

    @property
    def redirect_uri(self) -> str:
        """The listener's own URL, with the real port once started."""
        return self._settings.uri

    def expect(self, completed: CompletedUrl) -> None:
        """Adopt what the authorization URL really asks for, before it is opened: the redirect URI that a
        pasted address has to be of, and whether the answer comes in a form post."""
        self._pasted_for = self._pasted_for.at(completed.redirect_uri)
        self.attempt = replace(self.attempt, form_post=completed.form_post)

    def wait(self, scope: CancelScope, timeout: float) -> Redirect:
        """Block until the redirect is there. `timeout` in seconds of a monotonic clock.

        Raises `ConsentTimeout`, `Cancelled`. In either case a later redirect is refused.
        """
        try:
            return self._loop.run(self._wait(timeout), scope)
        except BaseException:
            self.close()
            raise

    def paste(self, url: str) -> None:
        """Take the redirect from a URL that a person pasted; it passes the same checks.

        Raises `InvalidRedirect` saying why it is not this attempt's; the attempt goes on.
        """
        verdict = judge_pasted(self._pasted_for, url)
        if verdict.redirect is None:
            raise InvalidRedirect(
                f"The pasted address is {verdict.reason}.",
                hint="Paste the whole address that the browser ended at, from the tab of this very sign-in.",
            )
        if not self._take(verdict.redirect):
            raise InvalidRedirect("This sign-in is already over.", hint="Press Connect to begin a new one.")
        self._loop.call_soon(self._woken)

    def close(self) -> None:
        """Stop listening. Returns at once; after a redirect the port stays for at most a second more,
        until the browser has its page."""
        with self._lock:
            self._over = True
        try:
            self._loop.call_soon(self._close)
        except RuntimeError:  # The loop is gone, and the sockets with it.
            self._closed.set()

    def wait_closed(self, timeout: float) -> bool:
        """Wait until the port is closed, up to `timeout` seconds; True if it is. For a process about
        to end, so that the browser still gets its page."""
        return self._closed.wait(timeout)

    def abandon(self) -> None:
        """Close the port at once, whether the browser has its page or not. Returns at once."""
        with self._lock:
            self._over = True
        try:
            self._loop.call_soon(self._leave)
        except RuntimeError:
            self._closed.set()

    async def _start(self) -> tuple[tuple[str, int], ...]:
        import asyncio

        from authbench.oauth.port_server import PortServer
        from authbench.oauth.sockets import bind_all

        self._arrived = asyncio.Event()
        ports = _PORTS.setdefault(self._loop, {})
        settings = self._settings
        server = ports.get(settings.port) if settings.port else None
        if server is None:
            sockets = bind_all(settings.addresses, settings.port)
            server = PortServer(sockets, lambda closed: _forget(ports, closed))
            ports[server.port] = server
            server.open()
        elif not set(settings.addresses) <= {host for host, _ in server.addresses}:
            raise PortBusy(
                f"The redirect port {settings.port} is in use by another sign-in of this program.",
                hint="Finish or cancel that one first.",
            )
        self._settings = settings.with_port(server.port)
        if self._pasted_for.redirect_uri == settings.uri:
            self._pasted_for = self._pasted_for.at(self._settings.uri)
        # What reaches the port was sent to the port's own URL, also where the provider was given another.
        self.attempt = self.attempt.at(self._settings.uri)
        server.waiting.append(self)
        self._server = server
        return server.addresses

    async def _wait(self, timeout: float) -> Redirect:
        import asyncio

        assert self._arrived is not None
        try:
            async with asyncio.timeout(timeout):
                await self._arrived.wait()
        except TimeoutError:
            raise ConsentTimeout(
                f"Nobody came back from the browser within {timeout:g} seconds.",
                hint="Press Connect again. If the browser ended on an error page, that page says why; if it "
                "could not reach this machine, paste its address.",
            ) from None
        assert self._redirect is not None
        return self._redirect

    # What the port calls, on the loop's thread.

    def offer(self, verdict: Verdict) -> bool:
        """Take a good redirect, if none was taken yet."""
        assert verdict.redirect is not None
        if not self._take(verdict.redirect):
            return False
        self._woken()
        return True

    def ignore(self, reason: str) -> None:
        """Pass a note on; a flood is cut off."""
        self._notes += 1
        if self._notes < _MAX_NOTES:
            self._on_ignored(reason)
        elif self._notes == _MAX_NOTES:
            self._on_ignored("and more that is no longer listed")

    def outcome_page(self) -> Page | None:
        """How it went, for the page that follows the redirect."""
        redirect = self._redirect
        if redirect is None:
            return None
        return Page.DONE if redirect.pasted else redirect.page

    def outcome_shown(self) -> None:
        """The browser has its page: the port is no longer needed."""
        self._leave()

    def _take(self, redirect: Redirect) -> bool:
        with self._lock:
            if self._redirect is not None or self._over:
                return False
            self._redirect = redirect
            return True

    def _woken(self) -> None:
        import asyncio

        assert self._arrived is not None
        self._arrived.set()
        if self._redirect is not None and self._redirect.pasted:
            self._leave()
        elif self._linger is None:
            self._linger = asyncio.get_running_loop().call_later(_LINGER_SECONDS, self._leave)

    def _close(self) -> None:
        if self._redirect is None or self._redirect.pasted or self._server is None:
            self._leave()

    def _leave(self) -> None:
        if self._linger is not None:
            self._linger.cancel()
        server, self._server = self._server, None
        if server is not None:
            server.leave(self)
        self._closed.set()


def listened_ports() -> frozenset[int]:
    """The redirect ports that sign-ins of this process have open now."""
    return frozenset(port for ports in list(_PORTS.values()) for port in list(ports))


def _forget(ports: dict[int, PortServer], server: PortServer) -> None:
    if ports.get(server.port) is server:
        del ports[server.port]
