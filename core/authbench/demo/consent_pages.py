"""What a person sees between the authorization URL and the redirect: sign-in, consent, and dead ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from authbench.demo.clients import Client
from authbench.demo.credentials import USER, USER_NAME
from authbench.demo.pages import Markup, fragment, joined, page
from authbench.demo.service import Service, World
from authbench.demo.wire import Response

SIGN_IN_PATH = "/demo/sign-in"
CONSENT_PATH = "/demo/consent"
SIGN_OUT_PATH = "/demo/sign-out"
_LONGEST = 300
"""Characters of an address on a page."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A valid authorization request that waits for a person."""

    client: Client
    service: Service
    redirect_uri: str
    state: str | None
    scope: str
    challenge: str | None
    challenge_method: str | None
    expires_at: float


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a form carries: which request it answers, and the proof that it came from our page."""

    value: str
    form_token: str


def sign_in_page(world: World, asked: Asked, ticket: Ticket, problem: str = "") -> Response:
    """The demo account's name and password, filled in; `problem` is what was wrong the last time."""
    return page(
        400 if problem else 200,
        "sign_in",
        form_target=asked.redirect_uri,
        audience=_audience(world),
        provider=asked.service.title,
        instead=_instead(world, asked),
        client=asked.client.name,
        problem=fragment('<p class="problem" role="alert">$text</p>', text=problem) if problem else "",
        action=SIGN_IN_PATH,
        ticket=ticket.value,
        form_token=ticket.form_token,
        user=USER,
        password=world.credentials.user_password(),
    )


def consent_page(world: World, asked: Asked, ticket: Ticket) -> Response:
    """Who asks for what, and the two answers; before an audience in words alone."""
    presenting = world.presenting()
    return page(
        200,
        "consent",
        form_target=asked.redirect_uri,
        audience=_audience(world),
        provider=asked.service.title,
        instead=_instead(world, asked),
        initial=asked.client.name[:1].upper(),
        provider_initial=asked.service.title[:1].upper(),
        client=asked.client.name,
        user=USER,
        user_name=USER_NAME,
        scopes=_scope_list(asked, named=not presenting),
        back=asked.client.name if presenting else urlsplit(asked.redirect_uri).netloc,
        asked=Markup("") if presenting else _facts(asked),
        action=CONSENT_PATH,
        sign_out=SIGN_OUT_PATH,
        ticket=ticket.value,
        form_token=ticket.form_token,
    )


def problem_page(status: int, title: str, text: str, *facts: tuple[str, str]) -> Response:
    """A dead end: nobody can be sent back, so the person is told here."""
    return page(status, "problem", title=title, text=text, facts=_definitions(facts))


def wrong_redirect_page(client: Client, redirect_uri: str | None) -> Response:
    """The redirect URI is not registered; says which ones are."""
    return problem_page(
        400,
        "The redirect address is not registered",
        "The demo provider sends people back to registered addresses only; on this machine any port will"
        " do, but host and path must match.",
        ("asked for", _shown_address(redirect_uri) if redirect_uri else "nothing"),
        *(("registered", uri) for uri in client.redirect_uris),
    )


def gone_page() -> Response:
    """The request was answered, or forgotten."""
    return problem_page(
        410,
        "This page has done its work",
        "The request was answered already, or it waited too long. Start again from Authbench.",
    )


def _instead(world: World, asked: Asked) -> str:
    """Whom the provider stands in for; nobody, under its own address."""
    return "" if asked.service.issuer == world.origin else f", not {asked.service.title}"


def _audience(world: World) -> str:
    """The class of a page's body."""
    return "presenting" if world.presenting() else ""


def _scope_list(asked: Asked, *, named: bool) -> Markup:
    items = [(asked.client.scopes[scope], scope) for scope in asked.scope.split()]
    if not items:
        items = [("See who you are", "no scope")]
    name = " <code>$scope</code>" if named else ""
    line = f'<li><span class="tick" aria-hidden="true"></span><span>$text{name}</span></li>'
    return joined(fragment(line, text=text, scope=scope) for text, scope in items)


def _facts(asked: Asked) -> Markup:
    method = asked.challenge_method or "not used"
    facts = (
        ("client_id", asked.client.client_id),
        ("redirect_uri", _shown_address(asked.redirect_uri)),
        ("state", "sent" if asked.state else "not sent"),
        ("PKCE", method),
    )
    template = "<details><summary>What exactly was asked</summary><dl>$facts</dl></details>"
    return fragment(template, facts=_definitions(facts))


def _shown_address(uri: str) -> str:
    """A redirect URI for the eyes of whoever stands around: where it leads, without what may be secret in it
    (RFC 3986, 3.2.1 and 3.4), on one line."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return "an address that cannot be read"
    host = parts.netloc.rpartition("@")[2]
    scheme = f"{parts.scheme}:" if parts.scheme else ""
    address = f"{scheme}{'//' if host else ''}{host}{parts.path}"
    left_out = (
        ("a name or password", "@" in parts.netloc),
        ("a query", bool(parts.query)),
        ("a fragment", bool(parts.fragment)),
    )
    more = " and ".join(what for what, there in left_out if there)
    plain = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in address)
    cut = plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"
    return f"{cut} with {more}" if more else cut


def _definitions(facts: Iterable[tuple[str, str]]) -> Markup:
    return joined(fragment("<dt>$name</dt><dd>$value</dd>", name=name, value=value) for name, value in facts)
