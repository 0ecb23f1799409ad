"""A hard-coded cloud callback in what acquire and refresh send is replaced by the real redirect URI,
so that the token request names the one that was used (SDK reference 3.5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from authbench.encoding import escape_query

if TYPE_CHECKING:
    from authbench.sdk.draft import Draft
    from authbench.sdk.request import Request

_STEPS = frozenset({"acquire", "refresh"})
_NAME = "redirect_uri"
_IN_TEXT = re.compile(rf"((?:^|[?&]){_NAME}=)([^&#\s]*)")
_IN_JSON = re.compile(rf'("{_NAME}"\s*:\s*")([^"]*)(")')


def rewrite_callback(request: Request, draft: Draft) -> Draft:
    """`draft` with values named `redirect_uri` that equal the cloud's callback replaced, noted once;
    as it is where the run has no such rule or the step is another."""
    context = request.context
    rule = context.session.redirect_rewrite
    if rule is None or context.step not in _STEPS or rule[0] == rule[1]:
        return draft
    rewriter = _Rewriter(*rule)
    rewritten = replace(
        draft,
        url=rewriter.text(draft.url),
        params=rewriter.value(draft.params),
        payload=rewriter.value(draft.payload),
    )
    if not rewriter.used:
        return draft
    context.session.note_once(
        "redirect-rewrite",
        f"redirect_uri was the hard-coded {rule[0]}; {rule[1]} was sent instead: it is the one in use.",
        request.location,
    )
    return rewritten


class _Rewriter:
    def __init__(self, cloud: str, real: str) -> None:
        self._cloud = cloud
        self._real = real
        self.used = False

    def value(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: self._member(key, item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.value(item) for item in value]
        return self.text(value)

    def text(self, value: Any) -> Any:
        if not isinstance(value, str) or _NAME not in value:
            return value
        value = _IN_TEXT.sub(lambda match: self._piece(match, unquote_plus, escape_query), value)
        return _IN_JSON.sub(lambda match: self._piece(match, _json_unescaped, str) + match.group(3), value)

    def _member(self, key: Any, value: Any) -> Any:
        if key == _NAME and isinstance(value, str) and self._cloud in (value, unquote_plus(value)):
            self.used = True
            return self._real if value == self._cloud else escape_query(self._real)
        return value if not isinstance(value, (Mapping, list)) else self.value(value)

    def _piece(self, match: re.Match[str], decode: Callable[[str], str], encode: Callable[[str], str]) -> str:
        if decode(match.group(2)) != self._cloud:
            return match.group(1) + match.group(2)
        self.used = True
        return match.group(1) + encode(self._real)


def _json_unescaped(text: str) -> str:
    return text.replace("\\/", "/")
