"""An API on loopback that answers as told and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from support.loopback_server import LoopbackServer, QuietHandler


@dataclass(frozen=True)
class Seen:
    """One request as it arrived; header names as spelled on the wire."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """The value of a header by its exact spelling."""
        return next((value for key, value in self.headers if key == name), None)


@dataclass(frozen=True)
class Answer:
    """What to answer with; without a content length header one is added."""

    status: int = 200
    body: bytes = b"{}"
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)
    drop: bool = False


@dataclass
class Api:
    """`answers` are served in order, the last one again and again."""

    origin: str
    answers: list[Answer] = field(default_factory=lambda: [Answer()])
    seen: list[Seen] = field(default_factory=list)

    def answer(self, *answers: Answer) -> None:
        """Serve these from now on."""
        self.answers[:] = answers

    @property
    def last(self) -> Seen:
        """The latest request."""
        return self.seen[-1]


class _Handler(QuietHandler):
    api: Api

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        api = self.api
        api.seen.append(Seen(self.command, self.path, tuple(self.headers.items()), body))
        answer = api.answers.pop(0) if len(api.answers) > 1 else api.answers[0]
        if answer.drop:
            self.close_connection = True
            return
        self.send_response_only(answer.status, "Whatever The Server Says")
        for name, value in answer.headers:
            self.send_header(name, value)
        content = b"" if answer.status in (204, 304) else answer.body
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = do_COPY = do_MOVE = _serve


@contextmanager
def api_server() -> Iterator[Api]:
    """A running server; its port is free to choose for the system."""
    handler = type("Handler", (_Handler,), {})
    server = LoopbackServer(handler)
    handler.api = api = Api(server.origin)  # type: ignore[attr-defined]
    try:
        yield api
    finally:
        server.close()
