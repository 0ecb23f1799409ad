"""`after_error_response`: whether it takes a failure, and what it makes of it (SDK reference 4.7)."""

from __future__ import annotations

import re
from typing import Any

from authbench.sdk.draft import ErrorHook, Matcher
from authbench.sdk.errors import RequestFailed
from authbench.sdk.response import Headers


def hook_matches(hook: tuple[tuple[Matcher, ...], ErrorHook], failure: RequestFailed) -> bool:
    """Whether one of the hook's matchers fits: a status, or a pattern found in title or body."""
    return any(_matches(matcher, failure) for matcher in hook[0])


def run_hook(hook: tuple[tuple[Matcher, ...], ErrorHook], failure: RequestFailed) -> Any:
    """What the hook makes of the failure. Raises what it raises."""
    return hook[1](failure.status, failure.body, Headers(failure.headers, lists=True), failure.title)


def _matches(matcher: Matcher, failure: RequestFailed) -> bool:
    if isinstance(matcher, bool):
        return False
    if isinstance(matcher, int):
        return matcher == failure.status
    texts = [failure.title] if failure.body is None else [failure.title, failure.body]
    if isinstance(matcher, str):
        return any(_found(matcher, text) for text in texts)
    return any(matcher.search(text) for text in texts)


def _found(pattern: str, text: str) -> bool:
    try:
        return re.search(pattern, text, re.MULTILINE) is not None
    except re.error:
        return pattern in text
