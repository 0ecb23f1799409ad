"""What a server's certificates say of themselves, read by the TLS library that received them.

`get_unverified_chain` and `get_info` are what CPython itself builds `getpeercert` and, from 3.13 on, its
public functions upon. They answer after a failed handshake too, where the public ones refuse, and need
no other library: the chain of every new connection costs less than a millisecond.
"""

from __future__ import annotations

import hashlib
import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from authbench.events import Certificate, TlsFacts

_DER = 2
"""What `public_bytes` calls the binary form."""

_LONGEST_CHAIN = 10
"""Certificates; a server may send as many as it likes."""

# RFC 4514, 3.
_SHORT_NAMES = {
    "commonName": "CN",
    "localityName": "L",
    "stateOrProvinceName": "ST",
    "organizationName": "O",
    "organizationalUnitName": "OU",
    "countryName": "C",
    "streetAddress": "STREET",
    "domainComponent": "DC",
    "userId": "UID",
}


def tls_facts(handshake: ssl.SSLObject, host: str) -> TlsFacts:
    """What a handshake for `host` agreed on, as far as it came; never raises."""
    cipher = handshake.cipher()
    return TlsFacts(handshake.version() or "", cipher[0] if cipher else "", host, _chain(handshake))


def _chain(handshake: ssl.SSLObject) -> tuple[Certificate, ...]:
    try:
        sent = handshake._sslobj.get_unverified_chain() or ()  # type: ignore[attr-defined]
        return tuple(_certificate(each) for each in sent[:_LONGEST_CHAIN])
    except (AttributeError, ValueError, ArithmeticError, ssl.SSLError, KeyError):
        # A certificate that cannot be read is the handshake's to complain about.
        return ()


@dataclass(frozen=True, slots=True)
class LoneCertificate:
    """A server's own certificate that came without its issuer's. `issuer_at` is where that one can be fetched
    (RFC 5280, 4.2.2.1), which browsers do; empty where the certificate does not say."""

    issuer: str
    issuer_at: str


def lone_certificate(handshake: ssl.SSLObject) -> LoneCertificate | None:
    """The server's certificate where none of those that it sent issued it; None otherwise. Never raises."""
    try:
        sent = handshake._sslobj.get_unverified_chain() or ()  # type: ignore[attr-defined]
        infos = [each.get_info() for each in sent[:_LONGEST_CHAIN]]
        if not infos or any(info.get("subject") == infos[0].get("issuer") for info in infos):
            return None
        fetched = (url for url in infos[0].get("caIssuers", ()) if url.startswith(("http://", "https://")))
        return LoneCertificate(_name(infos[0].get("issuer", ())), next(fetched, ""))
    except (AttributeError, ValueError, ArithmeticError, ssl.SSLError, KeyError):
        return None


def _certificate(certificate: Any) -> Certificate:
    info = certificate.get_info()
    names = tuple(
        _address(value) if kind == "IP Address" else value
        for kind, value in info.get("subjectAltName", ())
        if kind in ("DNS", "IP Address")
    )
    return Certificate(
        subject=_name(info.get("subject", ())),
        issuer=_name(info.get("issuer", ())),
        not_before=_time(info["notBefore"]),
        not_after=_time(info["notAfter"]),
        names=names,
        serial=info.get("serialNumber", ""),
        fingerprint=hashlib.sha256(certificate.public_bytes(_DER)).hexdigest(),
    )


def _time(text: str) -> datetime:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC)


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError:
        return text.strip()


def _name(parts: Any) -> str:
    """A distinguished name as RFC 4514 writes it, the most specific part first."""
    return ",".join(
        "+".join(f"{_SHORT_NAMES.get(kind, kind)}={_escaped(value)}" for kind, value in part)
        for part in reversed(parts)
    )


def _escaped(value: str) -> str:
    text = "".join(f"\\{char}" if char in '",+;<>\\' else char for char in value)
    if text[:1] in (" ", "#"):
        text = "\\" + text
    return text[:-1] + "\\ " if text.endswith(" ") and len(text) > 1 else text
