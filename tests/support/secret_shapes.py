"""The shapes in which a secret turns up in traffic, logs and errors."""

from __future__ import annotations

import base64
import csv
import gzip
import html
import html.entities
import io
import json
import quopri
import re
import shlex
from collections.abc import Callable
from urllib.parse import quote, quote_plus

Shape = Callable[[str], str]


def _base64(value: str) -> str:
    return base64.b64encode(value.encode()).decode()


def _at(shift: int) -> Shape:
    return lambda value: base64.b64encode(b"#:"[:shift] + value.encode() + b"\n").decode()


def _hex(value: str) -> str:
    return value.encode().hex()


def _lower(escaped: str) -> str:
    return re.sub("%[0-9A-F]{2}", lambda match: match.group().lower(), escaped)


def _unicode_escapes(value: str) -> str:
    content = value.encode("utf-16-be")
    return "".join(f"\\u{content[at : at + 2].hex()}" for at in range(0, len(content), 2))


def _json(value: str) -> str:
    return json.dumps(value)[1:-1]


def _entities(value: str) -> str:
    names = html.entities.codepoint2name
    more = {"+": "plus", "=": "equals", "/": "sol", ":": "colon", ".": "period", "_": "lowbar", "'": "apos"}
    return "".join(
        f"&{more[one]};" if one in more else f"&{names[ord(one)]};" if ord(one) in names else one
        for one in value
    )


def _traceback(value: str) -> str:
    return f'  File "app.py", line 7, in send\n    raise Refused(item)\nRefused: {value!r} is not valid'


def _ruby(value: str) -> str:
    inner = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("#{", "\\#{")
    return f'#<Item:0x0001 @item="{inner}", @size=3>'


def _ruby_octets(value: str) -> str:
    return (
        '"'
        + "".join(
            chr(each) if 32 < each < 127 and each not in b'"\\' else f"\\x{each:02X}"
            for each in value.encode()
        )
        + '"'
    )


def _cells(value: str) -> str:
    target = io.StringIO()
    csv.writer(target).writerow(["jo", value, "x"])
    return target.getvalue()


def _multipart(value: str) -> str:
    return f'--b0\r\nContent-Disposition: form-data; name="item"\r\n\r\n{value}\r\n--b0--\r\n'


def _yaml(value: str) -> str:
    return "item: |\n" + "".join(f"    {line}\n" for line in value.splitlines()) + "next: 1\n"


def _compressed(value: str) -> str:
    return base64.b64encode(gzip.compress(f"item is {value}".encode())).decode()


def _claim(value: str) -> str:
    parts = [{"typ": "JWT", "alg": "none"}, {"item": value}]
    return ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts
    )


SHAPES: dict[str, Shape] = {
    "as it is": lambda value: value,
    "base64": _base64,
    "base64 without padding": lambda value: _base64(value).rstrip("="),
    "base64 for URLs": lambda value: base64.urlsafe_b64encode(value.encode()).decode(),
    "base64 behind one byte": _at(1),
    "base64 behind two bytes": _at(2),
    "base64 in lines": lambda value: base64.encodebytes(value.encode()).decode().rstrip("\n"),
    "base64 in lines in JSON": lambda value: _json(base64.encodebytes(value.encode()).decode()),
    "base64 twice": lambda value: _base64(_base64(value)),
    "base64 in a URL": lambda value: quote(_base64(value), safe=""),
    "percent": lambda value: quote(value, safe=""),
    "percent in lower case": lambda value: _lower(quote(value, safe="")),
    "percent for all": lambda value: "".join(f"%{byte:02x}" for byte in value.encode()),
    "percent twice": lambda value: quote(quote(value, safe=""), safe=""),
    "form": quote_plus,
    "JSON": _json,
    "JSON with all escaped": _unicode_escapes,
    "JSON with slashes escaped": lambda value: _json(value).replace("/", "\\/"),
    "JSON in JSON": lambda value: _json(json.dumps({"item": value})),
    "JSON in JSON in JSON": lambda value: _json(json.dumps({"item": json.dumps({"item": value})})),
    "JSON in base64": lambda value: _base64(json.dumps({"item": value})),
    "JSON in a URL": lambda value: quote(json.dumps({"item": value}), safe=""),
    "XML": lambda value: html.escape(value, quote=True),
    "XML with numbers": lambda value: "".join(f"&#{ord(one)};" for one in value),
    "XML with hexadecimal numbers": lambda value: "".join(f"&#x{ord(one):X};" for one in value),
    "CDATA": lambda value: f"<![CDATA[{value}]]>",
    "HTML names": _entities,
    "user:pass": lambda value: f"jo:{value}",
    "user:pass in base64": lambda value: _base64(f"jo:{value}"),
    "pass:x in base64": lambda value: _base64(f"{value}:x"),
    "hexadecimal": _hex,
    "hexadecimal in capitals": lambda value: _hex(value).upper(),
    "claim of a token": _claim,
    "error text": lambda value: f"could not use {value}, so nothing was sent",
    "traceback": _traceback,
    "Python bytes": lambda value: repr(value.encode()),
    "Ruby inspect": _ruby,
    "Ruby octets": _ruby_octets,
    "shell": lambda value: f"curl -d {shlex.quote(value)} x",
    "UTF-16": lambda value: base64.b64encode(value.encode("utf-16-le")).decode(),
    "UTF-16, the other end first": lambda value: base64.b64encode(value.encode("utf-16-be")).decode(),
    "with zero bytes": lambda value: value.encode("utf-16-le").decode("latin-1"),
    "quoted-printable": lambda value: quopri.encodestring(value.encode()).decode("latin-1"),
    "part of a form": _multipart,
    "gzip in base64": _compressed,
    "YAML": _yaml,
    "CSV": _cells,
    "doubled quotes": lambda value: "'" + value.replace("'", "''") + "'",
    "backwards": lambda value: value[::-1],
    "a window from its start": lambda value: value[:12],
    "a window within": lambda value: value[len(value) // 2 - 6 : len(value) // 2 + 6],
    "a window from its end": lambda value: value[-13:-1],
    "a window in base64": lambda value: _base64(value[len(value) // 2 - 8 : len(value) // 2 + 8]),
    "a window in hexadecimal": lambda value: _hex(value[len(value) // 2 - 8 : len(value) // 2 + 8]),
}

# A secret of fewer than eight characters is looked for as a whole word, so not inside a longer one.
WITHIN_WORDS = frozenset(
    name
    for name in SHAPES
    if "behind" in name
    or "in base64" in name
    or "claim" in name
    or name in ("backwards", "base64 twice", "base64 in a URL")
)
WINDOWS = frozenset(name for name in SHAPES if name.startswith("a window"))
