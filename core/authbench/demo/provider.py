"""The demo provider as an object: start it, throw its switches, look at what it issued, close it."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import socket
import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from authbench.demo.application import Application, SeenRequest
from authbench.demo.catalogue import Sample, filled_in, find_sample
from authbench.demo.credentials import Credentials
from authbench.demo.digest import Nonces
from authbench.demo.faults import FaultSwitches
from authbench.demo.server import HttpServer
from authbench.demo.service import World
from authbench.demo.tokens import IssuedSecret, TokenStore
from authbench.errors import AuthbenchError, Code

DEFAULT_PORT = 48011
"""The port of `authbench demo` and of the window's own provider."""


class DemoPortBusy(AuthbenchError):
    """Another program listens on the demo provider's port."""

    default_code = Code.USAGE


class DemoProvider:
    """An authorization server and protected APIs on one loopback port, for one process.

    `port` 0 means a free one. Secrets are new for every provider, unless `seed` is given: providers with
    the same seed know the same secrets (tokens never survive). `clock` gives epoch seconds.

    It runs on a daemon thread of its own; every method may be called from any thread. A closed provider
    leaves no thread and no socket, and may be started again.
    """

    def __init__(
        self,
        port: int = 0,
        host: str = "127.0.0.1",
        *,
        seed: bytes | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if not ipaddress.ip_address(host).is_loopback:
            raise ValueError("The demo provider listens on loopback addresses only.")
        self._host = host
        self._port = port
        self._clock = clock
        self.presenting = False
        """Whether an audience looks at its pages: they are large then, and show nothing technical."""
        self.faults = FaultSwitches()
        """The switches that make it misbehave."""
        self.credentials = Credentials(seed)
        """Its secrets, by name."""
        self._tokens = TokenStore(self._now, self.faults)
        self._application: Application | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._origin: str | None = None

    # Life

    def start(self) -> Self:
        """Listens and serves. Raises `DemoPortBusy`."""
        if self._thread is not None:
            return self
        listening = self._listen()
        port = listening.getsockname()[1]
        host = f"[{self._host}]" if ":" in self._host else self._host
        self._origin = f"http://{host}:{port}"
        world = World(
            self._origin,
            self._now,
            self.credentials,
            self._tokens,
            self.faults,
            Nonces(self._now),
            presenting=lambda: self.presenting,
        )
        self._application = Application(world)
        ready = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(listening, ready), name="demo-provider", daemon=True
        )
        self._thread.start()
        ready.wait()
        return self

    def close(self, timeout: float = 2.0) -> None:
        """Stops at once: open connections are cut. Waits up to `timeout` seconds for the thread."""
        thread, loop, stop = self._thread, self._loop, self._stop
        if thread is None or loop is None or stop is None:
            return
        loop.call_soon_threadsafe(stop.set)
        thread.join(timeout)
        self._thread = self._loop = self._stop = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def origin(self) -> str:
        """Its address, such as `http://127.0.0.1:48011`. Raises `RuntimeError` before the first start."""
        if self._origin is None:
            raise RuntimeError("The demo provider was not started.")
        return self._origin

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.origin.rpartition(":")[2])

    @property
    def running(self) -> bool:
        """Whether it is up."""
        return self._thread is not None

    def _listen(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        listening = socket.socket(family, socket.SOCK_STREAM)
        try:
            if sys.platform == "win32":  # There SO_REUSEADDR would let another program take the port over.
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((self._host, self._port))
            listening.listen(128)
        except OSError as error:
            listening.close()
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            raise DemoPortBusy(
                f"The demo provider cannot listen on {self._host}:{self._port}:"
                " another program has the port.",
                hint="Close the other program, or choose another port with --port (0 takes a free one).",
                details={"port": str(self._port)},
            ) from error
        listening.setblocking(False)
        return listening

    def _run(self, listening: socket.socket, ready: threading.Event) -> None:
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(self._serve(listening, ready))

    async def _serve(self, listening: socket.socket, ready: threading.Event) -> None:
        assert self._application is not None
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        stop = self._stop
        server = HttpServer(self._application, self._now)
        server.start(listening)
        ready.set()
        await stop.wait()
        await server.close()

    def _now(self) -> float:
        return self._clock() + self.faults.now().clock_skew

    # What a presenter does to it

    def revoke_all(self) -> int:
        """Revokes every code, access token and refresh token. Says how many access tokens were alive."""
        return self._tokens.revoke_all()

    def revoke(self, token: str) -> bool:
        """Revokes one token; a refresh token takes along everything of the same consent."""
        return self._tokens.revoke(token)

    def expire(self, token: str) -> bool:
        """Ends the life of one access token now, as if its time were over. False when it is unknown here."""
        return self._tokens.expire(token)

    def remember(self, *tokens: str) -> Callable[[], None]:
        """Remembers how tokens stand; returns what puts them back there. What was issued meanwhile stays."""
        return self._tokens.remember(*tokens)

    def knows(self, token: str) -> bool:
        """Whether it ever issued this access or refresh token."""
        return self._tokens.find_access_token(token) is not None or (
            self._tokens.find_refresh_token(token) is not None
        )

    # What it knows

    def issued(self) -> tuple[IssuedSecret, ...]:
        """Every code and token it ever issued. For tests that search for them where they must not be."""
        return self._tokens.issued()

    def requests(self) -> tuple[SeenRequest, ...]:
        """The latest requests it answered, oldest first, without anything secret."""
        return self._application.seen() if self._application else ()

    def settings_for(self, sample: Sample | str) -> dict[str, str]:
        """A sample's field values, this provider's secrets filled in. For a sample with a private key the
        first call takes some tenths of a second. Raises `UnknownSample`."""
        settings = find_sample(sample).settings
        return {name: filled_in(value, self.credentials) for name, value in settings.items()}

    def sign_in_for(self, sample: Sample | str) -> tuple[str, str] | None:
        """User and password for the sign-in page of a sample that has one. Raises `UnknownSample`."""
        sign_in = find_sample(sample).sign_in
        return None if sign_in is None else (sign_in[0], filled_in(sign_in[1], self.credentials))
