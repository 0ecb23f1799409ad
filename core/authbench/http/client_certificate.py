"""A client certificate given as text, loaded without its key ever lying readable on the disk."""

from __future__ import annotations

import contextlib
import os
import secrets
import ssl
import tempfile
from dataclasses import replace

from authbench.http.errors import InvalidTlsOptions
from authbench.http.message import TlsOptions


def load_client_certificate(context: ssl.SSLContext, options: TlsOptions) -> None:
    """Load the certificate, its intermediates and its key into `context`.

    OpenSSL reads them from a file only, so the key is written encrypted with a passphrase made for
    this one load, and the file is removed at once. Raises `InvalidTlsOptions`.
    """
    passphrase = secrets.token_urlsafe(32)
    chain = "\n".join((options.client_cert or "", *options.intermediates))
    content = chain.encode("utf-8") + b"\n" + _encrypted_key(options, passphrase)
    handle, path = tempfile.mkstemp(suffix=".pem")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        context.load_cert_chain(path, password=passphrase)
    except (ssl.SSLError, ValueError) as error:
        raise InvalidTlsOptions(
            "The client certificate is not valid PEM, or the key does not belong to it.",
            hint="Certificate and key are PEM texts; the key must be the certificate's own.",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            os.unlink(path)


def _encrypted_key(options: TlsOptions, passphrase: str) -> bytes:
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        PrivateFormat,
        load_pem_private_key,
    )

    if not options.client_key:
        raise InvalidTlsOptions(
            "A client certificate was given without its key.", hint="Give the key as PEM text."
        )
    own = options.passphrase.encode("utf-8") if options.passphrase else None
    try:
        key = load_pem_private_key(options.client_key.encode("utf-8"), own)
    except TypeError as error:
        if own is not None:  # A passphrase for a key that has none does no harm.
            return _encrypted_key(replace(options, passphrase=None), passphrase)
        raise InvalidTlsOptions(
            "The client key is encrypted and no passphrase was given.", hint="Give the key's passphrase."
        ) from error
    except ValueError as error:
        raise InvalidTlsOptions(
            "The client key is not valid PEM, or its passphrase is wrong.",
            hint="A PEM key starts with -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----.",
        ) from error
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase.encode()))
