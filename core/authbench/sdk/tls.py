"""Certificates that a definition brings along (SDK reference 5.9)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from authbench.encoding import to_text
from authbench.http.message import TlsOptions
from authbench.sdk.errors import TlsCertificateFormatError


def client_certificate(
    options: TlsOptions, certificate: Any, key: Any, passphrase: Any, intermediates: Any
) -> TlsOptions:
    """`options` with a client certificate. Raises TlsCertificateFormatError for unusable PEM."""
    chain = tuple(_certificate(text) for text in _wrapped(intermediates))
    key_text = to_text(key)
    secret = None if passphrase is None else to_text(passphrase)
    _check_key(key_text, secret)
    return replace(
        options,
        client_cert=_certificate(certificate),
        client_key=key_text,
        passphrase=secret,
        intermediates=chain,
    )


def server_certificates(options: TlsOptions, certificates: Any, *, strict: bool) -> TlsOptions:
    """`options` that trust these certificates. Raises TlsCertificateFormatError for unusable PEM."""
    added = tuple(_certificate(text) for text in _wrapped(certificates))
    return replace(options, server_certs=options.server_certs + added, strict=strict)


def _wrapped(value: Any) -> list[Any]:
    items = value if isinstance(value, (list, tuple)) else [value]
    return [item for item in items if item is not None]


def _certificate(value: Any) -> str:
    text = to_text(value)

    def load() -> object:
        from cryptography.x509 import load_pem_x509_certificate

        return load_pem_x509_certificate(text.encode())

    _check(load, "certificate")
    return text


def _check_key(text: str, passphrase: str | None) -> None:
    def load() -> object:
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        return load_pem_private_key(text.encode(), None if passphrase is None else passphrase.encode())

    _check(load, "private key")


def _check(load: Callable[[], object], what: str) -> None:
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        load()
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise TlsCertificateFormatError(
            f"The {what} is no usable PEM: {str(error).partition(' See https://')[0]}",
            hint="Paste it with its BEGIN and END lines and real line breaks.",
        ) from None
