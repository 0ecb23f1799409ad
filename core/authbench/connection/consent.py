"""The person's part of an OAuth run: the listener, the browser, the redirect.

The listener is bound before the browser opens; everything that the attempt depends on is frozen
when it starts (security A10, A12).
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from authbench.connection.progress import Progress
from authbench.connection.results import text_or_nil
from authbench.errors import AuthbenchError, Code, Location
from authbench.events import (
    AuthorizationUrlReady,
    BrowserOpened,
    ExchangeFinished,
    ExchangeStarted,
    HttpExchange,
    ListenerStarted,
    RedirectIgnored,
    RedirectReceived,
    SecretLearned,
)
from authbench.http import preload
from authbench.http.message import EDITED
from authbench.oauth import (
    Attempt,
    Pkce,
    RedirectListener,
    RedirectSettings,
    authorization_error,
    challenge_for,
    complete_authorization_url,
    edited_by_hand,
    make_pkce,
    new_state,
)

if TYPE_CHECKING:
    from authbench.connection.contexts import Contexts
    from authbench.connection.wire import Wire
    from authbench.definition import Authorization
    from authbench.http import IoLoop
    from authbench.oauth import Browser, CompletedUrl, Redirect


_CLOSE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Grant:
    """What the person's consent gave: the code, and what its exchange must repeat."""

    code: str
    redirect_uri: str
    verifier: str | None
    params: Mapping[str, str]


class IssuerMismatch(AuthbenchError):
    """The redirect names another authorization server than the one that was asked."""

    default_code = Code.ISSUER_MISMATCH


class Consent:
    """One authorization attempt of one run."""

    def __init__(
        self,
        run_id: str,
        redirect: RedirectSettings,
        contexts: Contexts,
        wire: Wire,
        loop: IoLoop,
        browser: Browser | None,
        progress: Progress,
        *,
        timeout: float,
        rewrite_callback: bool,
        pkce_always: bool,
        check_issuer: bool,
    ) -> None:
        self._run_id = run_id
        self._redirect = redirect
        self._contexts = contexts
        self._wire = wire
        self._loop = loop
        self._browser = browser
        self._progress = progress
        self._record = progress.recorder.record
        self._timeout = timeout
        self._rewrite_callback = rewrite_callback
        self._pkce_always = pkce_always
        self._check_iss = check_issuer
        self._listener: RedirectListener | None = None
        self._closing: RedirectListener | None = None
        self._asked_by: Location | None = None
        self._edited = False
        self.authorization_url: str | None = None

    def obtain(
        self, authorization: Authorization, settings: Mapping[str, Any], client_id: str | None
    ) -> Grant:
        """Ask the person, and wait. Raises OAuthError (denied), ConsentTimeout, PortBusy and what the
        definition's lambdas raise; Cancelled at once when the run is cancelled."""
        target = self._authorization_url(authorization, settings)
        pkce = self._pkce(authorization)
        # A provider that accepts only a callback elsewhere (the cloud's) still works: by pasting.
        ours = is_loopback(self._redirect)
        attempt = Attempt(run_id=self._run_id, state=new_state(), redirect_uri=self._redirect.uri)
        self._learn(attempt.state, "state")
        if pkce is not None:
            self._learn(pkce.verifier, "code verifier")
        listener = RedirectListener(
            self._loop,
            self._redirect if ours else RedirectSettings(port=0),
            attempt,
            on_ignored=lambda reason: self._record(RedirectIgnored(self._run_id, reason)),
        )
        addresses = listener.start()
        redirect_uri = listener.redirect_uri if ours else self._redirect.uri
        self._listener = listener
        for host, port in addresses:
            self._wire.client.forbid(host, port)
        try:
            completed = complete_authorization_url(
                target,
                client_id=client_id,
                redirect_uri=redirect_uri,
                state=attempt.state,
                pkce=pkce,
                rewrite_callback=self._rewrite_callback,
            )
            completed, seen = self._shown(completed), completed
            self._edited = completed is not seen
            deadline = datetime.now(UTC) + timedelta(seconds=self._timeout)
            shown = tuple(f"{host}:{port}" for host, port in addresses)
            self._record(ListenerStarted(self._run_id, redirect_uri, shown, deadline))
            for text in completed.notes:
                self._progress.note("authorization_url", text)
            listener.expect(completed)
            redirect_uri = completed.redirect_uri
            redirect = self._wait(listener, redirect_uri, completed.url)
        except BaseException:
            listener.close()
            # No browser waits for a page: when the run is over, the port is free.
            listener.wait_closed(_CLOSE_SECONDS)
            raise
        finally:
            self._listener = None
            self._closing = listener
            listener.close()
            for host, port in addresses:
                self._wire.client.allow(host, port)
        self._check_issuer(redirect, completed.url)
        if redirect.code is None:
            raise authorization_error(redirect)
        return Grant(redirect.code, redirect_uri, pkce.verifier if pkce else None, redirect.params)

    def _shown(self, completed: CompletedUrl) -> CompletedUrl:
        """The URL to open, shown to a person first where the run stops here."""
        url = self._loop.run(self._wire.pausing.before_browser(completed.url), self._wire.scope)
        return completed if url == completed.url else edited_by_hand(completed, url)

    def open_again(self) -> None:
        """Open the browser on the same URL once more."""
        if self.authorization_url is not None and self._browser is not None:
            self._record(BrowserOpened(self._run_id, self._browser.open(self.authorization_url)))

    def paste(self, url: str) -> None:
        """Take a redirect URL that the person pasted. Raises InvalidRedirect, also where no attempt
        waits."""
        listener = self._listener
        if listener is None:
            from authbench.oauth import InvalidRedirect

            raise InvalidRedirect("No sign-in is waiting for a redirect", hint="Press Connect first.")
        listener.paste(url)

    def linger(self, timeout: float) -> None:
        """Wait until the browser has its last page, at most `timeout` seconds, then close the port; for a
        process that ends."""
        if self._closing is not None and not self._closing.wait_closed(timeout):
            self._closing.abandon()
            self._closing.wait_closed(_CLOSE_SECONDS)

    def _wait(self, listener: RedirectListener, redirect_uri: str, url: str) -> Redirect:
        browser_url = self._wire.routes.browser_url(url)
        visit = HttpExchange(
            id=self._wire.client.next_exchange_id(),
            run_id=self._run_id,
            step="authorize",
            method="GET",
            url=url,
            sent_to=None if browser_url == url else _origin(browser_url),
            started_at=datetime.now(UTC),
            started_clock=time.monotonic(),
            cause=f"consent, {EDITED}" if self._edited else "consent",
            lambda_location=self._asked_by,
            browser=True,
        )
        self.authorization_url = browser_url
        self._record(ExchangeStarted(visit))
        self._record(AuthorizationUrlReady(self._run_id, browser_url))
        if self._browser is not None:
            self._record(BrowserOpened(self._run_id, self._browser.open(browser_url)))
        # The person takes seconds; the libraries that the token request needs load meanwhile.
        threading.Thread(target=preload, name="preload", daemon=True).start()
        try:
            redirect = listener.wait(self._wire.scope, self._timeout)
        finally:
            self.authorization_url = None
            ended = time.monotonic()
            self._record(ExchangeFinished(replace(visit, elapsed=ended - visit.started_clock)))
        self._record_redirect(redirect, redirect_uri, ended, visit.id)
        return redirect

    def _record_redirect(self, redirect: Redirect, redirect_uri: str, arrived: float, visit: int) -> None:
        if redirect.code:
            self._learn(redirect.code, "code")
        for name in ("id_token", "access_token"):
            if redirect.params.get(name):
                self._learn(redirect.params[name], name.replace("_", " "))
        self._record(
            ExchangeFinished(
                HttpExchange(
                    id=self._wire.client.next_exchange_id(),
                    run_id=self._run_id,
                    step="redirect",
                    method="GET",
                    url=f"{redirect_uri}?{urlencode(redirect.params)}",
                    started_at=datetime.now(UTC),
                    started_clock=arrived,
                    status=None if redirect.pasted else 303,
                    elapsed=time.monotonic() - arrived,
                    cause="pasted by hand" if redirect.pasted else redirect.error or f"answers #{visit}",
                    lambda_location=self._asked_by,
                    browser=True,
                )
            )
        )
        self._record(
            RedirectReceived(self._run_id, redirect.code is not None, redirect.error, redirect.pasted)
        )

    def _check_issuer(self, redirect: Redirect, url: str) -> None:
        """`iss`, where it is sent, must name the server that was asked (RFC 9207, 2.4). A definition names
        no issuer, so its origin is compared with the authorization URL's."""
        issuer = redirect.params.get("iss")
        if issuer is None or not self._check_iss or _same_origin(issuer, url):
            return
        raise IssuerMismatch(
            f"The redirect says that it comes from {issuer}, but {_origin(url)} was asked to sign in.",
            hint="Nothing was exchanged. If this provider really issues under another address, switch the "
            "issuer check off in the connection's settings.",
            details={"iss": issuer},
        )

    def _authorization_url(self, authorization: Authorization, settings: Mapping[str, Any]) -> str:
        member = authorization.authorization_url
        self._asked_by = getattr(member, "location", authorization.locations.get("authorization_url"))
        if member is None:
            raise AuthbenchError(
                "This oauth2 connection defines no authorization_url",
                code=Code.INVALID_DEFINITION,
                hint="Add authorization_url; or let acquire take the connection alone where nobody signs in.",
                location=authorization.location,
            )
        if isinstance(member, str):
            url: str | None = member
        else:
            context = self._contexts.for_lambda("connection.authorization.authorization_url")
            url = text_or_nil(member.call(context, dict(settings)), "authorization_url", member.location)
        if url is None or not url.strip():
            raise AuthbenchError(
                "'authorization_url' gave no URL",
                code=Code.INVALID_DEFINITION,
                hint="Let authorization_url return the https address of the provider's consent page.",
                location=getattr(member, "location", authorization.location),
            )
        return url

    def _pkce(self, authorization: Authorization) -> Pkce | None:
        """Verifier and challenge, as the definition's `pkce` lambda returns them (3.8)."""
        if authorization.pkce is None:
            return make_pkce() if self._pkce_always and authorization.token_url is not None else None
        ours = make_pkce()
        given = authorization.pkce.call(
            self._contexts.for_lambda("connection.authorization.pkce"), ours.verifier, ours.challenge
        )
        if not isinstance(given, Mapping):
            raise AuthbenchError(
                "'pkce' must return a hash with verifier, challenge and challenge_method",
                code=Code.INVALID_DEFINITION,
                location=authorization.pkce.location,
            )
        verifier = str(given.get("verifier") or ours.verifier)
        method = str(given.get("challenge_method") or "S256")
        challenge = str(given.get("challenge") or challenge_for(verifier, method))
        if method != "S256":
            self._progress.note(
                "pkce_plain", f"The code challenge method is {method}; RFC 7636 asks for S256."
            )
        if not 43 <= len(verifier) <= 128:
            self._progress.note(
                "pkce_length",
                f"The code verifier has {len(verifier)} characters; RFC 7636, 4.1 wants 43 to 128.",
            )
        return Pkce(verifier, challenge, method)

    def _learn(self, value: str, label: str) -> None:
        self._record(SecretLearned(value, label))


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _same_origin(one: str, other: str) -> bool:
    """Whether two URLs are of one origin (RFC 6454, 4); what is no URL is of none."""
    from authbench.http import InvalidUrl, parse_url

    try:
        return parse_url(one).origin == parse_url(other).origin
    except InvalidUrl:
        return False


def is_loopback(redirect: RedirectSettings) -> bool:
    """Whether the redirect comes back to this machine by itself."""
    if redirect.host == "localhost":
        return True
    try:
        return ipaddress.ip_address(redirect.host).is_loopback
    except ValueError:
        return False
