"""A recorded request made up once more: as a person would write it, without what the connection adds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from authbench.connection.try_pasted import split_url
from authbench.connection.try_request import BodyKind, InvalidTry, Pair, TryRequest, json_payload
from authbench.events.charsets import codec_for
from authbench.journal.multipart import boundary, parts
from authbench.journal.reveal import Reveal
from authbench.journal.secret_names import is_secret_header, is_secret_parameter

if TYPE_CHECKING:
    from authbench.events import HttpExchange
    from authbench.journal import Journal, Redactor

_MADE_FOR_EACH: Final = frozenset(
    (
        *(
            "host",
            "content-length",
            "connection",
            "keep-alive",
            "transfer-encoding",
            "te",
            "trailer",
            "upgrade",
        ),
        *("accept-encoding", "user-agent", "expect", "cookie", "authorization", "proxy-authorization"),
        *("x-amz-date", "x-amz-content-sha256", "x-amz-security-token", "date"),
    )
)
"""Headers that the client, `apply` or a signature makes anew for each request."""
_CHANGING_NOTHING: Final = ("GET", "HEAD")
_MOST_HOPS: Final = 50
_TEXT_LIMIT: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SentBefore:
    """A request that was sent, to be tried. `left_out` names what of it cannot be made again."""

    request: TryRequest
    left_out: tuple[str, ...] = ()

    @property
    def harmless(self) -> bool:
        """Whether it can be sent without a second look: it is whole and changes nothing (RFC 9110, 9.2.1)."""
        return self.request.method in _CHANGING_NOTHING and not self.left_out


def sent_before(journal: Journal, exchange_id: int, base: str | None = None) -> SentBefore | None:
    """The request of an exchange; of one that followed a redirect, the request that was redirected. None for
    what a browser sent, and for one that is gone. A URL with the origin of `base` becomes a path.

    What the connection adds is left out: it adds it again, and what it added then may be out of date. That
    is every header and parameter that is a secret by its name or holds one that is known.
    """
    record = Reveal(journal)
    exchange = record.exchange(exchange_id)
    for _ in range(_MOST_HOPS):
        earlier = None
        if exchange is not None and exchange.redirected_from is not None:
            earlier = record.exchange(exchange.redirected_from)
        if earlier is None:
            break
        exchange = earlier
    if exchange is None or exchange.browser:
        return None
    redactor = journal.redactor
    url, params = split_url(exchange.url, base)
    if "?" in url:
        # A query that pairs cannot say may hold a secret.
        url = url if redactor.url(exchange.url).text == exchange.url else url.partition("?")[0]
    headers = tuple(pair for pair in exchange.request_headers if not _is_added(redactor, *pair))
    request = TryRequest(
        exchange.method.upper(),
        url,
        tuple(pair for pair in params if not _is_credential(redactor, *pair)),
        headers,
    )
    return _with_body(request, exchange)


def _is_added(redactor: Redactor, name: str, value: str) -> bool:
    if name.lower() in _MADE_FOR_EACH or is_secret_header(name):
        return True
    if name.lower() == "accept" and value == "*/*":
        return True
    return redactor.header(name, value).text != value


def _is_credential(redactor: Redactor, name: str, value: str) -> bool:
    return is_secret_parameter(name, value) or redactor.text(value) != value


def _with_body(request: TryRequest, exchange: HttpExchange) -> SentBefore:
    content_type = next(
        (value for name, value in exchange.request_headers if name.lower() == "content-type"), ""
    )
    body, kind = exchange.request_body, content_type.partition(";")[0].strip().lower()
    without = replace(
        request, headers=tuple(pair for pair in request.headers if pair[0].lower() != "content-type")
    )
    if not body.content:
        return SentBefore(without)
    if body.stored is not None or len(body.content) > _TEXT_LIMIT:
        return SentBefore(without, ("the body, which is too long to be edited",))
    mark = boundary(content_type)
    if mark is not None:
        return _with_parts(without, body.content, mark)
    text = _decoded(body.content, content_type)
    if text is None:
        return SentBefore(without, ("the body, which is no text",))
    if kind == "application/json" and _is_json(text):
        return SentBefore(replace(without, body_kind=BodyKind.JSON, body=text))
    if kind == "application/x-www-form-urlencoded":
        fields = _fields(text)
        if fields is not None:
            return SentBefore(replace(without, body_kind=BodyKind.FORM, fields=fields))
    if kind == "application/xml" and content_type == kind:
        return SentBefore(replace(without, body_kind=BodyKind.XML, body=text))
    # As text it is sent exactly as it was, under its own Content-Type.
    return SentBefore(replace(request, body_kind=BodyKind.TEXT, body=text))


def _with_parts(request: TryRequest, content: bytes, mark: bytes) -> SentBefore:
    fields: list[Pair] = []
    left_out: list[str] = []
    for part in parts(content, mark):
        text = None if part.file_name else _decoded(part.content, part.header("content-type"))
        if text is None:
            left_out.append(f"the file of {part.name}")
        else:
            fields.append((part.name, text))
    made = replace(request, body_kind=BodyKind.MULTIPART, fields=tuple(fields))
    return SentBefore(made, tuple(left_out))


def _decoded(content: bytes, content_type: str) -> str | None:
    charset = content_type.lower().partition("charset=")[2].partition(";")[0].strip(' "')
    if charset and codec_for(charset) not in ("utf-8", "ascii"):
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _is_json(text: str) -> bool:
    try:
        json_payload(text)
    except InvalidTry:
        return False
    return True


def _fields(text: str) -> tuple[Pair, ...] | None:
    try:
        return tuple(parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict"))
    except ValueError:
        return None
