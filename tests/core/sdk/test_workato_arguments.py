"""Whatever a definition hands to `workato.*`, it gets a value or an error that says what was wrong."""

from __future__ import annotations

import itertools

import pytest

from authbench.errors import AuthbenchError
from support.definition_lambdas import Bench, bench, definition

VALUES = (
    "nil", "1", "-1", "1.5", "10**30", "'text'", "''", "'0' * 16", "'1' * 12", "\"\\xff\\xfe\"", "\"\\xff\".b", "[]",
    "[1, nil]", "[[1, nil]]", "{ a: 1 }", "{}", ":sym", "true", "Float::NAN", "Time.now", "->(x) { x }", "1..2", "/a/",
    "'HS256'", "'RS256'", "BigDecimal('1.5')", "String", "1.day",
)  # fmt: skip
MOST_ARGUMENTS = {
    "jwt_encode": 4,
    "jwt_encode_rs256": 3,
    "jwt_decode": 3,
    "verify_rsa": 4,
    "parse_yaml": 1,
    "render_yaml": 1,
    "parse_json": 1,
    "uuid": 0,
    "random_bytes": 1,
    "aes_cbc_encrypt": 3,
    "aes_cbc_decrypt": 3,
    "aes_gcm_encrypt": 4,
    "aes_gcm_decrypt": 5,
    "pbkdf2_hmac_sha1": 4,
    "csv.parse": 1,
    "csv.generate": 1,
}
KEYWORDS = {
    "csv.parse": ("headers", "col_sep", "row_sep", "quote_char", "skip_blanks", "skip_first_line"),
    "csv.generate": ("headers", "col_sep", "row_sep", "quote_char", "force_quotes"),
}


def _argument_lists(function: str) -> list[str]:
    single = list(VALUES)
    count = MOST_ARGUMENTS[function]
    turned = itertools.cycle(VALUES)
    # Each value at each place, beside others that change from list to list.
    several = [
        ", ".join(value if index == place else next(turned) for index in range(count))
        for place in range(count)
        for value in VALUES
    ]
    named = [
        f"[[1, 'a']], headers: true, {key}: {value}"
        if function == "csv.generate"
        else f"'a,b', {key}: {value}"
        for key in KEYWORDS.get(function, ())
        for value in VALUES
    ]
    return ["", *single, *several, *named]


def _calls(function: str) -> str:
    """A `test` that makes the call whose number it gets."""
    made = ",\n".join(f"-> {{ workato.{function}({given}) }}" for given in _argument_lists(function))
    return f"[{made}][i].call"


def _code(here: Bench, number: int) -> str:
    try:
        here.test({}, number)
    except AuthbenchError as error:
        return str(error.code)
    return ""


@pytest.mark.parametrize("function", MOST_ARGUMENTS)
def test_no_argument_is_an_internal_error(function: str) -> None:
    with bench(definition(_calls(function), parameters="c, i")) as here:
        wrong = [
            given
            for number, given in enumerate(_argument_lists(function))
            if "internal" in _code(here, number)
        ]
    assert wrong == []


def test_a_key_length_of_the_wrong_kind_says_so() -> None:
    wanted = pytest.raises(AuthbenchError, match="iterations and key_len must be of type Integer")
    with bench(definition("workato.pbkdf2_hmac_sha1('k', 'k', 1, 'text')")) as here, wanted:
        here.test({}, {})
