"""Each run works on copies of what a file made outside its lambdas."""

from __future__ import annotations

from typing import Any

import pytest

from authbench.definition import load
from support.sdk_runs import desk


def runs(top: str, body: str, count: int = 2) -> list[Any]:
    """What a method gives in each of so many runs of one loaded file."""
    source = f"{top}\n{{ title: 'T', methods: {{ m: ->() {{ {body} }} }} }}"
    connector = load("connector.rb", source=source.encode()).connector
    assert connector is not None
    values = []
    for _ in range(count):
        with desk() as run:
            values.append(connector.methods["m"].call_strict(run.context(), ()))
    return values


@pytest.mark.parametrize(
    "made", ["OpenSSL::Digest.new('SHA256')", "OpenSSL::HMAC.new('k', 'SHA256')", "Digest::SHA256.new"]
)
def test_what_one_run_feeds_a_digest_is_not_in_the_next(made: str) -> None:
    first, second = runs(f"D = {made}", "D << 'secret'; D.hexdigest")
    assert first == second


def test_the_part_that_one_run_sets_in_a_uri_is_not_in_the_next() -> None:
    body = "before = U.to_s; U.path = '/mine'; U.query = 'token=1'; before"
    assert runs("U = URI('https://api.test/v1')", body) == ["https://api.test/v1"] * 2


def test_the_key_that_one_run_gives_a_cipher_is_not_in_the_next() -> None:
    body = "before = (D.update('x') rescue $!.message); D.key = 'k' * 16; D.iv = 'i' * 16; before"
    assert runs("D = OpenSSL::Cipher.new('aes-128-cbc').encrypt", body) == ["key not set"] * 2


def test_keys_that_are_known_by_their_identity_stay_so() -> None:
    top = "K = 'k'\nA = [1]\nH = {}.compare_by_identity\nH[K] = 1\nH[A] = 2"
    assert runs(top, "[H[K], H['k'], H[A], H[[1]], H.length]") == [[1, None, 2, None, 2]] * 2
