"""A request as a cURL command for any POSIX shell."""

from __future__ import annotations

from authbench.journal.exports.outgoing import Outgoing, OutgoingHeader, wire_text
from authbench.journal.exports.pieces import joined, literal
from authbench.journal.exports.shell import can_be_a_word, quoted, quoted_bytes, writing

# What cURL adds by itself, and what it would say of a body; both are taken back where the request had none.
_OWN = ("User-Agent", "Accept")
_EXPECTS_FROM = 1024 * 1024
"""cURL asks for leave before it sends a body of a megabyte or more."""


def curl_command(request: Outgoing, size: int) -> str:
    """The command; `size` counts the bytes of the body."""
    words = ["curl"]
    method = literal(request.method)
    has_body = bool(request.body)
    sends_data = has_body or (request.length and method != "HEAD")
    # Otherwise cURL takes brackets and braces for ranges, and resolves `/../`.
    words.append("--globoff --path-as-is")
    if request.scheme == "https":
        words.append("--http1.1")
    if method == "HEAD" and not sends_data:
        words.append("--head")
    elif method != ("POST" if sends_data else "GET"):
        words.append(f"--request {quoted(request.method)}")
    words.append(f"--url {quoted(request.url)}")
    if request.host is not None:
        words.append(_header(request.host))
    words += [_header(header) for header in request.headers]
    words += [f"-H '{name}:'" for name in _OWN if not request.has(name.lower())]
    if sends_data and not request.has("content-type"):
        words.append("-H 'Content-Type:'")
    if size >= _EXPECTS_FROM and not request.has("expect"):
        words.append("-H 'Expect:'")
    if request.has("accept-encoding"):
        words.append("--compressed")
    before = ""
    if sends_data and not has_body:
        words.append("--data-raw ''")
    elif has_body:
        if not request.binary and can_be_a_word(request.body):
            words.append(f"--data-raw {quoted(request.body)}")
        else:
            words.append("--data-binary @-")
            before = writing(request.body, binary=request.binary) + " |\n"
    return before + " \\\n  ".join(words)


def _header(header: OutgoingHeader) -> str:
    if not header.value:
        return f"-H {quoted((header.name + ';',))}"
    name = header.name + ": "
    text, readable = wire_text(header.value)
    word = quoted(joined((name,), text)) if readable else quoted((name,)) + quoted_bytes(text)
    return f"-H {word}"
