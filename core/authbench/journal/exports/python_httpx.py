"""A request as a Python script for httpx, which runs as it is."""

from __future__ import annotations

import re

from authbench.journal.exports.outgoing import Outgoing, OutgoingHeader
from authbench.journal.exports.pieces import Pieces, Variable, as_text, literal

# What httpx leaves alone in a URL.
_PLAIN_TARGET = re.compile(r"(?!.*/\.{1,2}(?:[/?]|\Z))/(?:[A-Za-z0-9._~!$&()*+,;=:@/?-]|%[0-9A-F]{2})*\Z")


def httpx_script(request: Outgoing, comments: tuple[str, ...]) -> str:
    """The script; it prints the answer's status, headers and body."""
    uses_variables = any(
        isinstance(piece, Variable)
        for pieces in (request.method, request.url, request.body, *(h.value for h in request.headers))
        for piece in pieces
    )
    lines = [f"# {comment}" for comment in comments]
    lines += (["import os", ""] if uses_variables else []) + ["import httpx", ""]
    lines += ["request = httpx.Request(", f"    {_text(request.method)},", f"    {_text(request.url)},"]
    fields = ([request.host] if request.host is not None else []) + list(request.headers)
    if fields:
        lines += ["    headers=[", *(f"        {_header(field)}," for field in fields), "    ],"]
    if request.body:
        body = _text(request.body) if not request.binary else None
        lines.append(f"    content={body or _bytes(request.body, request.codec)},")
    target = request.target
    if target is not None and not _PLAIN_TARGET.match(as_text(target).replace("$", "")):
        # The URL as httpx writes it may differ; the extension says what goes into the request line.
        lines.append(f"    extensions={{'target': {_bytes(target, 'utf-8')}}},")
    lines.append(")")
    method = literal(request.method)
    if method is None or method != method.upper():
        lines.append(f"request.method = {_text(request.method)}")
    if not request.body:
        lines += _length(request, method)
    lines += [
        "with httpx.Client(timeout=60) as client:",
        "    response = client.send(request)",
        "print(response.http_version, response.status_code, response.reason_phrase)",
        "for name, value in response.headers.multi_items():",
        '    print(f"{name}: {value}")',
        "print()",
        "print(response.text)",
    ]
    return "\n".join(lines) + "\n"


def _length(request: Outgoing, method: str | None) -> list[str]:
    """What makes an empty body say its length just where the recorded request did."""
    adds = (method or "").upper() in ("POST", "PUT", "PATCH")
    if request.length and not adds:
        return ['request.headers["Content-Length"] = "0"']
    if adds and not request.length:
        return ['del request.headers["Content-Length"]']
    return []


def _header(header: OutgoingHeader) -> str:
    ascii_only = all(isinstance(piece, Variable) or piece.isascii() for piece in header.value)
    if ascii_only:
        return f"({header.name!r}, {_text(header.value)})"
    return f"({header.name!r}, {_bytes(header.value, _codec_of(header.value))})"


def _codec_of(value: Pieces) -> str:
    """Headers are bytes, told as Latin-1; other makers' archives have characters, which were UTF-8."""
    return (
        "latin-1"
        if all(isinstance(piece, Variable) or max(piece, default="") <= "\xff" for piece in value)
        else "utf-8"
    )


def _text(pieces: Pieces) -> str:
    return (
        " + ".join(
            f'os.environ["{piece.name}"]' if isinstance(piece, Variable) else repr(piece) for piece in pieces
        )
        or '""'
    )


def _bytes(pieces: Pieces, codec: str) -> str:
    return (
        " + ".join(
            f'os.environ["{piece.name}"].encode()'
            if isinstance(piece, Variable)
            else repr(piece.encode(codec, "surrogatepass"))
            for piece in pieces
        )
        or 'b""'
    )
