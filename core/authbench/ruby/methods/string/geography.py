"""Names and codes of countries, currencies and states (SDK reference 7.2): ISO 3166 and 4217 from pycountry,
English names and signs from babel's CLDR. Both are loaded when a method here is first called."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.string.table import STRING
from authbench.ruby.values import RString, Value

_LOCALE: Final = "en_US"
_STATES_OF: Final = "US"
_USUAL_NAMES: Final = {
    "BO": "Bolivia",
    "IR": "Iran",
    "KR": "South Korea",
    "VE": "Venezuela",
    "GB": "United Kingdom",
}
"""How people write names that ISO spells with a comma; the others come from pycountry."""


def _text(value: RString) -> str:
    return " ".join(value.text.split())


@cache
def _countries() -> dict[str, Any]:
    """Every country by code, number and each of its names, in lower case."""
    import pycountry

    found: dict[str, Any] = {}
    for country in pycountry.countries:
        names = [country.name, getattr(country, "official_name", None), getattr(country, "common_name", None)]
        names.append(_USUAL_NAMES.get(country.alpha_2))
        for name in (country.alpha_2, country.alpha_3, country.numeric, *names):
            if name:
                found.setdefault(name.lower(), country)
    return found


def _country(value: RString) -> Any:
    text = _text(value).lower()
    return _countries().get(text.zfill(3) if text.isdigit() else text)


@STRING.define("to_country_alpha2", "to_country_alpha3", "to_country_number", "to_country_name")
def to_country(call: Call, self: RString) -> Value:
    country = _country(self)
    if country is None:
        return None
    if call.name == "to_country_name":
        usual = getattr(country, "common_name", None) or _USUAL_NAMES.get(country.alpha_2)
        return RString(usual or country.name)
    field = {"to_country_alpha2": "alpha_2", "to_country_alpha3": "alpha_3"}.get(call.name, "numeric")
    return RString(getattr(country, field))


@cache
def _currencies() -> dict[str, str]:
    """The code of every currency by code, number, and name, in lower case."""
    import pycountry
    from babel.numbers import get_currency_name

    found: dict[str, str] = {}
    for currency in pycountry.currencies:
        code = currency.alpha_3
        for name in (code, currency.numeric, currency.name, get_currency_name(code, locale=_LOCALE)):
            found.setdefault(name.lower(), code)
    return found


def _currency(value: RString) -> str | None:
    """The code of a currency given by itself or by its country."""
    text = _text(value).lower()
    code = _currencies().get(text)
    if code is not None:
        return code
    country = _country(value)
    if country is None:
        return None
    from babel.numbers import get_territory_currencies

    current = get_territory_currencies(country.alpha_2)
    return str(current[0]) if current else None


@STRING.define("to_currency_code", "to_currency_name", "to_currency_symbol")
def to_currency_name(call: Call, self: RString) -> Value:
    code = _currency(self)
    if code is None or call.name == "to_currency_code":
        return None if code is None else RString(code)
    from babel.numbers import get_currency_name, get_currency_symbol

    if call.name == "to_currency_name":
        return RString(get_currency_name(code, locale=_LOCALE))
    return RString(get_currency_symbol(code, locale=_LOCALE))


@cache
def _states(country: str) -> dict[str, tuple[str, str]]:
    """Code and name of every state of a country, by either in lower case."""
    import pycountry

    found: dict[str, tuple[str, str]] = {}
    states: Any = pycountry.subdivisions
    for state in states.get(country_code=country) or ():
        code = state.code.partition("-")[2]
        for name in (code, state.name):
            found.setdefault(name.lower(), (code, state.name))
    return found


@STRING.define("to_state_code", "to_state_name", args="0..1")
def to_state(call: Call, self: RString) -> Value:
    within = _STATES_OF
    if call.args and call.args[0] is not None:
        call.string(call.args[0])
        country = _country(call.args[0])
        if country is None:
            return None
        within = country.alpha_2
    state = _states(within).get(_text(self).lower())
    if state is None:
        return None
    return RString(state[0] if call.name == "to_state_code" else state[1])
