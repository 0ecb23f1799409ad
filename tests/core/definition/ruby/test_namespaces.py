"""`workato` and `aws` in Ruby code."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from authbench.sdk import UndefinedStdLibMethod
from support.definition_lambdas import run

JWT = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.oqooemLeXrjFepNUH2SXws-O0hAhKTGEgc4MjxIJUbE"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("workato.jwt_encode({a: 1}, 'k', 'HS256')", JWT),
        ("workato.jwt_encode({ 'a' => 1 }, 'k', :hs256)", JWT),
        ("workato.jwt_encode({a: 1}, 'k', :hs256, kid: 'z').split('.')[0].decode_urlsafe_base64.as_utf8",
         '{"typ":"JWT","alg":"HS256","kid":"z"}'),
        ("workato.jwt_encode({a: 1}, 'k', :hs256, { 'x5t' => 'q' }).split('.')[0].decode_urlsafe_base64.as_utf8",
         '{"typ":"JWT","alg":"HS256","x5t":"q"}'),
        (f"workato.jwt_decode('{JWT}', 'k', 'HS256')[:payload]['a']", 1),
        ("workato.parse_json('{\"a\": [1]}')[:a]", [1]),
        ("workato.pbkdf2_hmac_sha1('password', 'salt').encode_hex", "6e88be8bad7eae9d9e10aa061224034f"),
        ("workato.aes_cbc_encrypt('text', '0' * 16, '1' * 16).encode_hex", "7e108c65984adbea5bc28a5b70742bbe"),
        ("workato.aes_gcm_encrypt('text', '0' * 16, '1' * 12).map(&:encode_hex)",
         ["f171892f", "75aab6442f8e9c0278a570770eae62b6"]),
        ("workato.csv.parse(\"a,b\\n1,2\\n\", headers: true)", [{"a": "1", "b": "2"}]),
        ("workato.csv.generate(headers: ['a', 'b']) { |csv| csv << [1, 'x'] << [2, nil] }", "a,b\n1,x\n2,\n"),
        ("workato.parse_yaml(\"a: [1]\")['a']", [1]),
        ("workato.render_yaml({ a: [:b, 'c'] })", "---\n:a:\n- :b\n- c\n"),
    ],
)  # fmt: skip
def test_functions(expression: str, expected: Any) -> None:
    assert run(expression) == expected


def test_an_unknown_function_is_named() -> None:
    with pytest.raises(UndefinedStdLibMethod, match="Undefined method 'stash' for \"workato\" namespace"):
        run("workato.stash('x')")
    assert run("begin; workato._context; rescue => e; e.message; end") == (
        "Undefined method '_context' for \"workato\" namespace"
    )


def test_signatures_take_a_connection_and_keywords() -> None:
    test = """signed = aws.generate_signature(connection: c, service: 's3', region: 'us-east-1')
              [signed[:url], signed['headers']['Authorization'].split('Signature=').last]"""
    clock = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC).timestamp()
    value = run(test, {"aws_api_key": "AKID", "aws_secret_key": "SECRET"}, clock=lambda: clock)
    assert value == [
        "https://s3.us-east-1.amazonaws.com/",
        "841723337c2186ebc5c2d8a48eb58a8668237e1dba4c496b2fd484a1d60889fa",
    ]
