"""What the listener answers: static pages with headers that let them do nothing but be read."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache

from authbench.oauth.attempt import Page

_REASONS = {
    200: "OK",
    303: "See Other",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    410: "Gone",
    411: "Length Required",
    413: "Content Too Large",
    414: "URI Too Long",
    431: "Request Header Fields Too Large",
}
_STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


@cache
def page(name: Page) -> tuple[bytes, str]:
    """The bytes of a page, and the Content-Security-Policy under which just its own style applies."""
    from authbench_resources import root

    content = root().joinpath("pages", f"redirect_{name.value}.html").read_bytes()
    hashes = " ".join(
        "'sha256-" + base64.b64encode(hashlib.sha256(style).digest()).decode("ascii") + "'"
        for style in _STYLE.findall(content)
    )
    style_source = f"style-src {hashes}; " if hashes else ""
    policy = f"default-src 'none'; {style_source}base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return content, policy


def page_response(status: int, name: Page, *, head_only: bool = False) -> bytes:
    """A complete response that shows a page and ends the connection."""
    content, policy = page(name)
    lines = [
        f"HTTP/1.1 {status} {_REASONS[status]}",
        "Content-Type: text/html; charset=utf-8",
        f"Content-Length: {len(content)}",
        f"Content-Security-Policy: {policy}",
        *_GUARDS,
        "Connection: close",
    ]
    if status == 405:
        lines.append("Allow: GET")
    head = ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")
    return head if head_only else head + content


def see_other(path: str) -> bytes:
    """A 303 to `path`: it takes the code out of the address bar and the history (RFC 9700, 4.3.1)."""
    lines = [f"HTTP/1.1 303 {_REASONS[303]}", f"Location: {path}", "Content-Length: 0", *_GUARDS]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


_GUARDS = (
    "Cache-Control: no-store",
    "Referrer-Policy: no-referrer",
    "X-Content-Type-Options: nosniff",
    "X-Frame-Options: DENY",
    "Cross-Origin-Resource-Policy: same-origin",
)
