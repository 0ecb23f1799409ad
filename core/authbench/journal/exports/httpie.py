"""A request as an HTTPie command (3.0 or later) for any POSIX shell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from authbench.errors import AuthbenchError, Code
from authbench.journal.exports.outgoing import Outgoing, OutgoingHeader, wire_text
from authbench.journal.exports.pieces import Pieces, joined, literal, mapped
from authbench.journal.exports.shell import can_be_a_word, quoted, writing

_METHOD = re.compile(r"[A-Z]+\Z")
_OWN = ("User-Agent", "Accept", "Accept-Encoding", "Connection")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_IN_QUERY = _UNRESERVED | frozenset("!$&'()*+,;=:@/?%")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")


class CannotCopy(AuthbenchError):
    """The chosen client has no way to send this request."""

    default_code = Code.UNSUPPORTED


def httpie_command(request: Outgoing) -> str:
    """The command. Raises `CannotCopy` where HTTPie has no way to say it."""
    method = literal(request.method)
    if method is None or _METHOD.match(method) is None:
        raise CannotCopy(
            f"HTTPie sends only methods made of capital letters, which {method or 'this one'} is not.",
            hint="Copy as cURL, which sends any method.",
        )
    words = ["http --ignore-stdin --path-as-is" if not request.body else "http --path-as-is"]
    before = ""
    items: list[str] = []
    if request.host is not None:
        items.append(_header(request.host))
    items += [_header(header) for header in request.headers]
    own = (*_OWN, "Content-Type") if request.body else _OWN
    items += [f"'{name}:'" for name in own if not request.has(name.lower())]
    if request.body:
        if not request.binary and can_be_a_word(request.body):
            words[0] = "http --ignore-stdin --path-as-is"
            words.append(f"--raw={quoted(request.body)}")
        else:
            before = writing(request.body, binary=request.binary) + " |\n"
    # Whatever begins with a dash is a method or a URL after this, and no option.
    words.append(f"{method} {quoted(request.url)}")
    return before + " \\\n  ".join([*words, *items])


def httpie_differences(request: Outgoing) -> Iterator[str]:
    """What HTTPie will send in another way, as sentences. Its libraries write some characters of a URL
    anew, which servers take for the same (RFC 3986, 6.2.2), but which a signature may not survive."""
    target = "".join(piece if isinstance(piece, str) else "V" for piece in request.target or ())
    rewritten = _as_sent(target)
    if rewritten != target:
        yield f"HTTPie rewrites this URL and sends the target {rewritten} - copy as cURL for the exact one"


def _as_sent(target: str) -> str:
    path, mark, query = target.partition("?")
    path = _encoded(_ESCAPE.sub(lambda found: found.group().upper(), path), _IN_QUERY - {"?"})
    query = _ESCAPE.sub(_unreserved, query)
    return path + mark + _encoded(query, _IN_QUERY) if query else path


def _unreserved(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if character in _UNRESERVED else found.group().upper()


def _encoded(text: str, kept: frozenset[str]) -> str:
    complete = all(_ESCAPE.match(text, at) for at, character in enumerate(text) if character == "%")
    return "".join(
        character
        if character in kept and (complete or character != "%")
        else "".join(f"%{byte:02X}" for byte in character.encode())
        for character in text
    )


def _header(header: OutgoingHeader) -> str:
    # A backslash takes the meaning from what separates names and values; names have none of these.
    if not header.value:
        return quoted((header.name + ";",))
    text, readable = wire_text(header.value)
    if not readable:
        raise CannotCopy(
            f"HTTPie sends headers as UTF-8 only, and the value of {header.name} is not.",
            hint="Copy as cURL, which sends any byte.",
        )
    return quoted(joined((header.name + ":",), _unescaped_at(text)))


def _unescaped_at(value: Pieces) -> Pieces:
    """A value that begins with `=` or `@` would make another separator of the colon."""
    first = value[0]
    if isinstance(first, str) and first[:1] in ("=", "@"):
        return (" " + first, *value[1:])
    return mapped(value, lambda text: text)
