"""The `aws.*` functions: signing requests with AWS Signature Version 4 (SDK reference 6.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeGuard

from authbench.encoding import to_param, to_text, utf8
from authbench.events import SecretLearned
from authbench.sdk.errors import ResponseFormatError, SdkError, UndefinedStdLibMethod, UnsupportedHelper
from authbench.sdk.sigv4 import UNSIGNED_PAYLOAD, Credentials, Signing, sign

if TYPE_CHECKING:
    from authbench.sdk.context import Context

FUNCTIONS = frozenset({"generate_signature", "iam_external_id", "workato_account_id"})
"""Names that `aws.` answers to."""

_FORM = "application/x-www-form-urlencoded; charset=utf-8"
_RENEW_BEFORE = 60.0
_KEPT = "temp_credentials"
"""The setting under which the SDK keeps a role's credentials; ours name the role beside them."""

_WORD = re.compile(r"\b[a-z]")
_NO_EXTERNAL_ID = "dummy-aws-iam-external-id"
_NO_ACCOUNT_ID = "dummy-aws-workato-account-id"


@dataclass(frozen=True, slots=True)
class _Call:
    """What one signature is made for."""

    service: str
    region: str
    host: str
    path: str
    method: str
    params: Any
    headers: dict[str, str]
    payload: str | bytes


class Aws:
    """What `aws` is in a lambda. Any other name raises UndefinedStdLibMethod."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise UndefinedStdLibMethod(name, "aws")

    def generate_signature(
        self,
        *,
        connection: Mapping[str, Any],
        service: Any,
        region: Any,
        host: Any = None,
        path: Any = "/",
        method: Any = "GET",
        params: Any = None,
        headers: Mapping[str, Any] | None = None,
        payload: Any = "",
    ) -> dict[str, Any]:
        """`{url, headers}` to call a verb with. The caller sends exactly these headers and this body.

        With `aws_assume_role` in the connection, temporary credentials of that role are fetched
        first. Raises HelperArgumentError, and for roles UnsupportedHelper and request errors.
        """
        name = to_text(service)
        call = _Call(
            service=name,
            region=to_text(region),
            host=to_text(host) if host else f"{name}.{to_text(region)}.amazonaws.com",
            path=to_text(path),
            method=to_text(method),
            params=params,
            headers={to_text(key): to_text(value) for key, value in (headers or {}).items()},
            payload=payload if isinstance(payload, (str, bytes)) else to_text(payload),
        )
        url, signed = self._sign(call, self._credentials(connection))
        return {"url": url, "headers": signed}

    def iam_external_id(self) -> str:
        """The external id of the connection's settings, or a stand-in."""
        return to_text(self._context.session.settings().get("aws_external_id") or _NO_EXTERNAL_ID)

    def workato_account_id(self) -> str:
        """The platform's AWS account as the settings name it, or a stand-in."""
        return to_text(self._context.session.settings().get("aws_workato_account_id") or _NO_ACCOUNT_ID)

    def _credentials(self, connection: Mapping[str, Any]) -> Credentials:
        role = connection.get("aws_assume_role")
        if role is not None and to_text(role).strip():
            return self._role_credentials(connection, to_text(role))
        return Credentials(to_text(connection.get("aws_api_key")), to_text(connection.get("aws_secret_key")))

    def _sign(self, call: _Call, credentials: Credentials) -> tuple[str, dict[str, str]]:
        query = to_param(call.params).replace("+", "%20") if call.params else ""
        url = f"https://{call.host}{call.path}" + (f"?{query}" if query else "")
        headers, signing = _for_service(call)
        signature = sign(
            signing, credentials, call.method, url, headers, utf8(call.payload), self._context.session.clock()
        )
        given = {name.lower() for name in headers}
        headers.update({name: value for name, value in signature.headers if name not in given})
        return url, {_WORD.sub(lambda match: match.group().upper(), name): headers[name] for name in headers}

    def _role_credentials(self, connection: Mapping[str, Any], role: str) -> Credentials:
        """The role's temporary credentials: those kept in the connection while they last for another
        minute, else fresh ones, which are kept there."""
        session = self._context.session
        for kept in (
            session.role_credentials.get(role),
            connection.get(_KEPT),
            session.settings().get(_KEPT),
        ):
            if _holds(kept, role, session.clock() + _RENEW_BEFORE):
                stored = kept
                break
        else:
            stored = self._assume_role(connection, role)
            session.role_credentials[role] = stored
            session.keep_settings({_KEPT: {**stored, "role": role}})
        return Credentials(
            to_text(stored["api_key"]), to_text(stored["secret_key"]), to_text(stored["session_token"])
        )

    def _assume_role(self, connection: Mapping[str, Any], role: str) -> dict[str, str]:
        own = Credentials(to_text(connection.get("aws_api_key")), to_text(connection.get("aws_secret_key")))
        if not own.access_key_id or not own.secret_access_key:
            raise UnsupportedHelper(
                "A role can only be assumed with an access key; the platform uses its own AWS account",
                hint="Add aws_api_key and aws_secret_key to the connection to assume the role here.",
            )
        self._context.session.note_once(
            "assume_role",
            "The role was assumed with the connection's own access key; the platform uses its AWS account.",
            self._context.location_of_call(),
        )
        external_id = to_text(connection.get("aws_external_id")).strip()
        if external_id:
            try:
                return self._request_role(own, role, external_id)
            except SdkError:
                # The SDK tries once more without the external id.
                pass
        return self._request_role(own, role, "")

    def _request_role(self, own: Credentials, role: str, external_id: str) -> dict[str, str]:
        params = {
            "Version": "2011-06-15",
            "Action": "AssumeRole",
            "RoleSessionName": "workato",
            "RoleArn": role,
        }
        if external_id:
            params["ExternalId"] = external_id
        headers = {"Accept": "application/xml", "Content-Type": _FORM}
        call = _Call("sts", "us-east-1", "sts.amazonaws.com", "/", "GET", params, headers, "")
        url, signed = self._sign(call, own)
        context = replace(
            self._context, applies=False, detects=False, uses_base_uri=False, cause="AssumeRole"
        )
        answer = context.new_request("GET", url).headers(list(signed.items())).response_format_xml().force()
        stored = _role_answer(answer)
        for name in ("secret_key", "session_token"):
            self._context.session.recorder.record(SecretLearned(stored[name], name))
        return stored


def _for_service(call: _Call) -> tuple[dict[str, str], Signing]:
    """The headers to sign and how, by the SDK's rules for single services."""
    headers = dict(call.headers)
    has_accept = any(name in headers for name in ("Accept", "accept"))
    has_type = any(name in headers for name in ("Content-Type", "content-type"))
    signing = Signing(call.service, call.region)
    if call.service == "ec2":
        headers.pop("Accept", None)
        headers.pop("Content-Type", None)
        return headers, replace(signing, checksum_header=False)
    if call.service == "s3":
        if not has_accept:
            headers["Accept"] = "application/xml"
        if not has_type:
            headers["Content-Type"] = _FORM
        if not utf8(call.payload).strip():
            headers["X-Amz-Content-SHA256"] = UNSIGNED_PAYLOAD
        return headers, replace(signing, escape_path=False, normalize_path=False)
    if call.service == "monitoring" and not has_accept:
        headers["Accept"] = "application/json"
    if call.service in ("monitoring", "lambda"):
        if not has_type:
            headers["Content-Type"] = _FORM
        return headers, replace(signing, checksum_header=False)
    return headers, signing


def _role_answer(answer: Any) -> dict[str, str]:
    try:
        found = answer["AssumeRoleResponse"][0]["AssumeRoleResult"][0]["Credentials"][0]
        return {
            "session_token": found["SessionToken"][0]["content!"],
            "api_key": found["AccessKeyId"][0]["content!"],
            "secret_key": found["SecretAccessKey"][0]["content!"],
            "expiration": found["Expiration"][0]["content!"],
        }
    except (KeyError, IndexError, TypeError):
        raise ResponseFormatError("The answer to AssumeRole holds no credentials") from None


def _holds(kept: Any, role: str, until: float) -> TypeGuard[Mapping[str, Any]]:
    """Whether kept credentials are those of `role` and good beyond a moment (epoch seconds)."""
    return (
        isinstance(kept, Mapping)
        and all(kept.get(name) for name in ("api_key", "secret_key", "session_token", "expiration"))
        and kept.get("role", role) == role
        and _expires(kept) > until
    )


def _expires(stored: Mapping[str, Any]) -> float:
    try:
        moment = datetime.fromisoformat(to_text(stored["expiration"]))
    except ValueError:
        return 0.0
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp()
