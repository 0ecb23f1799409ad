"""A server that keeps every request to the byte and lets the demo provider answer it."""

from __future__ import annotations

import http.client
import threading
from dataclasses import dataclass

from authbench.demo import DemoProvider
from support.loopback_server import LoopbackServer, QuietHandler


@dataclass(frozen=True)
class Recorded:
    """A request as it came in: the whole URL, the headers in their order and spelling, the body."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


class RecordingServer(LoopbackServer):
    """Stands before a demo provider, on `port` or a free one. `recorded` is what came so far, oldest first."""

    def __init__(self, provider: DemoProvider, port: int = 0) -> None:
        self.recorded: list[Recorded] = []
        recorded, lock = self.recorded, threading.Lock()
        authority = provider.origin.removeprefix("http://")

        class Handler(QuietHandler):
            def handle_one(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                headers = tuple(self.headers.items())
                host = self.headers["Host"]
                request = Recorded(
                    self.command, f"https://{host}{self.path}", headers, self.rfile.read(length)
                )
                with lock:
                    recorded.append(request)
                # A browser comes by the server's own address, which the provider does not know.
                asked = authority if host == server.authority else host
                upstream = http.client.HTTPConnection(authority, timeout=20)
                try:
                    upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                    for name, value in headers:
                        upstream.putheader(name, asked if name.lower() == "host" else value)
                    upstream.endheaders(request.body or None)
                    answer = upstream.getresponse()
                    content = answer.read()
                finally:
                    upstream.close()
                self.send_response_only(answer.status, answer.reason)
                for name, value in answer.getheaders():
                    if name.lower() not in ("content-length", "transfer-encoding", "connection", "date"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = handle_one

        server = self
        super().__init__(Handler, port)
