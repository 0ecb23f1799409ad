"""What a provider answered about a token or its person, shown by the same rule as the claims of a token."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from authbench.connection.token_view.claims import claim_text, view_claims
from authbench.connection.token_view.reading import TokenGone

if TYPE_CHECKING:
    from authbench.connection.token_view.claims import ClaimView, Redact


def answered_claims(text: str, redact: Redact) -> tuple[ClaimView, ...]:
    """The members of an introspection answer (RFC 7662, 2.2) or of what is known of a person (OpenID Connect
    Core, 5.3.2), from its redacted JSON; none where it is no JSON object."""
    return view_claims(_members(text), redact)


def answered_claim_text(text: str, number: int) -> str:
    """The text of one of them, counted from 0, because a person asked for it. Raises TokenGone."""
    values = list(_members(text).values())
    if number >= len(values):
        raise TokenGone("This answer is not there any more.", hint="Ask the provider again.")
    return claim_text(values[number])


def _members(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
