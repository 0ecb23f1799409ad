"""The authorization endpoint (RFC 6749, 3.1 and 4.1; RFC 7636; RFC 9207) and the pages behind it."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

from authbench.demo.clients import AUTHORIZATION_CODE, Client
from authbench.demo.consent_pages import (
    CONSENT_PATH,
    SIGN_IN_PATH,
    SIGN_OUT_PATH,
    Asked,
    Ticket,
    consent_page,
    gone_page,
    problem_page,
    sign_in_page,
    wrong_redirect_page,
)
from authbench.demo.credentials import USER, same
from authbench.demo.service import Service, World
from authbench.demo.tokens import Family
from authbench.demo.wire import (
    RepeatedParameter,
    Request,
    Response,
    UnreadableForm,
    method_not_allowed,
    see_other,
    single_valued,
)

PENDING_SECONDS = 600.0
"""How long a person may take over the pages."""
SESSION_LIMIT = 500

_CHALLENGE = re.compile(r"[A-Za-z0-9\-._~]{43,128}")


@dataclass(slots=True)
class Session:
    """One browser's visit. The form token protects every form of the session."""

    form_token: str
    user: str | None = None
    pending: dict[str, Asked] = field(default_factory=dict)


class _Denied(Exception):
    """The request is answered with an error redirect (RFC 6749, 4.1.2.1)."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(code)
        self.code, self.description = code, description


class Authorization:
    """Everything between the opening of the authorization URL and the redirect back."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._sessions: dict[str, Session] = {}
        self._cookie = f"authbench_demo_{urlsplit(world.origin).port}"
        self._actions: dict[str, Callable[[Request, str, Session, dict[str, str]], Response]] = {
            SIGN_IN_PATH: self._sign_in,
            CONSENT_PATH: self._decide,
            SIGN_OUT_PATH: self._sign_out,
        }

    def authorize(self, request: Request, service: Service | None) -> Response:
        """The authorization endpoint of `service`, or of whichever service knows the client (None: the
        browser came by the provider's own address)."""
        if request.method not in ("GET", "HEAD"):
            return method_not_allowed("GET")
        try:
            params = request.params()
        except (RepeatedParameter, UnreadableForm) as error:
            return self._bad_parameters(request, error, service)
        found = self._find_client(params.get("client_id"), service)
        if found is None:
            return problem_page(
                400,
                "This app is not known here",
                "The address names no client that is registered at the demo provider.",
                ("client_id", params.get("client_id", "missing")),
            )
        client, owner = found
        redirect_uri = params.get("redirect_uri")
        if redirect_uri is None or not client.allows_redirect(redirect_uri):
            return wrong_redirect_page(client, redirect_uri)
        state = params.get("state")
        try:
            asked = self._check(params, client, owner, redirect_uri)
        except _Denied as denied:
            return self._send_back(owner, redirect_uri, state, denied.code, denied.description)
        return self._show(request, asked, params.get("prompt", "").split())

    def _bad_parameters(
        self, request: Request, error: RepeatedParameter | UnreadableForm, service: Service | None
    ) -> Response:
        """A repeated parameter is reported by redirect where client and redirect URI are beyond doubt."""
        if isinstance(error, RepeatedParameter):
            once = _sent_once(request.query)
            found = self._find_client(once.get("client_id"), service)
            redirect_uri = once.get("redirect_uri")
            if found is not None and redirect_uri is not None and found[0].allows_redirect(redirect_uri):
                description = f"The parameter {_plain(error.name)} was sent twice."
                return self._send_back(
                    found[1], redirect_uri, once.get("state"), "invalid_request", description
                )
        return problem_page(400, "The address is malformed", "A parameter is repeated or is not UTF-8.")

    def _find_client(self, client_id: str | None, service: Service | None) -> tuple[Client, Service] | None:
        if client_id is None:
            return None
        for candidate in self._world.services if service is None else (service,):
            client = candidate.client(client_id)
            if client is not None:
                return client, candidate
        return None

    def _check(self, params: dict[str, str], client: Client, service: Service, redirect_uri: str) -> Asked:
        if self._world.faults.now().deny_consent:
            raise _Denied("access_denied", "An administrator has blocked this app.")
        if AUTHORIZATION_CODE not in client.grants:
            raise _Denied("unauthorized_client", "This client may not ask for authorization codes.")
        response_type = params.get("response_type")
        if response_type is None:
            raise _Denied("invalid_request", "The parameter response_type is missing.")
        if response_type != "code":
            raise _Denied("unsupported_response_type", "The only response_type here is code.")
        if params.get("response_mode", "query") != "query":
            raise _Denied("invalid_request", "The only response_mode here is query.")
        for name in ("request", "request_uri"):
            if name in params:
                raise _Denied(f"{name}_not_supported", "Request objects are not taken here.")
        scope = params.get("scope", "").split() or list(client.scopes)
        unknown = [item for item in scope if item not in client.scopes]
        if unknown:
            raise _Denied("invalid_scope", f"This client may not ask for {_plain(unknown[0])}.")
        challenge, method = self._check_challenge(params, client)
        expires_at = self._world.now() + PENDING_SECONDS
        granted = " ".join(dict.fromkeys(scope))
        state = params.get("state")
        return Asked(client, service, redirect_uri, state, granted, challenge, method, expires_at)

    @staticmethod
    def _check_challenge(params: dict[str, str], client: Client) -> tuple[str | None, str | None]:
        challenge = params.get("code_challenge")
        if challenge is None:
            if client.pkce_required:  # RFC 7636, 4.4.1
                raise _Denied("invalid_request", "This client must use PKCE: code_challenge is missing.")
            return None, None
        method = params.get("code_challenge_method", "plain")  # RFC 7636, 4.3
        if method not in ("S256", "plain"):
            raise _Denied("invalid_request", "The code_challenge_method must be S256 or plain.")
        if not _CHALLENGE.fullmatch(challenge) or (method == "S256" and len(challenge) != 43):
            raise _Denied("invalid_request", "The code_challenge is malformed.")
        return challenge, method

    def _show(self, request: Request, asked: Asked, prompt: list[str]) -> Response:
        cookie, session = self._session(request)
        if "none" in prompt:
            code = "consent_required" if session.user else "login_required"
            text = "A person has to answer the pages."
            return self._send_back(asked.service, asked.redirect_uri, asked.state, code, text)
        ticket = secrets.token_urlsafe(16)
        self._forget_stale(session)
        session.pending[ticket] = asked
        if session.user is None or "login" in prompt:
            response = sign_in_page(self._world, asked, Ticket(ticket, session.form_token))
        else:
            response = consent_page(self._world, asked, Ticket(ticket, session.form_token))
        return response.with_headers(("Set-Cookie", self._set_cookie(cookie)))

    def _forget_stale(self, session: Session) -> None:
        now = self._world.now()
        for ticket, asked in list(session.pending.items()):
            if asked.expires_at <= now or len(session.pending) > 20:
                del session.pending[ticket]

    def _session(self, request: Request) -> tuple[str, Session]:
        value = request.cookie(self._cookie) or ""
        session = self._sessions.get(value)
        if session is None:
            session = Session(secrets.token_urlsafe(24))
            value = self._keep(session)
        return value, session

    def _keep(self, session: Session) -> str:
        while len(self._sessions) >= SESSION_LIMIT:
            del self._sessions[next(iter(self._sessions))]
        value = secrets.token_urlsafe(24)
        self._sessions[value] = session
        return value

    # The forms

    def form(self, request: Request) -> Response:
        """A form of the pages was sent, or the consent page is wanted after signing in."""
        session = self._sessions.get(request.cookie(self._cookie) or "")
        try:
            params = request.params() if request.method == "GET" else single_valued(request.body)
        except (RepeatedParameter, UnreadableForm):
            params = {}
        ticket = params.get("ticket", "")
        if request.method == "GET":
            asked = session.pending.get(ticket) if session else None
            if request.path != CONSENT_PATH or session is None or session.user is None or asked is None:
                return gone_page()
            return consent_page(self._world, asked, Ticket(ticket, session.form_token))
        if request.method != "POST":
            return method_not_allowed("POST")
        if (
            session is None
            or not self._same_site(request)
            or request.media_type != "application/x-www-form-urlencoded"
            or not same(params.get("form_token", ""), session.form_token)
        ):
            return problem_page(
                403,
                "This form cannot be accepted",
                "It did not come from a page of this visit, or the browser keeps no cookies here."
                " Start again from Authbench.",
            )
        return self._actions[request.path](request, ticket, session, params)

    def _same_site(self, request: Request) -> bool:
        """Whether our own page sent the form, as far as the browser says."""
        origin = request.header("Origin")
        site = request.header("Sec-Fetch-Site")
        return origin in (None, f"http://{request.host}") and site in (None, "same-origin")

    def _sign_in(self, request: Request, ticket: str, session: Session, params: dict[str, str]) -> Response:
        asked = self._pending(session, ticket)
        if asked is None:
            return gone_page()
        if params.get("action") == "cancel":
            return self._refuse(session, ticket, asked)
        password = self._world.credentials.user_password()
        if not (same(params.get("user", ""), USER) & same(params.get("password", ""), password)):
            problem = "That is not the demo account's e-mail address and password."
            return sign_in_page(self._world, asked, Ticket(ticket, session.form_token), problem)
        # A new session value at sign-in, so that one planted before is worth nothing (session fixation).
        self._sessions.pop(request.cookie(self._cookie) or "", None)
        session.user = USER
        session.form_token = secrets.token_urlsafe(24)
        location = f"{CONSENT_PATH}?{urlencode({'ticket': ticket})}"
        return see_other(location, ("Set-Cookie", self._set_cookie(self._keep(session))))

    def _decide(self, request: Request, ticket: str, session: Session, params: dict[str, str]) -> Response:
        asked = self._pending(session, ticket)
        if asked is None or session.user is None:
            return gone_page()
        if params.get("action") != "allow":
            return self._refuse(session, ticket, asked)
        del session.pending[ticket]
        family = Family(asked.client, asked.service.issuer, session.user, asked.scope)
        code = self._world.tokens.issue_code(
            family, asked.redirect_uri, asked.challenge, asked.challenge_method
        )
        return self._redirect(asked.service, asked.redirect_uri, asked.state, {"code": code})

    def _refuse(self, session: Session, ticket: str, asked: Asked) -> Response:
        del session.pending[ticket]
        description = "The resource owner denied the request."
        return self._send_back(asked.service, asked.redirect_uri, asked.state, "access_denied", description)

    def _sign_out(self, request: Request, ticket: str, session: Session, params: dict[str, str]) -> Response:
        session.user = None
        asked = self._pending(session, ticket)
        if asked is None:
            return gone_page()
        return sign_in_page(self._world, asked, Ticket(ticket, session.form_token))

    def _pending(self, session: Session, ticket: str) -> Asked | None:
        self._forget_stale(session)
        return session.pending.get(ticket)

    # What goes back

    def _send_back(
        self, service: Service, redirect_uri: str, state: str | None, error: str, description: str
    ) -> Response:
        parameters = {"error": error, "error_description": description}
        return self._redirect(service, redirect_uri, state, parameters)

    def _redirect(
        self, service: Service, redirect_uri: str, state: str | None, parameters: dict[str, str]
    ) -> Response:
        faults = self._world.faults.now()
        if state is not None:
            parameters["state"] = secrets.token_urlsafe(16) if faults.wrong_state else state
        issuer = "https://another-provider.example" if faults.wrong_issuer else service.issuer
        parameters["iss"] = issuer
        separator = "&" if urlsplit(redirect_uri).query else "?"
        return see_other(f"{redirect_uri}{separator}{urlencode(parameters)}")

    def _set_cookie(self, value: str) -> str:
        return f"{self._cookie}={value}; Path=/; HttpOnly; SameSite=Lax"


def _sent_once(query: str) -> dict[str, str]:
    pairs = parse_qsl(query, keep_blank_values=True)
    names = Counter(name for name, _ in pairs)
    return {name: value for name, value in pairs if names[name] == 1}


def _plain(text: str) -> str:
    """Text that may stand in an error description (RFC 6749, appendix A.8), cut to 60 characters."""
    return re.sub(r"[^\x20-\x21\x23-\x5b\x5d-\x7e]", "?", text)[:60]
