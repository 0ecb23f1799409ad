"""Says in a run where a definition leans on what the SDK's own emulator does not do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from authbench.definition import Authorization, Connector
    from authbench.errors import Location
    from authbench.sdk import Session


def note_placement(session: Session, connector: Connector) -> None:
    """Where the definition has things that the emulator looks for elsewhere (SDK reference 1.3)."""
    if connector.test is not None and connector.test.path != "test":
        _note(session, "nested-test", connector.test.location)
    if not isinstance(connector.fields, tuple):
        _note(session, "callable-fields", connector.fields.location)


def note_token_argument(session: Session, authorization: Authorization, token: Any) -> None:
    """`apply` of another type than oauth2 takes a token as its second argument (9.3)."""
    apply = authorization.apply
    if token is None or apply is None or authorization.is_oauth2 or apply.parameter_count < 2:
        return
    _note(session, "apply-token", apply.location)


def note_acquired(session: Session, authorization: Authorization, result: Any) -> None:
    """`acquire` of another type than oauth2 returned a list (3.9)."""
    acquire = authorization.acquire
    if acquire is not None and isinstance(result, list | tuple) and not authorization.is_oauth2:
        _note(session, "acquire-list", acquire.location)


def _note(session: Session, deviation: str, location: Location) -> None:
    from authbench.definition.deviations import DEVIATIONS

    session.note_once(deviation, DEVIATIONS[deviation].note, location)
