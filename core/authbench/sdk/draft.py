"""What was chained onto a request so far, as data that can be copied and put back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Protocol

from authbench.http.message import TlsOptions
from authbench.sdk.body import BodyFormat


class TextPattern(Protocol):
    """A regular expression of the definition's language."""

    def search(self, text: str) -> Any:
        """Something true if it is found in `text`."""


Matcher = int | str | TextPattern
"""Of `after_error_response`: a status, a text that is used as a pattern, or a pattern."""

ErrorHook = Callable[[int | None, str | None, Mapping[str, Any], str], Any]


def copied(value: Any) -> Any:
    """A copy of the hashes and arrays of `value`; what they hold, requests included, is shared."""
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [copied(item) for item in value]
    return value


class ResponseFormat(Enum):
    """How an answer becomes a value."""

    JSON = "json"
    XML = "xml"
    RAW = "raw"


@dataclass(slots=True)
class Draft:
    """A request in the making. `follow_redirects` None is the default mode of SDK reference 5.8."""

    verb: str
    url: Any
    headers: dict[str, Any] = field(default_factory=dict)
    exact_headers: dict[str, Any] = field(default_factory=dict)
    params: Any = None
    payload: Any = None
    user: str | None = None
    password: str | None = None
    digest: bool = False
    auth_type: Any = None
    signing: dict[str, str] = field(default_factory=dict)
    body_format: BodyFormat | None = None
    content_type: str | None = None
    accept: str | None = None
    xml_root: str = ""
    xml_namespaces: dict[str, Any] = field(default_factory=dict)
    response_format: ResponseFormat = ResponseFormat.RAW
    strip_namespaces: bool = False
    follow_redirects: bool | None = None
    tls: TlsOptions = field(default_factory=TlsOptions)
    after_response: Callable[[int, Any, Mapping[str, Any]], Any] | None = None
    after_error: tuple[tuple[Matcher, ...], ErrorHook] | None = None

    def copy(self) -> Draft:
        """A copy that shares nothing that changes."""
        return replace(
            self,
            headers=dict(self.headers),
            exact_headers=dict(self.exact_headers),
            params=copied(self.params),
            payload=copied(self.payload),
            signing=dict(self.signing),
            xml_namespaces=dict(self.xml_namespaces),
        )
