"""How lambdas of a Ruby definition are run, beside what their code does."""

from __future__ import annotations

from support.definition_lambdas import ORIGIN, bench, definition


def test_the_result_of_apply_is_ignored() -> None:
    with bench(definition("nil", authorization="{ apply: ->(c) { headers('X' => '1') } }")) as here:
        request = here.desk.context().new_request("get", f"{ORIGIN}/x", None)
        apply = here.connector.authorization.apply
        assert apply is not None
        assert apply.call(here.desk.context(request=request), {}) is None
        assert here.api.seen == []


def test_a_method_called_while_a_request_is_decorated_gives_its_value() -> None:
    with bench(definition("nil", methods="m: ->(a) { a + 1 }")) as here:
        request = here.desk.context().new_request("get", f"{ORIGIN}/x", None)
        assert here.desk.context(request=request).call("m", [1]) == 2


def test_requests_know_the_place_that_made_them() -> None:
    with bench(definition("call('fetch')", methods=f"fetch: -> {{ get('{ORIGIN}/x') }}")) as here:
        here.test()
        started = [event.exchange for event in here.desk.events if hasattr(event, "exchange")]
    place = started[0].lambda_location
    assert place is not None
    assert (place.line, place.path) == (1, "methods.fetch")
