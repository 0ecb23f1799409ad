"""The URL of a request: base URI, percent-encoding, user and password, query (SDK reference 4.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from authbench.encoding import to_param, utf8
from authbench.encoding.query import form_component
from authbench.sdk.errors import BadUri, InvalidUri, ruby_class_name

if TYPE_CHECKING:
    from authbench.sdk.draft import Draft

# RFC 3986, appendix B.
_PARTS = re.compile(r"(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*")
_DEFAULT_PORTS = {"http": "80", "https": "443"}
# What Ruby's parser takes in a path, and what it leaves alone in a query; the rest is percent-encoded.
_PATH_BYTE = re.compile(rb"%[0-9A-Fa-f]{2}|[A-Za-z0-9\-._~!$&'()*+,;=:@/]")
_QUERY_BYTE = re.compile(rb"%[0-9A-Fa-f]{2}|[!$&(-;=?-_a-~]")

_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PORT = re.compile(r":([0-9]*)\Z")


@dataclass(frozen=True, slots=True)
class Reference:
    """The five parts of a URI reference; None where a part is absent."""

    scheme: str | None
    authority: str | None
    path: str
    query: str | None
    fragment: str | None

    def __str__(self) -> str:
        text = self.path
        if self.authority is not None:
            text = f"//{self.authority}{text}"
        if self.scheme is not None:
            text = f"{self.scheme}:{text}"
        if self.query is not None:
            text += f"?{self.query}"
        return text if self.fragment is None else f"{text}#{self.fragment}"


@dataclass(frozen=True, slots=True)
class BuiltUrl:
    """A URL ready to send, with user and password taken out; `with_userinfo` is what
    `current_url` shows. `repaired` says that characters were encoded which Ruby refuses."""

    url: str
    with_userinfo: str
    user: str | None
    password: str | None
    repaired: bool


def build_url(draft: Draft, base: Any) -> BuiltUrl:
    """The URL of `draft` below `base` (None: no base URI). Raises InvalidUri."""
    reference, repaired = _absolute(draft.url, base)
    reference = replace(reference, query=_query(reference.query, draft.params))
    userinfo, host = _split_authority(reference.authority or "")
    plain = replace(reference, authority=_without_default_port(reference.scheme, host))
    user, password = _userinfo(userinfo, draft)
    shown = plain
    if user is not None or password is not None:
        shown_user = form_component(user or "")
        shown_password = "" if password is None else f":{form_component(password)}"
        shown = replace(plain, authority=f"{shown_user}{shown_password}@{plain.authority}")
    if draft.digest:
        shown, user, password = plain, draft.user, draft.password
    return BuiltUrl(str(plain), str(shown), user, password, repaired)


def _absolute(url: Any, base: Any) -> tuple[Reference, bool]:
    if not isinstance(url, str):
        raise InvalidUri(f"Expected String or URI as request URL, got: {ruby_class_name(url)}")
    if base is not None and not isinstance(base, str):
        raise InvalidUri(f"Expected String or URI as output of base_uri lambda, got: {ruby_class_name(base)}")
    reference, repaired = parse_reference(url)
    if base is not None and reference.scheme is None:
        parsed, base_repaired = parse_reference(base)
        if parsed.scheme is None:
            raise BadUri(
                "both URI are relative",
                hint="Let base_uri return a full URL, such as https://api.example.com/v1/.",
            )
        reference, repaired = merge(parsed, reference), repaired or base_repaired
    elif base is None and not re.match(r"\s*[a-z][a-z0-9+.\-]*://", url, re.IGNORECASE):
        reference, _ = parse_reference(f"http://{url.strip()}")
    host = _split_authority(reference.authority or "")[1]
    if not host or host.startswith(":"):
        raise InvalidUri(
            f"bad URI(no host provided): {reference}",
            hint="Write the full URL, or let base_uri return one to join it with.",
        )
    if reference.scheme not in _DEFAULT_PORTS:
        raise InvalidUri(f"Only http and https can be requested, not {reference.scheme}")
    return reference, repaired


def parse_reference(text: str) -> tuple[Reference, bool]:
    """The parts of a URI reference, and whether something was encoded that Ruby would refuse.

    Blanks around it are dropped; within it what no URI may hold is percent-encoded (blanks, non-ASCII
    text, brackets in a path, a `%` that starts no escape).
    """
    stripped = text.strip(" \t\r\n")
    match = _PARTS.fullmatch(stripped)
    assert match is not None  # the pattern takes any text
    scheme, authority, path, query, fragment = match.groups()
    if scheme is not None and _SCHEME.fullmatch(scheme) is None:
        # `a b:c` or `:x`: no scheme, so the colon belongs to the path.
        path, scheme = f"{scheme}:{path}", None
    encoded_path = _encode(path, _PATH_BYTE)
    refused_query = query is not None and (not query.isascii() or _BAD_ESCAPE.search(query) is not None)
    reference = Reference(
        scheme=None if scheme is None else scheme.lower(),
        authority=None if authority is None else _authority(authority),
        path=encoded_path,
        query=None if query is None else _encode(query, _QUERY_BYTE),
        fragment=None if fragment is None else _encode(fragment, _QUERY_BYTE),
    )
    repaired = stripped != text or encoded_path != path or refused_query
    return reference, repaired


def _authority(authority: str) -> str:
    userinfo, host = _split_authority(authority)
    if re.search(r"[\x00-\x20\x7f<>\"\\^`{|}]", host):
        raise InvalidUri(f"bad URI(is not URI?): the host {host!r} holds characters that no host has")
    return host if userinfo is None else f"{userinfo}@{host}"


def _encode(text: str, allowed: re.Pattern[bytes]) -> str:
    data = utf8(text)
    pieces: list[str] = []
    at = 0
    while at < len(data):
        match = allowed.match(data, at)
        if match is None:
            pieces.append(f"%{data[at]:02X}")
            at += 1
        else:
            pieces.append(match.group().decode("ascii"))
            at = match.end()
    return "".join(pieces)


def merge(base: Reference, reference: Reference) -> Reference:
    """Reference resolution by RFC 3986, 5.2.2, as `URI#merge` does it for an absolute `base`."""
    if reference.scheme is not None:
        return reference
    if reference.authority is not None:
        return replace(reference, scheme=base.scheme)
    if not reference.path and reference.query is None:
        fragment = base.fragment if reference.fragment is None else reference.fragment
        return replace(base, fragment=fragment)
    if not reference.path:
        path = base.path
    elif reference.path.startswith("/"):
        path = _without_dots(reference.path)
    else:
        path = _without_dots(f"{base.path.rpartition('/')[0]}/{reference.path}")
    return replace(base, path=path, query=reference.query, fragment=reference.fragment)


def _without_dots(path: str) -> str:
    """RFC 3986, 5.2.4."""
    output: list[str] = []
    segments = path.split("/")
    for index, segment in enumerate(segments):
        last = index == len(segments) - 1
        if segment == "..":
            if len(output) > 1:
                output.pop()
            if last:
                output.append("")
        elif segment == ".":
            if last:
                output.append("")
        else:
            output.append(segment)
    return "/".join(output)


def _query(query: str | None, params: Any) -> str | None:
    added = "" if params is None else _encode(to_param(params), _QUERY_BYTE)
    if not added:
        return query
    kept = "&".join(piece for piece in (query or "").split("&") if piece.strip())
    return f"{kept}&{added}" if kept else added


def _split_authority(authority: str) -> tuple[str | None, str]:
    userinfo, at, host = authority.rpartition("@")
    return (userinfo, host) if at else (None, host)


def _without_default_port(scheme: str | None, host: str) -> str:
    port = _PORT.search(host)
    if port is None or port.group(1) not in ("", _DEFAULT_PORTS.get(scheme or "")):
        return host
    return host[: port.start()]


def _userinfo(userinfo: str | None, draft: Draft) -> tuple[str | None, str | None]:
    """User and password: those of the chain, else those written into the URL."""
    user, password = draft.user, draft.password
    if userinfo is not None:
        written_user, colon, written_password = userinfo.partition(":")
        if user is None:
            user = unquote_plus(written_user, errors="surrogateescape")
        if password is None and colon:
            password = unquote_plus(written_password, errors="surrogateescape")
    return user, password
