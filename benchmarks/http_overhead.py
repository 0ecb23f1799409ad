"""What one warm request costs through `HttpClient`, as a ratio to a bare `httpx.AsyncClient`.

Both send the same GET from a worker thread to a server in another process, through an asyncio loop on
a thread of its own. Blocks of requests alternate, so that whatever else the machine does hits both
alike; the ratio is that of the medians. Budget: at most 1.25.

    python benchmarks/http_overhead.py [REQUESTS]
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import threading
from time import perf_counter

import httpx

from authbench.events import Event
from authbench.http import CancelScope, HttpClient, HttpRequest, IoLoop

BUDGET = 1.25
BLOCK = 50
BODY = b'{"id": 1, "name": "somebody", "email": "somebody@example.test"}'

SERVER = f"""
import asyncio
HEAD = b"HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\nContent-Length: {len(BODY)}\\r\\n\\r\\n"
RESPONSE = HEAD + {BODY!r}
class Server(asyncio.Protocol):
    def connection_made(self, transport): self.transport = transport
    def data_received(self, data): self.transport.write(RESPONSE)
async def main():
    server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


class Events:
    """A recorder that keeps everything, as the journal does."""

    def __init__(self) -> None:
        self.kept: list[Event] = []

    def record(self, event: Event) -> None:
        self.kept.append(event)


def measure(requests: int) -> tuple[float, float]:
    """Median seconds of one request: bare, and ours."""
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    url = f"http://127.0.0.1:{int(server.stdout.readline())}/me?fields=all"
    headers = {"Accept": "application/json", "Authorization": "Bearer 0123456789abcdef"}

    bare_loop = asyncio.new_event_loop()
    threading.Thread(target=bare_loop.run_forever, daemon=True).start()

    async def make() -> httpx.AsyncClient:
        return httpx.AsyncClient(trust_env=False)

    bare = asyncio.run_coroutine_threadsafe(make(), bare_loop).result()
    io = IoLoop()
    client = HttpClient(io, Events())
    request = HttpRequest("GET", url, tuple(headers.items()))
    scope = CancelScope()

    def send_bare() -> None:
        response = asyncio.run_coroutine_threadsafe(bare.get(url, headers=headers), bare_loop).result()
        assert response.content == BODY

    def send_ours() -> None:
        assert client.send(request, scope).body == BODY

    times: dict[str, list[float]] = {"bare": [], "ours": []}
    try:
        for _ in range(BLOCK):
            send_bare()
            send_ours()
        for _ in range(max(1, requests // BLOCK)):
            for name, send in (("bare", send_bare), ("ours", send_ours)):
                for _ in range(BLOCK):
                    began = perf_counter()
                    send()
                    times[name].append(perf_counter() - began)
        client.close()
        asyncio.run_coroutine_threadsafe(bare.aclose(), bare_loop).result()
    finally:
        io.close()
        bare_loop.call_soon_threadsafe(bare_loop.stop)
        server.terminate()
        server.wait()
    return statistics.median(times["bare"]), statistics.median(times["ours"])


def main() -> int:
    """Print both medians and their ratio; exit status 1 over budget."""
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    bare, ours = measure(requests)
    ratio = ours / bare
    print(f"bare httpx.AsyncClient  {bare * 1e6:8.0f} us")
    print(f"HttpClient              {ours * 1e6:8.0f} us")
    print(f"ratio                   {ratio:8.2f}   budget {BUDGET}")
    return 0 if ratio <= BUDGET else 1


if __name__ == "__main__":
    raise SystemExit(main())
