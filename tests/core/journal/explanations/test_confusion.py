"""Each entry of the catalogue, produced by a real run against a server that misbehaves that way."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from authbench.journal import Explanation
from authbench.journal.explanations.catalogue import PLACEHOLDER, catalogue
from support import (
    explained_google,
    explained_journeys,
    explained_microsoft,
    explained_providers,
    explained_shops,
    explained_sign_ins,
    explained_situations,
    explained_statuses,
)
from support.explained_runs import Case, Explainer
from support.explained_table import off_the_diagonal
from support.http_server import answering, serving

CASES: tuple[Case, ...] = (
    *explained_statuses.CASES,
    *explained_sign_ins.CASES,
    *explained_situations.CASES,
    *explained_microsoft.CASES,
    *explained_google.CASES,
    *explained_providers.CASES,
    *explained_shops.CASES,
    *explained_journeys.CASES,
)


@pytest.fixture(scope="module")
def explained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Explanation]]:
    explainer = Explainer(tmp_path_factory.mktemp("explained"))
    yield {case.name: explainer.explain(case) for case in CASES}
    explainer.close()


def test_the_right_entry_comes_first(explained: dict[str, Explanation]) -> None:
    wrong = off_the_diagonal((case.name, case.entry, explained[case.name].key) for case in CASES)
    assert not wrong, "\n" + wrong


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_first_cause_has_its_evidence_and_action(case: Case, explained: dict[str, Explanation]) -> None:
    explanation = explained[case.name]
    first = explanation.causes[0]
    assert case.cause in first.text
    assert case.evidence in first.evidence
    assert first.evidence
    assert first.action is not None
    assert first.action.kind == case.action
    assert first.action in explanation.actions
    assert explanation.said[: len(case.said)] == case.said
    texts = [
        explanation.title,
        *(one.text + one.evidence for one in explanation.causes),
        *explanation.evidence,
    ]
    assert not [text for text in texts if PLACEHOLDER.search(text) or "secret-1" in text]
    assert len({(one.kind, one.target) for one in explanation.actions}) == len(explanation.actions)


MADE_HERE = {
    # No server takes part in these: the definition, this machine or the person does.
    *("usage", "file_not_readable", "syntax_error", "invalid_definition", "unsupported", "trust_required"),
    *(
        "settings_invalid",
        "settings_encrypted",
        "fields_invalid",
        "outside_lambda",
        "limit_exceeded",
        "internal",
    ),
    *("redirect_port_busy", "redirect_failed", "consent_timeout", "invalid_redirect", "cancelled"),
    *("storage_failed", "export_refused", "keychain_failed", "keychain_missing", "keychain_locked"),
    *("keychain_dismissed", "keychain_unreachable", "keychain_timed_out", "keychain_not_kept"),
    *("keychain_damaged", "keychain_too_large", "keychain_refused"),
}
FALLBACKS = {
    # What is said of a code where no entry says more.
    *("http_error", "connection_failed", "proxy_failed", "request_timeout", "tls_failed", "test_failed"),
    *("token_response_invalid", "reauthorization_failed", "sign_in_again"),
}
OTHERWISE_PRODUCED = {"dns_failed", "dns_temporary", "proxy_credentials", "proxy_tunnel", "proxy_unreachable"}
"""By the tests below, which change this machine's names and proxies."""
UNHURRIED = {"connect_timeout", "read_timeout", "response_too_large"}
"""Produced in test_explaining.py from exchanges: the engine waits for longer, or reads more, than a test should."""


def test_every_entry_is_produced_by_a_run() -> None:
    produced = {case.entry for case in CASES} | OTHERWISE_PRODUCED
    assert len(produced) >= 60
    assert catalogue().keys() - produced - MADE_HERE - FALLBACKS == UNHURRIED
    assert produced <= catalogue().keys()


@pytest.mark.parametrize("case", explained_journeys.DNS_CASES, ids=lambda case: case.entry)
def test_names_that_do_not_resolve(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def look_up(host: Any, *rest: Any, **more: Any) -> Any:
        if host == "api.test":
            raise explained_journeys.resolving(int(case.note))
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    _check(case, Explainer(tmp_path))


@pytest.mark.parametrize(
    ("case", "answer"), explained_journeys.PROXY_CASES, ids=lambda value: getattr(value, "entry", "")
)
def test_proxies_that_refuse(
    case: Case, answer: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_PROXY", "no_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serving(answering(answer)) as proxy:
        if not answer:
            proxy.close()
        monkeypatch.setenv("https_proxy", proxy.url)
        _check(case, Explainer(tmp_path, trust_env=True))


def _check(case: Case, explainer: Explainer) -> None:
    try:
        explanation = explainer.explain(replace(case, behaviour=lambda: nullcontext({})))
    finally:
        explainer.close()
    assert explanation.key == case.entry
    first = explanation.causes[0]
    assert case.cause in first.text
    assert case.evidence in first.evidence
    assert first.action is not None
    assert first.action.kind == case.action
