"""Countries, currencies and states (SDK reference 7.2): what is unknown is nil."""

from __future__ import annotations

import subprocess
import sys

import pytest

from support.ruby_evaluation import evaluate

EXPECTED = [
    (
        "%w[US usa 840 united\\ states GB gbr].map(&:to_country_alpha2)",
        '["US", "US", "US", "US", "GB", "GB"]',
    ),
    ("'de'.to_country_alpha3", '"DEU"'),
    ("'Germany'.to_country_alpha3", '"DEU"'),
    ("'DEU'.to_country_number", '"276"'),
    ("['8', '008'].map(&:to_country_alpha2)", '["AL", "AL"]'),
    ("%w[DE gbr 392].map(&:to_country_name)", '["Germany", "United Kingdom", "Japan"]'),
    ("['', 'zz', 'Nowhere', '999'].map(&:to_country_name)", "[nil, nil, nil, nil]"),
    ("'USD'.to_currency_name", '"US Dollar"'),
    ("%w[usd EUR gbp US germany jpn].map(&:to_currency_code)", '["USD", "EUR", "GBP", "USD", "EUR", "JPY"]'),
    ("['USD', 'eur', 'GBP', 'JP', '840'].map(&:to_currency_symbol)", '["$", "€", "£", "¥", "$"]'),
    ("'Euro'.to_currency_code", '"EUR"'),
    ("['nope', ''].map(&:to_currency_name)", "[nil, nil]"),
    ("['California', 'ca', 'CALIFORNIA', ' new  york '].map(&:to_state_code)", '["CA", "CA", "CA", "NY"]'),
    ("'CA'.to_state_name", '"California"'),
    ("'BY'.to_state_name('DE')", '"Bayern"'),
    ("'Ontario'.to_state_code('Canada')", '"ON"'),
    ("['Bayern', 'zz'].map(&:to_state_code)", "[nil, nil]"),
    ("'CA'.to_state_name('Nowhere')", "nil"),
    ("'CA'.to_state_name(nil)", '"California"'),
]


@pytest.mark.parametrize(("snippet", "expected"), EXPECTED)
def test_value(snippet: str, expected: str) -> None:
    answer = evaluate(snippet)
    assert (answer.inspected, answer.error) == (expected, None)


def test_a_country_that_is_no_text_is_refused() -> None:
    answer = evaluate("'CA'.to_state_name(1)")
    assert (answer.error, answer.message) == ("TypeError", "no implicit conversion of Integer into String")


def test_the_tables_are_loaded_only_when_they_are_asked() -> None:
    code = (
        "import sys\n"
        "from authbench.ruby import Interpreter, parse\n"
        "i = Interpreter(parse(b\"{ r: lambda { 'a'.upcase } }\", 'd.rb'))\n"
        "i.call(i.definition().named('r'))\n"
        "assert not {'babel', 'pycountry'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
