"""One lambda by its key path, with the arguments the platform would give it (SDK reference 8.5)."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from authbench.connection.request import ExecuteCall
from authbench.connection.results import text_or_nil
from authbench.definition import Authorization, Lambda
from authbench.errors import AuthbenchError, Code
from authbench.events import StepName

if TYPE_CHECKING:
    from authbench.connection.parts import Parts

_MEMBERS = (
    "type",
    "client_id",
    "client_secret",
    "authorization_url",
    "token_url",
    "acquire",
    "refresh",
    "refresh_on",
    "detect_on",
    "apply",
    "pkce",
    "identity",
    "selected",
)
_TEXTS = ("base_uri", "client_id", "client_secret", "authorization_url", "token_url")
_AUTHORIZATION = "connection.authorization."


class NoSuchLambda(AuthbenchError):
    """The key path names nothing that can be executed."""

    default_code = Code.USAGE


def execute(parts: Parts, call: ExecuteCall) -> Any:
    """Run what `call.path` names and return its value. Changes no stored settings by itself; the
    refresh rules of a `test` may. Raises NoSuchLambda and what the lambda raises."""
    connector = parts.request.connector
    settings = parts.settings.snapshot()
    path = call.path
    if path == "test":
        if connector.test is None:
            raise _unknown(parts, path)
        return _call(connector.test, parts, StepName.TEST, call, [settings, {}])
    if path == "connection.base_uri":
        return _plain_or_call(connector.base_uri, parts, call, path, settings)
    if path.startswith("methods."):
        method = connector.methods.get(path.removeprefix("methods."))
        if method is None:
            raise _unknown(parts, path)
        context = parts.contexts.for_operation(path, StepName.EXECUTE)
        return method.call_strict(context, list(call.args or ()))
    if path.startswith("pick_lists."):
        return _pick_list(parts, call, path, settings)
    if path.startswith(_AUTHORIZATION):
        return _member(parts, call, path, settings)
    raise _unknown(parts, path)


def _member(parts: Parts, call: ExecuteCall, path: str, settings: dict[str, Any]) -> Any:
    name = path.removeprefix(_AUTHORIZATION)
    authorization = (
        parts.request.connector.authorization if name == "selected" else parts.authorizer.resolved()
    )
    if name not in _MEMBERS:
        raise _unknown(parts, path)
    if name == "type":
        return authorization.type
    if name in ("refresh_on", "detect_on"):
        return [getattr(signal, "source", signal) for signal in getattr(authorization, name)]
    if name in ("acquire", "refresh"):
        return _credentials(authorization, parts, call, name, settings)
    member = getattr(authorization, name)
    if name == "identity" and isinstance(member, Lambda):
        return _call(member, parts, StepName.IDENTITY, call, [settings])
    return _plain_or_call(member, parts, call, path, settings)


def _credentials(
    authorization: Authorization, parts: Parts, call: ExecuteCall, name: str, settings: dict[str, Any]
) -> Any:
    member = getattr(authorization, name)
    if member is None:
        raise _unknown(parts, _AUTHORIZATION + name)
    step = StepName.ACQUIRE if name == "acquire" else StepName.REFRESH
    redirect_uri = call.redirect_url or parts.request.redirect.uri
    context = parts.contexts.for_credentials(_AUTHORIZATION + name, step, None, redirect_uri=redirect_uri)
    if call.args is not None:
        return member.call(context, *call.args)
    if name == "refresh":
        return member.call(context, settings, call.refresh_token or settings.get("refresh_token"))
    if authorization.is_oauth2:
        return member.call(context, settings, call.oauth2_code, redirect_uri, None)
    return member.call(context, settings)


def _pick_list(parts: Parts, call: ExecuteCall, path: str, settings: dict[str, Any]) -> Any:
    pick_list = parts.request.connector.pick_lists.get(path.removeprefix("pick_lists."))
    if pick_list is None:
        raise _unknown(parts, path)
    if not isinstance(pick_list, Lambda):
        return [[choice.label, choice.value] for choice in pick_list]
    return _call(pick_list, parts, StepName.EXECUTE, call, [settings])


def _plain_or_call(member: Any, parts: Parts, call: ExecuteCall, path: str, settings: dict[str, Any]) -> Any:
    if member is None:
        raise _unknown(parts, path)
    if not isinstance(member, Lambda):
        return member
    arguments = [settings] if call.args is None else list(call.args)
    value = member.call(parts.contexts.for_lambda(path), *arguments)
    return text_or_nil(value, path, member.location) if path.rpartition(".")[2] in _TEXTS else value


def _call(member: Lambda, parts: Parts, step: StepName, call: ExecuteCall, default: list[Any]) -> Any:
    arguments = default if call.args is None else list(call.args)
    return member.call(parts.contexts.for_operation(member.path, step), *arguments)


def _unknown(parts: Parts, path: str) -> NoSuchLambda:
    connector = parts.request.connector
    known = [
        "test",
        "connection.base_uri",
        *(_AUTHORIZATION + name for name in _MEMBERS),
        *(f"methods.{name}" for name in connector.methods),
        *(f"pick_lists.{name}" for name in connector.pick_lists),
    ]
    close = difflib.get_close_matches(path, known, 1)
    return NoSuchLambda(
        f"The definition has no lambda at {path!r}",
        hint=f"Did you mean {close[0]}?"
        if close and close[0] != path
        else "The definition does not define it.",
    )
