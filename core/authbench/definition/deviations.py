"""Where we do otherwise than the SDK's own emulator, in one table.

Each deviation has an id, the section of the SDK reference that asks for it, and a sentence. Using one
adds a note to the run; the documentation lists them all.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deviation:
    """One place. `note` is what a person is told when a run uses it; empty where the difference can
    only make things work that failed before and needs no word."""

    id: str
    section: str
    summary: str
    note: str = ""


_TABLE = (
    Deviation(
        "callable-fields",
        "1.3",
        "`fields` may be a lambda; it is called with the connection.",
        "The emulator takes only a list as `fields`; the platform may refuse a lambda.",
    ),
    Deviation(
        "nested-test",
        "1.3",
        "A `test` inside `connection` is used where the root has none.",
        "`test` stands inside `connection`; the platform looks for it at the root.",
    ),
    Deviation("name-as-title", "1.2", "`name` is taken as the title where `title` is missing."),
    Deviation("deep-copies", "1.4", "Lambdas get deep copies of the settings; nothing they change leaks."),
    Deviation(
        "helpers-everywhere",
        "1.6",
        "Every lambda has the whole set of helpers, HTTP verbs and `call` among them.",
        "This lambda uses a helper that the emulator does not have here; the platform may refuse.",
    ),
    Deviation(
        "requests-in-apply",
        "1.6",
        "A request made inside `apply` skips `apply`.",
        "A request inside `apply` recurses without end in the emulator.",
    ),
    Deviation("nested-field-lists", "2", "Nested field lists are flattened once, nil entries dropped."),
    Deviation("empty-label", "2.2", "An empty label is derived from the name."),
    Deviation("optional-text", "2.3", "`optional: 'false'`, `'no'` and `'0'` make a field required."),
    Deviation("boolean-checkbox", "2.4", "A boolean field without a control is a checkbox."),
    Deviation("hidden-values", "2.11", "Values of hidden fields are kept but not given to lambdas."),
    Deviation("boolean-conditions", "2.11", "In `ngIf`, a boolean equals the text of the same name."),
    Deviation("literal-urls", "3.2", "`authorization_url` and `token_url` may be texts."),
    Deviation(
        "apply-token",
        "9.3",
        "`apply` gets the access token as second argument for every type.",
        "The emulator gives `apply` no access token unless the type is oauth2.",
    ),
    Deviation(
        "acquire-list",
        "3.9",
        "`acquire` of any type may return a list of tokens, owner and settings.",
        "The emulator takes a list from `acquire` only for oauth2.",
    ),
    Deviation("iso-times", "3.9", "Times in the results of `acquire` and `refresh` are stored as ISO 8601."),
    Deviation("keep-refresh-token", "3.10", "A blank refresh token never replaces a stored one."),
    Deviation(
        "base-uri-in-refresh",
        "3.10",
        "Relative URLs work inside `refresh`.",
        "A relative URL inside `refresh` has no host in the emulator.",
    ),
    Deviation(
        "refresh-by-acquire", "3.10", "`acquire` runs again where it needs no code and no refresh exists."
    ),
    Deviation("default-selection", "3.11", "Without `selected`, the field `auth_type` chooses the option."),
    Deviation("single-option", "3.11", "A single option needs no selection."),
    Deviation(
        "aws-auth",
        "3.12",
        "`access_key_id`, `secret_access_key`, `region` and `service` in `apply` sign with SigV4.",
        "Signing by `access_key_id(…)` and its kin is no part of the SDK; the platform may refuse.",
    ),
    Deviation("transparent-requests", "4.2", "Asking a request for its class, truth or equality sends it."),
    Deviation("cached-outcomes", "4.2", "Every outcome of a request is kept; it is sent once."),
    Deviation(
        "encoded-paths",
        "4.3",
        "Blanks and other characters in a path are percent-encoded.",
        "The emulator fails on characters in a URL that need encoding.",
    ),
    Deviation("combined-params", "4.4", "Params of `apply` are added to a text of params."),
    Deviation("foreign-payload", "4.4", "`payload` in `apply` leaves a list or text payload alone."),
    Deviation("blank-basic-user", "4.4", "A password without a user is sent as `:password`."),
    Deviation(
        "restored-retry", "4.4", "Before the repeat a request is restored to what it was before `apply`."
    ),
    Deviation("phrase-signals", "4.5", "A text in `refresh_on` also matches the reason phrase alone."),
    Deviation("detect-always", "4.5", "`detect_on` holds without `acquire` too."),
    Deviation("insensitive-headers", "4.7", "Header lookup ignores case and `-` or `_`."),
    Deviation("literal-false", "4.8", "A `test` that returns false failed."),
    Deviation(
        "raw-request-format",
        "5.2",
        "`request_format_raw` sends the payload as it is.",
        "`request_format_raw` is documented but missing in the emulator.",
    ),
    Deviation("indifferent-responses", "5.6", "Responses answer to string and symbol keys."),
    Deviation("byte-order-mark", "5.6", "A byte order mark before JSON is skipped."),
    Deviation(
        "redirect-secrets", "5.8", "`Authorization` and secrets do not follow a redirect to another host."
    ),
    Deviation("redirect-308", "5.8", "308 is treated as 307."),
    Deviation("indifferent-arguments", "6.1", "Hash arguments of `call` answer to string and symbol keys."),
    Deviation("redirect-rewrite", "3.5", "The platform's callback URL is replaced by the real one."),
)

DEVIATIONS: dict[str, Deviation] = {deviation.id: deviation for deviation in _TABLE}
"""Every deviation by its id, in the order of the documentation."""
