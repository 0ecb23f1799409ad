"""How repeated `params` and `payload` calls add up (SDK reference 4.4, 5.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from authbench.encoding import to_param, to_text

if TYPE_CHECKING:
    from authbench.sdk.draft import Draft


def merge_params(current: Any, value: Any) -> Any:
    """A hash merges into a hash and is appended to text; anything else replaces what was there."""
    if not isinstance(value, Mapping):
        return value
    added = {to_text(key): item for key, item in value.items()}
    if isinstance(current, Mapping):
        return {**current, **added}
    before = "" if current is None else to_param(current)
    if not before:
        return added
    after = to_param(added)
    return f"{before}&{after}" if after else before


def merge_payload(draft: Draft, value: Any) -> bool:
    """Merge a hash into a hash payload, or set another payload. False where a hash met a payload
    that is none: then nothing changed."""
    if value is None:
        return True
    if isinstance(value, Mapping):
        added = {to_text(key): item for key, item in value.items()}
        if draft.payload is None:
            draft.payload = added
        elif isinstance(draft.payload, Mapping):
            draft.payload = {**draft.payload, **added}
        else:
            return False
    else:
        draft.payload = value
    return True
