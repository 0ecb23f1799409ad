"""English inflection by ActiveSupport's default rules (6.1), and the name transformations on top of it."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

_PLURAL: Final = (
    (r"(quiz)$", r"\1zes"),
    (r"^(oxen)$", r"\1"),
    (r"^(ox)$", r"\1en"),
    (r"^(m|l)ice$", r"\1ice"),
    (r"^(m|l)ouse$", r"\1ice"),
    (r"(matr|vert|ind)(?:ix|ex)$", r"\1ices"),
    (r"(x|ch|ss|sh)$", r"\1es"),
    (r"([^aeiouy]|qu)y$", r"\1ies"),
    (r"(hive)$", r"\1s"),
    (r"(?:([^f])fe|([lr])f)$", r"\1\2ves"),
    (r"sis$", "ses"),
    (r"([ti])a$", r"\1a"),
    (r"([ti])um$", r"\1a"),
    (r"(buffal|tomat)o$", r"\1oes"),
    (r"(bu)s$", r"\1ses"),
    (r"(alias|status)$", r"\1es"),
    (r"(octop|vir)i$", r"\1i"),
    (r"(octop|vir)us$", r"\1i"),
    (r"^(ax|test)is$", r"\1es"),
    (r"s$", "s"),
    (r"$", "s"),
)
_SINGULAR: Final = (
    (r"(database)s$", r"\1"),
    (r"(quiz)zes$", r"\1"),
    (r"(matr)ices$", r"\1ix"),
    (r"(vert|ind)ices$", r"\1ex"),
    (r"^(ox)en", r"\1"),
    (r"(alias|status)(es)?$", r"\1"),
    (r"(octop|vir)(us|i)$", r"\1us"),
    (r"^(a)x[ie]s$", r"\1xis"),
    (r"(cris|test)(is|es)$", r"\1is"),
    (r"(shoe)s$", r"\1"),
    (r"(o)es$", r"\1"),
    (r"(bus)(es)?$", r"\1"),
    (r"^(m|l)ice$", r"\1ouse"),
    (r"(x|ch|ss|sh)es$", r"\1"),
    (r"(m)ovies$", r"\1ovie"),
    (r"(s)eries$", r"\1eries"),
    (r"([^aeiouy]|qu)ies$", r"\1y"),
    (r"([lr])ves$", r"\1f"),
    (r"(tive)s$", r"\1"),
    (r"(hive)s$", r"\1"),
    (r"([^f])ves$", r"\1fe"),
    (r"(^analy)(sis|ses)$", r"\1sis"),
    (r"((a)naly|(b)a|(d)iagno|(p)arenthe|(p)rogno|(s)ynop|(t)he)(sis|ses)$", r"\1sis"),
    (r"([ti])a$", r"\1um"),
    (r"(n)ews$", r"\1ews"),
    (r"(ss)$", r"\1"),
    (r"s$", ""),
)
_IRREGULAR: Final = (
    ("person", "people"),
    ("man", "men"),
    ("child", "children"),
    ("sex", "sexes"),
    ("move", "moves"),
    ("zombie", "zombies"),
)
_UNCOUNTABLE: Final = re.compile(
    r"\b(?:equipment|information|rice|money|species|series|fish|sheep|jeans|police)\Z", re.IGNORECASE
)
_LATIN: Final = {
    "Æ": "AE", "Ð": "D", "×": "x", "Ø": "O", "Þ": "Th", "ß": "ss", "æ": "ae", "ð": "d", "ø": "o", "þ": "th",
    "Đ": "D", "đ": "d", "Ħ": "H", "ħ": "h", "ı": "i", "Ĳ": "IJ", "ĳ": "ij", "ĸ": "k", "Ŀ": "L", "ŀ": "l",
    "Ł": "L", "ł": "l", "ŉ": "'n", "Ŋ": "NG", "ŋ": "ng", "Œ": "OE", "œ": "oe", "Ŧ": "T", "ŧ": "t",
}  # fmt: skip
_ACRONYM_BOUNDARY: Final = re.compile(r"([A-Z\d]+)([A-Z][a-z])")
_WORD_BOUNDARY: Final = re.compile(r"([a-z\d])([A-Z])")


@cache
def _rules(plural: bool) -> tuple[tuple[re.Pattern[str], str], ...]:
    pairs: list[tuple[str, str]] = []
    for single, many in reversed(_IRREGULAR):
        old, new = (single, many) if plural else (many, single)
        pairs.append((f"({old[0]}){old[1:]}$", rf"\1{new[1:]}"))
        pairs.append((f"({new[0]}){new[1:]}$", rf"\1{new[1:]}"))
    pairs.extend(_PLURAL if plural else _SINGULAR)
    return tuple((re.compile(pattern, re.IGNORECASE), replacement) for pattern, replacement in pairs)


def _inflected(word: str, plural: bool) -> str:
    if not word or _UNCOUNTABLE.search(word):
        return word
    for pattern, replacement in _rules(plural):
        result, count = pattern.subn(replacement, word, count=1)
        if count:
            return result
    return word


def pluralize(word: str) -> str:
    """`post` -> `posts`."""
    return _inflected(word, plural=True)


def singularize(word: str) -> str:
    """`posts` -> `post`."""
    return _inflected(word, plural=False)


def underscore(name: str) -> str:
    """`HTTPServer` -> `http_server`, `A::B` -> `a/b`."""
    if not re.search(r"[A-Z-]|::", name):
        return name
    text = name.replace("::", "/")
    text = _ACRONYM_BOUNDARY.sub(r"\1_\2", text)
    text = _WORD_BOUNDARY.sub(r"\1_\2", text)
    return text.replace("-", "_").lower()


def camelize(name: str, upper_first: bool = True) -> str:
    """`active_model/errors` -> `ActiveModel::Errors`."""
    if upper_first:
        text = re.sub(r"^[a-z\d]*", lambda match: capitalize(match.group()), name)
    else:
        text = re.sub(r"^\w", lambda match: match.group().lower(), name, flags=re.ASCII)
    text = re.sub(
        r"(?:_|(/))([a-z\d]*)",
        lambda match: ("::" if match.group(1) else "") + capitalize(match.group(2)),
        text,
        flags=re.IGNORECASE | re.ASCII,
    )
    return text


def capitalize(text: str) -> str:
    """First letter upper, the rest lower: Ruby's String#capitalize."""
    return text[:1].title() + text[1:].lower()


def humanize(name: str, capital: bool = True, keep_id_suffix: bool = False) -> str:
    """`author_id` -> `Author`."""
    text = re.sub(r"\A_+", "", name)
    if not keep_id_suffix:
        text = re.sub(r"_id\Z", "", text)
    text = text.replace("_", " ")
    text = re.sub(r"([a-z\d]*)", lambda match: match.group().lower(), text, flags=re.IGNORECASE | re.ASCII)
    if capital:
        text = re.sub(r"\A\w", lambda match: match.group().upper(), text, flags=re.ASCII)
    return text


def titleize(name: str, keep_id_suffix: bool = False) -> str:
    """`x-men: the last stand` -> `X Men: The Last Stand`."""
    text = humanize(underscore(name), keep_id_suffix=keep_id_suffix)
    return re.sub(r"\b(?<!\w['’`])[a-z]", lambda match: match.group().capitalize(), text)


def transliterate(text: str, replacement: str = "?") -> str:
    """Latin letters without their marks; what has no Latin counterpart becomes `replacement`."""
    result: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        if ord(char) < 0x80:
            result.append(char)
        elif char in _LATIN:
            result.append(_LATIN[char])
        elif 0xC0 <= ord(char) <= 0x17E and char != "÷":
            result.append(unicodedata.normalize("NFD", char)[0])
        else:
            result.append(replacement)
    return "".join(result)


def parameterize(text: str, separator: str = "-", preserve_case: bool = False) -> str:
    """`Donald E. Knuth` -> `donald-e-knuth`."""
    result = re.sub(r"[^a-z0-9\-_]+", lambda _: separator, transliterate(text), flags=re.IGNORECASE)
    if separator:
        quoted = re.escape(separator)
        result = re.sub(f"(?:{quoted}){{2,}}", lambda _: separator, result)
        result = re.sub(f"^(?:{quoted})|(?:{quoted})$", "", result)
    return result if preserve_case else result.lower()


def ordinal(number: int) -> str:
    """The suffix of an ordinal: 1 -> `st`."""
    if abs(number) % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(abs(number) % 10, "th")
