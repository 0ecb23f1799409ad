"""What can be done to a connection in the lab, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """One thing that goes wrong. Those up to `TWO_AT_ONCE` work with any API, the others need the demo
    provider, which does them on demand."""

    EXPIRE = "expire"
    CORRUPT_ACCESS = "corrupt_access"
    DROP_REFRESH = "drop_refresh"
    CORRUPT_REFRESH = "corrupt_refresh"
    TWO_AT_ONCE = "two_at_once"
    REVOKE = "revoke"
    STATUS = "status"
    ERROR_IN_200 = "error_in_200"
    ROTATE = "rotate"
    SLOW = "slow"
    MALFORMED_JSON = "malformed_json"
    WRONG_CONTENT_TYPE = "wrong_content_type"
    CLOCK_SKEW = "clock_skew"


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a person may choose. `status` and `body` are those of the refusal (and `body` that of the error
    behind status 200); `slow_seconds` is how long an answer takes, `skew_seconds` by how much the provider's
    clock runs ahead of this machine's (behind, when negative)."""

    status: int = 401
    body: str = '{"error":"token_expired"}'
    slow_seconds: float = 2.0
    skew_seconds: float = 86_400.0


@dataclass(frozen=True, slots=True)
class FaultFacts:
    """How a fault is presented. `demo`: only the demo provider can do it. `parameters` are the names of the
    members of `Parameters` that it takes."""

    fault: Fault
    title: str
    sentence: str
    demo: bool = False
    parameters: tuple[str, ...] = ()


FAULTS: tuple[FaultFacts, ...] = (
    FaultFacts(
        Fault.EXPIRE,
        "Expire now",
        "The access token has reached its end. The demo provider ends it on its side; another API gets a"
        " token that it must refuse, and times that the connection keeps lie in the past.",
    ),
    FaultFacts(
        Fault.CORRUPT_ACCESS,
        "Corrupt the access token",
        "One character of the access token is another one, in every setting that holds it.",
    ),
    FaultFacts(
        Fault.DROP_REFRESH,
        "Drop the refresh token",
        "The access token has ended and the connection has no refresh token.",
    ),
    FaultFacts(
        Fault.CORRUPT_REFRESH,
        "Corrupt the refresh token",
        "The access token has ended and one character of the refresh token is another one.",
    ),
    FaultFacts(
        Fault.TWO_AT_ONCE,
        "Two requests at once",
        "Two runs are refused at the same time. Exactly one of them may renew; the other one takes over what"
        " it got.",
    ),
    FaultFacts(
        Fault.REVOKE,
        "Revoke",
        "The provider withdraws the tokens, as when a person takes consent back.",
        demo=True,
    ),
    FaultFacts(
        Fault.STATUS,
        "Answer with a status",
        "The next answer of the API is a refusal with a status and a body of your choice.",
        demo=True,
        parameters=("status", "body"),
    ),
    FaultFacts(
        Fault.ERROR_IN_200,
        "An error behind 200",
        "The next answer of the API has status 200 and an error in its body.",
        demo=True,
        parameters=("body",),
    ),
    FaultFacts(
        Fault.ROTATE,
        "Rotate refresh tokens",
        "Every renewal gives a new refresh token and ends the old one. The token ends twice: the second"
        " renewal works only where the first one kept the new refresh token.",
        demo=True,
    ),
    FaultFacts(
        Fault.SLOW,
        "A slow answer",
        "The next answer of the API takes its time. Being slow is no reason to renew.",
        demo=True,
        parameters=("slow_seconds",),
    ),
    FaultFacts(
        Fault.MALFORMED_JSON,
        "Malformed JSON",
        "The next answer of the API breaks off in the middle of its JSON.",
        demo=True,
    ),
    FaultFacts(
        Fault.WRONG_CONTENT_TYPE,
        "A wrong content type",
        "The next answer of the API is right but calls itself text/html.",
        demo=True,
    ),
    FaultFacts(
        Fault.CLOCK_SKEW,
        "Clock skew",
        "The provider's clock runs ahead of this machine's, so that tokens end early and what is signed here"
        " looks old there.",
        demo=True,
        parameters=("skew_seconds",),
    ),
)
"""Every fault, in the order of presentation."""


def facts_of(fault: Fault) -> FaultFacts:
    """How a fault is presented."""
    return next(facts for facts in FAULTS if facts.fault is fault)
