"""Looks at every request of a run as it goes out, and says what a strict server or reader would mind.

Each code is said once per run, with the exchange that shows it. Nothing is held back for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from authbench.connection.said_once import SaidOnce
from authbench.connection.sent import Sent
from authbench.events import Event, ExchangeStarted, HttpExchange
from authbench.http import InvalidUrl, parse_url

Remark = tuple[str, str]
"""A note's code and text."""

_TOKEN_PARAMETERS = frozenset({"access_token", "refresh_token", "id_token", "oauth_token", "bearer_token"})
_SECRET_PARAMETERS = frozenset({"client_secret", "password", "api_key", "apikey", "secret"})
_CREDENTIAL_HEADERS = frozenset({"authorization", "cookie", "x-api-key", "api-key", "x-auth-token"})
_SEARCHED = 65536
"""Bytes of a body; this runs while the request goes out."""


class Strictness:
    """Watches the requests of one run. `contains_secret` knows the values that were learned as secret."""

    def __init__(
        self,
        run_id: str,
        record: Callable[[Event], None],
        contains_secret: Callable[[bytes | str], bool],
    ) -> None:
        self._notes = SaidOnce(run_id, record)
        self._contains_secret = contains_secret
        self._asked: dict[str, str] = {}

    def watch(self, event: Event) -> None:
        """Look at a request that goes out; other events are nothing to it."""
        if not isinstance(event, ExchangeStarted):
            return
        exchange = event.exchange
        sent = Sent(exchange)
        for code, text in self._remarks(sent):
            self._say(code, text, exchange)
        if exchange.step == "authorize":
            self._asked = dict(sent.query)

    def _say(self, code: str, text: str, exchange: HttpExchange) -> None:
        self._notes.say(code, text, exchange.id, exchange.lambda_location)

    def _remarks(self, sent: Sent) -> Iterator[Remark]:
        exchange = sent.exchange
        if exchange.browser:
            if exchange.step == "authorize":
                yield from _authorization_remarks(sent)
                yield from _placeholder(sent)
            return
        if exchange.redirected_from is not None:
            return  # Its URL is the server's, not the definition's.
        if sent.grant is not None:
            from authbench.connection.token_strictness import token_remarks

            yield from token_remarks(sent, self._asked)
        yield from _placeholder(sent)
        yield from self._in_url(sent)
        yield from self._plain_http(sent)

    def _in_url(self, sent: Sent) -> Iterator[Remark]:
        for name, value in sent.query:
            if not value:
                continue
            lower = name.lower()
            if lower in _TOKEN_PARAMETERS:
                yield (
                    "token_in_url",
                    f"A token was sent in the URL, as {name}. URLs end up in logs, histories and "
                    "Referer headers (RFC 6750, 5.3; RFC 9700, 4.3.2). Let apply send it as "
                    "headers('Authorization' => \"Bearer …\"), if the API takes it there.",
                )
            elif lower in _SECRET_PARAMETERS or self._contains_secret(value):
                yield (
                    "secret_in_url",
                    f"A secret was sent in the URL, as {name}. URLs end up in logs of servers and proxies "
                    "(RFC 9110, 17.9; RFC 6749, 2.3.1 for client secrets). Send it as a header, or in the "
                    "payload of a post, if the API takes it there.",
                )

    def _plain_http(self, sent: Sent) -> Iterator[Remark]:
        exchange = sent.exchange
        if not exchange.url.lower().startswith("http://") or _is_loopback(exchange.url):
            return
        secret = self._contains_secret
        if (
            any(
                name.lower() in _CREDENTIAL_HEADERS or secret(value)
                for name, value in exchange.request_headers
            )
            or sent.grant is not None
            or secret(exchange.url)
            or secret(exchange.request_body.content[:_SEARCHED])
        ):
            yield (
                "plain_http",
                "Credentials were sent over plain http, readable for everybody on the way (RFC 6750, 5.3; "
                "RFC 6749, 3.2). Write the URL, or base_uri, with https.",
            )


def _authorization_remarks(sent: Sent) -> Iterator[Remark]:
    asked = dict(sent.query)
    if asked.get("client_secret"):
        yield (
            "secret_in_url",
            "client_secret stands in the authorization URL, which the browser shows, keeps and sends on "
            "(RFC 6749, 2.3.1: never in the URL). Remove it from authorization_url: it belongs to the token "
            "request.",
        )
    redirect = asked.get("redirect_uri", "")
    if redirect.lower().startswith("http://") and not _is_loopback(redirect):
        yield (
            "plain_http_redirect",
            f"The redirect goes to {redirect}: plain http on another machine, where the code can be read on "
            "the way (RFC 9700, 2.6; RFC 8252, 7.3 allows http for loopback only). Use https there, or a "
            "loopback address.",
        )
    for scope in asked.get("scope", "").split():
        if scope == "*" or (scope.endswith("*") and scope[-2] in ":./"):
            yield (
                "wildcard_scope",
                f"The scope {scope} asks for everything. A token should reach no further than it has to "
                "(RFC 9700, 2.3). Name the scopes that the connector needs in authorization_url.",
            )
            return


def _placeholder(sent: Sent) -> Iterator[Remark]:
    if not _may_hold_placeholder(sent):
        return
    from authbench.connection.placeholders import placeholders

    for where, found in placeholders(sent):
        yield (
            "placeholder",
            f"{where} holds {found} literally: nothing was put in its place, so the server gets these very "
            "characters. Fill values in with \"…#{connection['name']}…\" (double quotes) in Ruby, with an "
            "f-string in Python; placeholders of other kinds are for documentation only.",
        )
        return


def _may_hold_placeholder(sent: Sent) -> bool:
    """Whether it is worth a closer look: nearly every request ends here."""
    texts = [sent.exchange.url, *(value for _, value in sent.exchange.request_headers)]
    if any(mark in text for text in texts for mark in ("{", "<", "%7", "%3", "YOUR_")):
        return True
    return any(mark in value for _, value in sent.fields for mark in ("{", "<", "YOUR_"))


def _is_loopback(url: str) -> bool:
    try:
        return parse_url(url).origin.is_loopback
    except InvalidUrl:
        return False
