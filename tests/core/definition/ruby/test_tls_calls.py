"""Certificates that a definition brings along, against a real TLS server (SDK reference 5.9)."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from authbench.sdk import RequestFailed, SdkError
from support.definition_lambdas import run


@contextmanager
def secure_server(authority: trustme.CA, clients: trustme.CA | None = None) -> Iterator[str]:
    """A server that answers with the subject's serial and chain length it was shown; it wants a certificate
    of `clients`, where that is given."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    if clients is not None:
        clients.configure_trust(context)
        context.verify_mode = ssl.CERT_REQUIRED
    server = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        while True:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                with context.wrap_socket(connection, server_side=True) as secure:
                    if not secure.recv(65536):
                        return
                    shown = b'{"certificate":%s}' % (b"true" if secure.getpeercert() else b"false")
                    secure.sendall(
                        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
                        % (len(shown), shown)
                    )
                continue

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.getsockname()[1]}/"
    finally:
        server.close()


def pem(blob: trustme.Blob) -> str:
    return blob.bytes().decode()


def test_only_the_given_certificates_are_trusted() -> None:
    authority, stranger = trustme.CA(), trustme.CA()
    with secure_server(authority) as url:
        settings = {"url": url, "ca": pem(authority.cert_pem), "other": pem(stranger.cert_pem)}
        trusting = "get(c['url']).tls_server_certs(certificates: c['ca'])['certificate']"
        assert run(trusting, settings) is False
        both = "get(c['url']).tls_server_certs(certificates: [c['other'], nil, c['ca']], strict: false)['certificate']"
        assert run(both, settings) is False
        for refused in (
            "get(c['url'])['x']",
            "get(c['url']).tls_server_certs(certificates: c['other'])['x']",
            "get(c['url']).tls_server_certs(certificates: [c['other']], strict: false)['x']",
        ):
            with pytest.raises(RequestFailed) as caught:
                run(refused, settings)
            assert caught.value.status is None


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_client_certificate_with_intermediates(encrypted: bool) -> None:
    authority = trustme.CA()
    intermediate = authority.create_child_ca()
    leaf = intermediate.issue_cert("client@example.org")
    key = pem(leaf.private_key_pem)
    if encrypted:
        key = (
            load_pem_private_key(key.encode(), None)
            .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"open sesame"))
            .decode()
        )
    settings: dict[str, Any] = {
        "url": "",
        "ca": pem(authority.cert_pem),
        "cert": pem(leaf.cert_chain_pems[0]),
        "key": key,
        "pass": "open sesame" if encrypted else None,
        "chain": [pem(blob) for blob in leaf.cert_chain_pems[1:]],
    }
    call = """get(c['url']).tls_server_certs(certificates: c['ca'])
        .tls_client_cert(certificate: c['cert'], key: c['key'], passphrase: c['pass'], intermediates: %s)['certificate']"""
    with secure_server(authority, authority) as url:
        settings["url"] = url
        assert run(call % "c['chain']", settings) is True
        assert run(call % "[nil] + c['chain']", settings) is True
        assert run(call % "c['chain'].first", settings) is True
        with pytest.raises(SdkError):
            run(call % "[]", settings)


@pytest.mark.parametrize(
    "call",
    [
        "get(c['url']).tls_server_certs(certificates: 'no pem')",
        "get(c['url']).tls_client_cert(certificate: 'no pem', key: c['key'])",
        "get(c['url']).tls_client_cert(certificate: c['cert'], key: 'no pem')",
        "get(c['url']).tls_client_cert(certificate: c['cert'], key: c['key'], intermediates: ['no pem'])",
        "get(c['url']).tls_client_cert(certificate: c['cert'], key: c['locked'], passphrase: 'wrong')",
        "get(c['url']).tls_client_cert(certificate: c['cert'], key: c['locked'])",
    ],
)
def test_bad_pem_is_an_error_that_can_be_rescued(call: str) -> None:
    leaf = trustme.CA().issue_cert("client@example.org")
    key = pem(leaf.private_key_pem)
    locked = load_pem_private_key(key.encode(), None).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"open sesame")
    )
    settings = {
        "url": "https://127.0.0.1:9/",
        "cert": pem(leaf.cert_chain_pems[0]),
        "key": key,
        "locked": locked.decode(),
    }
    named = run(f"begin; {call}; 'sent'; rescue => e; e.class.to_s; end", settings)
    assert named == "Workato::Connector::Sdk::RequestTLSCertificateFormatError"
