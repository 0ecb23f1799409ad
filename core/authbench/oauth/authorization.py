"""The authorization URL: the author's own, completed with what the attempt needs (SDK reference 3.5)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote_plus

from authbench.http import InvalidUrl, parse_url
from authbench.oauth.errors import InvalidAuthorizationUrl
from authbench.oauth.pkce import Pkce, new_state

CLOUD_CALLBACK = "https://www.workato.com/oauth/callback"
"""The platform's own callback, which many definitions have written into them."""

_IMPLICIT = frozenset({"token", "id_token"})
# Everything but blanks, quotes, angle brackets and non-ASCII stays as the author wrote it.
_KEPT = "!$%&'()*+,-./:;=?@[]_|~{}^`\\"


@dataclass(frozen=True, slots=True)
class CompletedUrl:
    """The URL to open. `redirect_uri` is the one in it; `form_post` says that the author asked for
    the answer in a form post; `notes` tell the person what was changed."""

    url: str
    notes: tuple[str, ...]
    redirect_uri: str
    form_post: bool = False


def complete_authorization_url(
    url: str,
    *,
    client_id: str | None,
    redirect_uri: str,
    state: str,
    pkce: Pkce | None = None,
    rewrite_callback: bool = True,
) -> CompletedUrl:
    """Complete the URL that the definition's `authorization_url` gave.

    The author's parameters keep their order, spelling and duplicates; blanks become `%20`, non-ASCII
    is percent-encoded. `state`, `redirect_uri`, `nonce` and, with PKCE, `code_challenge` and its method
    are always ours, however the author spelled them; `client_id` and `response_type=code` are added
    where missing. The platform's callback is replaced by ours unless `rewrite_callback` is False: then
    it stays and the redirect has to be pasted.

    Raises `InvalidAuthorizationUrl` for an unusable URL or an implicit response type.
    """
    url = url.strip()
    try:
        parse_url(url)
    except InvalidUrl as error:
        raise InvalidAuthorizationUrl(f"authorization_url: {error.message}", hint=error.hint) from error
    before, hash_mark, fragment = url.partition("#")
    base, _, query = before.partition("?")
    parameters = _Parameters(query)
    notes: list[str] = []

    _refuse_implicit(parameters)
    used_redirect = _set_redirect(parameters, redirect_uri, rewrite_callback, notes)
    _set_ours(parameters, "state", state, notes)
    if parameters.values("nonce"):
        _set_ours(parameters, "nonce", new_state(), notes)
    if pkce is not None:
        _set_ours(parameters, "code_challenge", pkce.challenge, notes)
        _set_ours(parameters, "code_challenge_method", pkce.method, notes)
        if pkce.method == "plain":
            notes.append("The code challenge method is plain, which protects less than S256.")
    elif parameters.values("code_challenge"):
        notes.append("The code challenge is the definition's own: its acquire has to send the verifier.")
    if not any(parameters.values("response_type")):
        parameters.set("response_type", "code")
        notes.append("response_type=code was added to the authorization URL.")
    if client_id and not any(parameters.values("client_id")):
        parameters.set("client_id", client_id)

    completed = f"{_encoded(base)}?{parameters}{hash_mark}{_encoded(fragment)}"
    modes = [mode.lower() for mode in parameters.values("response_mode")]
    if "fragment" in modes:
        notes.append("response_mode=fragment keeps the code in the browser: the redirect has to be pasted.")
    return CompletedUrl(completed, tuple(notes), used_redirect, "form_post" in modes)


def edited_by_hand(completed: CompletedUrl, url: str) -> CompletedUrl:
    """What a person made of a completed URL: as it is, with notes on what the sign-in may fail for."""
    parameters, before = (
        _Parameters(each.partition("#")[0].partition("?")[2]) for each in (url, completed.url)
    )
    notes = ["The authorization URL was edited by hand before the browser opened."]
    if parameters.values("state") != before.values("state"):
        notes.append("state was changed: the listener takes only the state of this sign-in.")
    redirects = parameters.values("redirect_uri")
    if redirects != before.values("redirect_uri"):
        notes.append("redirect_uri was changed: if it leads elsewhere, the address has to be pasted.")
    modes = [mode.lower() for mode in parameters.values("response_mode")]
    return CompletedUrl(
        url,
        (*completed.notes, *notes),
        redirects[0] if redirects else completed.redirect_uri,
        "form_post" in modes,
    )


class _Parameters:
    """A query as the author wrote it, part by part."""

    def __init__(self, query: str) -> None:
        self._parts = [_encoded(part) for part in query.split("&") if part]

    def values(self, name: str) -> list[str]:
        """The decoded values of every parameter of this name, whatever its case or encoding."""
        return [unquote_plus(part.partition("=")[2]) for part in self._parts if _name(part) == name]

    def set(self, name: str, value: str) -> None:
        """Put `value` where the first parameter of this name stands, or at the end, and only there."""
        part = f"{name}={quote(value, safe='')}"
        places = [index for index, each in enumerate(self._parts) if _name(each) == name]
        if not places:
            self._parts.append(part)
            return
        self._parts[places[0]] = part
        for index in reversed(places[1:]):
            del self._parts[index]

    def replace_values(self, old: str, new: str) -> list[str]:
        """Replace every value that is exactly `old`; returns the names it was found under."""
        names: list[str] = []
        for index, part in enumerate(self._parts):
            name, equals, value = part.partition("=")
            if equals and unquote_plus(value) == old:
                self._parts[index] = f"{name}={quote(new, safe='')}"
                names.append(unquote_plus(name))
        return names

    def __str__(self) -> str:
        return "&".join(self._parts)


def _name(part: str) -> str:
    return unquote_plus(part.partition("=")[0]).lower()


def _encoded(text: str) -> str:
    return quote(text, safe=_KEPT, encoding="utf-8", errors="surrogatepass")


def _refuse_implicit(parameters: _Parameters) -> None:
    for value in parameters.values("response_type"):
        if _IMPLICIT & set(value.lower().split()):
            raise InvalidAuthorizationUrl(
                f"authorization_url asks for response_type={value}, which hands the token to the browser.",
                hint="Use response_type=code; implicit response types are not supported (RFC 9700, 2.1.2).",
            )


def _set_redirect(
    parameters: _Parameters, redirect_uri: str, rewrite_callback: bool, notes: list[str]
) -> str:
    theirs = parameters.values("redirect_uri")
    if not rewrite_callback and CLOUD_CALLBACK in theirs:
        parameters.set("redirect_uri", CLOUD_CALLBACK)
        notes.append(
            f"The redirect goes to {CLOUD_CALLBACK}, as the definition says: paste the address it ends at."
        )
        return CLOUD_CALLBACK
    if rewrite_callback and redirect_uri != CLOUD_CALLBACK:
        for name in parameters.replace_values(CLOUD_CALLBACK, redirect_uri):
            notes.append(f"{name} was {CLOUD_CALLBACK} in authorization_url; {redirect_uri} is used instead.")
    _set_ours(parameters, "redirect_uri", redirect_uri, notes)
    return redirect_uri


def _set_ours(parameters: _Parameters, name: str, value: str, notes: list[str]) -> None:
    theirs = parameters.values(name)
    if theirs and theirs != [value]:
        notes.append(f"authorization_url sets {name}; the value of this attempt is used instead.")
    parameters.set(name, value)
