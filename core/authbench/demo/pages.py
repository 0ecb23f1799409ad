"""The pages that a person sees in the browser: templates of the resources, every value escaped."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Iterable
from functools import lru_cache
from string import Template
from urllib.parse import urlsplit

from authbench.demo.wire import Response
from authbench_resources import root


@lru_cache(maxsize=16)
def _resource(name: str) -> str:
    return root().joinpath("pages", name).read_text("utf-8")


@lru_cache(maxsize=1)
def _style_hash() -> str:
    digest = hashlib.sha256(_resource("demo.css").encode()).digest()
    return base64.b64encode(digest).decode()


class Markup(str):
    """Text that is HTML already."""


def fragment(template: str, **values: str) -> Markup:
    """HTML from a one-line template with `$name` placeholders; values are escaped unless `Markup`."""
    escaped = {
        name: value if isinstance(value, Markup) else html.escape(value) for name, value in values.items()
    }
    return Markup(Template(template).substitute(escaped))


def joined(parts: Iterable[Markup]) -> Markup:
    """Several pieces of HTML, one after the other."""
    return Markup("\n".join(parts))


def page(status: int, name: str, *, form_target: str | None = None, **values: str) -> Response:
    """The page `name`.html of the resources. `form_target` is the redirect URI that a form on it may lead
    to: browsers hold `form-action` against redirects after a submission as well."""
    body = fragment(_resource(f"{name}.html"), style=Markup(_resource("demo.css")), **values)
    return Response(status, body.encode(), page_headers(form_target))


def page_headers(form_target: str | None) -> tuple[tuple[str, str], ...]:
    """The headers that keep a page to itself: nothing loaded, framed, stored or passed on."""
    policy = (
        f"default-src 'none'; style-src 'sha256-{_style_hash()}'; "
        f"form-action 'self'{_form_source(form_target)}; base-uri 'none'; frame-ancestors 'none'"
    )
    return (
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Security-Policy", policy),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        # Not no-referrer: with it browsers send `Origin: null` with our own forms.
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    )


def _form_source(redirect_uri: str | None) -> str:
    if redirect_uri is None:
        return ""
    parts = urlsplit(redirect_uri)
    if "[" in parts.netloc:  # The policy's grammar has no IPv6 addresses; the scheme alone must do.
        return f" {parts.scheme}:"
    return f" {parts.scheme}://{parts.netloc}"
