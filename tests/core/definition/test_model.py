"""The model's own rules: which authorization holds, who is called how, where errors point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import FrozenInstanceError
from typing import Any, cast

import pytest

from authbench.definition import Authorization, Choice, Connector, Lambda, UnresolvedOption
from authbench.errors import AuthbenchError, Location
from authbench.sdk import Context

PLACE = Location("connector.rb", 3, 5, "connection.authorization.selected")
CONTEXT = cast(Context, object())


def made(result: Any, calls: list[Any] | None = None) -> Lambda:
    """A lambda in Python that gives, or raises, `result`."""

    def invoke(_context: Context, args: Sequence[Any], strict: bool) -> Any:
        if calls is not None:
            calls.append((tuple(args), strict))
        if isinstance(result, BaseException):
            raise result
        return result

    return Lambda("connection.authorization.selected", PLACE, lambda: (1, 1), invoke)


KEY = Authorization(type="api_key", key="key")
OAUTH = Authorization(type="oauth2", key="oauth", identity=made("own"))


def multi(*, selected: Any = None, **options: Authorization) -> Authorization:
    return Authorization(type="multi", selected=selected, options=options, identity=made("shared"))


def test_an_authorization_that_is_not_multi_resolves_to_itself() -> None:
    assert KEY.resolve({}, CONTEXT) is KEY


def test_selected_gets_the_settings_and_chooses() -> None:
    calls: list[Any] = []
    chosen = multi(selected=made("oauth", calls), key=KEY, oauth=OAUTH).resolve({"a": "1"}, CONTEXT)
    assert chosen is OAUTH
    assert calls == [(({"a": "1"},), False)]


def test_auth_type_chooses_without_selected_and_identity_may_stand_outside() -> None:
    chosen = multi(key=KEY, oauth=OAUTH).resolve({"auth_type": "key"}, CONTEXT)
    assert chosen.type == "api_key"
    assert chosen.identity is not None
    assert chosen.identity.call(CONTEXT) == "shared"


@pytest.mark.parametrize("value", [None, ""])
def test_a_single_option_is_chosen_by_itself(value: Any) -> None:
    assert multi(selected=made(value), key=KEY).resolve({}, CONTEXT).key == "key"


@pytest.mark.parametrize(
    ("authorization", "settings", "message", "code"),
    [
        (multi(), {}, "Multi-auth connection must define 'options' list", "invalid_definition"),
        (multi(key=KEY, oauth=OAUTH), {}, "No authentication option is selected yet", "fields_invalid"),
        (
            multi(selected=made("x"), key=KEY),
            {},
            "Cannot find multi-auth definition for 'x'",
            "fields_invalid",
        ),
    ],
)
def test_what_cannot_be_resolved_is_said(
    authorization: Authorization, settings: dict[str, Any], message: str, code: str
) -> None:
    with pytest.raises(UnresolvedOption) as caught:
        authorization.resolve(settings, CONTEXT)
    assert (caught.value.message, caught.value.code) == (message, code)


def test_errors_of_selected_come_through() -> None:
    with pytest.raises(AuthbenchError, match="boom"):
        multi(selected=made(AuthbenchError("boom")), key=KEY).resolve({}, CONTEXT)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, PLACE),
        (Location("connector.rb", 9, 1), Location("connector.rb", 9, 1, PLACE.path)),
        (Location("connector.rb", 9, 1, "methods.m"), Location("connector.rb", 9, 1, "methods.m")),
    ],
)
def test_errors_point_to_the_innermost_place_with_a_key_path(
    given: Location | None, expected: Location
) -> None:
    with pytest.raises(AuthbenchError) as caught:
        made(AuthbenchError("x", location=given)).call(CONTEXT)
    assert caught.value.location == expected


def test_callables_are_strict() -> None:
    calls: list[Any] = []
    connector = Connector("T", "c.rb", methods={"m": made(1, calls)})
    assert connector.callables()["m"](CONTEXT, [1, 2]) == 1
    assert calls == [((1, 2), True)]


def test_everything_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        KEY.type = "x"  # type: ignore[misc]


def test_choices_compare_by_text() -> None:
    assert [Choice("x", value).text for value in (1, 1.0, True, "a", None)] == ["1", "1.0", "true", "a", ""]
