"""Every fault on every sample with refresh rules, against verdicts that were worked out by hand.

They follow from the definition's own text (which statuses and patterns `refresh_on` and `detect_on` list, what
`refresh` or `acquire` returns) and from what the demo provider answers: a token that ended, is unknown or was
withdrawn is a 401 (for Lark a 200 with code 99991663), a bad or missing refresh token is a 400, client
credentials and passwords always give a new token, and one that was signed a day ago is refused.

A test run sends two requests, the test's and the identity's. A renewal adds two more, its own and the repeated
one. A cell is: ending, the rule that fired, what renewed, what was stored (a access_token, r refresh_token), how
often it renewed, how many requests were sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from authbench.connection import RunRequest
from authbench.connection.lab import Ending, Fault, Parameters, Verdict, experiment
from authbench.definition import load
from authbench.demo import DemoProvider, sample, sample_path
from authbench.events import Outcome, RunKind
from authbench.http import Routes
from support.connection_runs import Bench
from support.demo_person import PersonAtBrowser

EXPIRED_AT_DROPBOX = '{"error_summary":"expired_access_token/...","error":{".tag":"expired_access_token"}}'
COLUMNS: dict[str, tuple[Fault, Parameters]] = {
    "expire": (Fault.EXPIRE, Parameters()),
    "corrupt access": (Fault.CORRUPT_ACCESS, Parameters()),
    "drop refresh": (Fault.DROP_REFRESH, Parameters()),
    "corrupt refresh": (Fault.CORRUPT_REFRESH, Parameters()),
    "two at once": (Fault.TWO_AT_ONCE, Parameters()),
    "revoke": (Fault.REVOKE, Parameters()),
    "401": (Fault.STATUS, Parameters(status=401)),
    "403": (Fault.STATUS, Parameters(status=403)),
    "400": (Fault.STATUS, Parameters(status=400, body=EXPIRED_AT_DROPBOX)),
    "error in 200": (Fault.ERROR_IN_200, Parameters()),
    "lark's code in 200": (Fault.ERROR_IN_200, Parameters(body='{"code": 99991663, "msg": "expired"}')),
    "rotate": (Fault.ROTATE, Parameters()),
    "slow": (Fault.SLOW, Parameters(slow_seconds=0.02)),
    "malformed": (Fault.MALFORMED_JSON, Parameters()),
    "content type": (Fault.WRONG_CONTENT_TYPE, Parameters()),
    "clock skew": (Fault.CLOCK_SKEW, Parameters()),
}

# Nothing was refused, or nobody looked: the test's request and the identity's.
UNDISTURBED = "undisturbed - - - 0 2"
UNNOTICED = "unnoticed - - - 0 2"
# The run ends with the first answer.
NO_RULE = "no_rule - - - 0 1"
# There is no refresh token to break.
IMPOSSIBLE = "not_possible - - - 0 0"

# What no sample but Lark looks into, and what says nothing about credentials.
SAME_EVERYWHERE = {
    "error in 200": UNNOTICED,
    "lark's code in 200": UNNOTICED,
    "slow": UNDISTURBED,
    "malformed": NO_RULE,
    "content type": UNDISTURBED,
}


def machine(renewed: str, twice: str) -> dict[str, str]:
    """A definition that gets a new token from `acquire` whenever it is refused with 401."""
    return {
        **dict.fromkeys(("expire", "corrupt access", "revoke", "401", "clock skew"), renewed),
        "two at once": twice,
        "403": NO_RULE,
        "400": NO_RULE,
        **dict.fromkeys(("drop refresh", "corrupt refresh", "rotate"), IMPOSSIBLE),
        **SAME_EVERYWHERE,
    }


ACQUIRED = "recovered refresh_on:401:status acquire a 1 4"
ACQUIRED_TWICE = "recovered refresh_on:401:status acquire a 1 7"
LARK = r'detect_on:/"code":\s*999916\d\d/:body'

EXPECTED: dict[str, dict[str, str]] = {
    # refresh_on 401 and /expired_access_token/; token_url renews; Dropbox keeps the refresh token.
    "dropbox-pkce": {
        "expire": "recovered refresh_on:401:status token_url a 1 4",
        "corrupt access": "recovered refresh_on:401:status token_url a 1 4",
        # The standard refresh has nothing to send: the person is asked at once.
        "drop refresh": "renewal_failed refresh_on:401:status - - 0 1",
        "corrupt refresh": "renewal_failed refresh_on:401:status token_url - 0 2",
        "two at once": "recovered refresh_on:401:status token_url a 1 7",
        "revoke": "renewal_failed refresh_on:401:status token_url - 0 2",
        "401": "recovered refresh_on:401:status token_url a 1 4",
        "403": NO_RULE,
        # The only sample whose pattern is in that body.
        "400": "recovered refresh_on:/expired_access_token/:body token_url a 1 4",
        # The standard refresh keeps whatever refresh token the answer brings.
        "rotate": "recovered refresh_on:401:status token_url ar 2 8",
        "clock skew": "recovered refresh_on:401:status token_url a 1 4",
        **SAME_EVERYWHERE,
    },
    # refresh_on 401; its own refresh returns the access token alone.
    "dropbox-pkce-acquire": {
        "expire": "recovered refresh_on:401:status refresh a 1 4",
        "corrupt access": "recovered refresh_on:401:status refresh a 1 4",
        # refresh runs and sends no refresh token: the provider refuses.
        "drop refresh": "renewal_failed refresh_on:401:status refresh - 0 2",
        "corrupt refresh": "renewal_failed refresh_on:401:status refresh - 0 2",
        "two at once": "recovered refresh_on:401:status refresh a 1 7",
        "revoke": "renewal_failed refresh_on:401:status refresh - 0 2",
        "401": "recovered refresh_on:401:status refresh a 1 4",
        "403": NO_RULE,
        "400": NO_RULE,
        # The first renewal (4 requests) drops the new refresh token; the second sends the old one (2 more).
        "rotate": "not_kept refresh_on:401:status refresh a 1 6",
        "clock skew": "recovered refresh_on:401:status refresh a 1 4",
        **SAME_EVERYWHERE,
    },
    # refresh_on 401 and 403; refresh returns both tokens, and Atlassian rotates them.
    "atlassian-authorization-code": {
        "expire": "recovered refresh_on:401:status refresh ar 1 4",
        "corrupt access": "recovered refresh_on:401:status refresh ar 1 4",
        "drop refresh": "renewal_failed refresh_on:401:status refresh - 0 2",
        "corrupt refresh": "renewal_failed refresh_on:401:status refresh - 0 2",
        "two at once": "recovered refresh_on:401:status refresh ar 1 7",
        "revoke": "renewal_failed refresh_on:401:status refresh - 0 2",
        "401": "recovered refresh_on:401:status refresh ar 1 4",
        "403": "recovered refresh_on:403:status refresh ar 1 4",
        "400": NO_RULE,
        "rotate": "recovered refresh_on:401:status refresh ar 2 8",
        "clock skew": "recovered refresh_on:401:status refresh ar 1 4",
        **SAME_EVERYWHERE,
    },
    # The option oauth2: refresh_on 401, token_url renews; Stripe keeps the refresh token.
    "stripe-multi-auth": {
        "expire": "recovered refresh_on:401:status token_url a 1 4",
        "corrupt access": "recovered refresh_on:401:status token_url a 1 4",
        "drop refresh": "renewal_failed refresh_on:401:status - - 0 1",
        "corrupt refresh": "renewal_failed refresh_on:401:status token_url - 0 2",
        "two at once": "recovered refresh_on:401:status token_url a 1 7",
        "revoke": "renewal_failed refresh_on:401:status token_url - 0 2",
        "401": "recovered refresh_on:401:status token_url a 1 4",
        "403": NO_RULE,
        "400": NO_RULE,
        "rotate": "recovered refresh_on:401:status token_url ar 2 8",
        "clock skew": "recovered refresh_on:401:status token_url a 1 4",
        **SAME_EVERYWHERE,
    },
    # refresh_on 401 and 403.
    "percolate-client-credentials": {
        **machine(ACQUIRED, ACQUIRED_TWICE),
        "403": "recovered refresh_on:403:status acquire a 1 4",
    },
    "paypal-machine-login": machine(ACQUIRED, ACQUIRED_TWICE),
    "entra-password": machine(ACQUIRED, ACQUIRED_TWICE),
    # The assertion is signed by this machine's clock: a provider that is a day ahead refuses it.
    "google-service-account": {
        **machine(ACQUIRED, ACQUIRED_TWICE),
        "clock skew": "renewal_failed refresh_on:401:status acquire - 0 2",
    },
    # Both lists hold one pattern for a code in the body, and no status.
    "lark-errors-behind-200": {
        **machine(f"recovered {LARK} acquire a 1 4", f"recovered {LARK} acquire a 1 7"),
        "401": NO_RULE,
        "lark's code in 200": f"recovered {LARK} acquire a 1 4",
    },
    "zuora-base-url": machine(ACQUIRED, ACQUIRED_TWICE),
}


@pytest.fixture(scope="module")
def provider() -> Iterator[DemoProvider]:
    with DemoProvider() as one:
        yield one


@pytest.mark.parametrize("name", EXPECTED)
def test_the_verdicts_are_those_worked_out_by_hand(name: str, provider: DemoProvider, tmp_path: Path) -> None:
    browser = PersonAtBrowser()
    bench = Bench(tmp_path, browser=browser)
    try:
        chosen = sample(name)
        connector = load(sample_path(name)).connector
        assert connector is not None
        request = bench.request(
            RunKind.CONNECT,
            connector,
            provider.settings_for(chosen),
            provider.origin,
            routes=Routes.parse(list(chosen.routes(provider.origin))),
        )
        assert outcome(bench, request) is Outcome.OK
        verdicts = {
            column: experiment(bench.engine, request, fault, provider, parameters=parameters)
            for column, (fault, parameters) in COLUMNS.items()
        }
        assert {column: cell(verdict) for column, verdict in verdicts.items()} == EXPECTED[name]
        for column, verdict in verdicts.items():
            recovered = verdict.ending is Ending.RECOVERED
            assert verdict.retried is (
                True if recovered or (column == "rotate" and verdict.renewals) else None
            )
            advised = verdict.ending in (Ending.NO_RULE, Ending.UNNOTICED) and column != "malformed"
            assert (verdict.missing is not None) is advised, column
            assert verdict.headline
            assert verdict.story
        # No experiment left a trace: the login works as before, and no switch is on.
        assert not provider.faults.now().any_on
        assert outcome(bench, request, RunKind.TEST) is Outcome.OK
        assert outcome(bench, request, RunKind.REFRESH) is Outcome.OK
        shown = repr(verdicts)
        secrets = [*(one.value for one in provider.issued()), *provider.credentials.issued().values()]
        assert not [value for value in secrets if value in shown]
    finally:
        browser.join()
        bench.close()


def outcome(bench: Bench, request: RunRequest, kind: RunKind = RunKind.CONNECT) -> Outcome:
    """How a run of that kind ends."""
    result = bench.engine.start(replace(request, kind=kind)).wait(30)
    assert result is not None
    return result.outcome


def cell(verdict: Verdict) -> str:
    """A verdict as the table has it."""
    rule = verdict.rule
    fired = f"{rule.name}:{rule.pattern}:{rule.matched}" if rule else "-"
    by = (rule.renewed_by if rule else "") or "-"
    stored = "".join(sorted(name[0] for name in verdict.stored)) or "-"
    return f"{verdict.ending} {fired} {by} {stored} {verdict.renewals} {verdict.requests}"
