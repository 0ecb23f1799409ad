"""The certificates of a server, as exchanges show them."""

from __future__ import annotations

import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from authbench.events import Certificate, TlsFacts
from authbench.http import HttpRequest, TlsFailed, TlsOptions
from authbench.http.certificates import tls_facts
from support.http_server import Bench, answering, response, serving

ANSWER = answering(response(200, b"ok"))


@pytest.fixture(scope="module")
def root() -> trustme.CA:
    return trustme.CA(organization_name='Root, "quoted"', organization_unit_name="Tests")


def context(leaf: trustme.LeafCert) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf.configure_cert(made)
    return made


def request(url: str, root: trustme.CA) -> HttpRequest:
    return HttpRequest("GET", url, tls=TlsOptions(server_certs=(root.cert_pem.bytes().decode(),)))


def as_read_elsewhere(pem: bytes) -> Certificate:
    """The same facts, read by another library."""
    read = x509.load_pem_x509_certificate(pem)
    names: tuple[str, ...] = ()
    try:
        alternative = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        pass
    else:
        names = tuple(str(name.value) for name in alternative)
    return Certificate(
        read.subject.rfc4514_string(),
        read.issuer.rfc4514_string(),
        read.not_valid_before_utc,
        read.not_valid_after_utc,
        names,
        f"{read.serial_number:X}",
        read.fingerprint(hashes.SHA256()).hex(),
    )


def same(one: Certificate, other: Certificate) -> bool:
    rest = (one.subject, one.issuer, one.not_before, one.not_after, one.names, one.fingerprint)
    theirs = (other.subject, other.issuer, other.not_before, other.not_after, other.names, other.fingerprint)
    return rest == theirs and one.serial.lstrip("0") == other.serial.lstrip("0")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_the_chain_is_what_the_server_sent_leaf_first(
    bench: Bench, root: trustme.CA, version: ssl.TLSVersion
) -> None:
    leaf = root.create_child_ca().issue_cert("localhost", "127.0.0.1", "::1", organization_name="Käse+Söhne")
    made = context(leaf)
    made.maximum_version = version
    sent = [blob.bytes() for blob in leaf.cert_chain_pems]
    with serving(ANSWER, tls=made) as server:
        for _ in range(2):  # The second on the kept connection.
            facts = bench.client.send(request(server.url, root), bench.scope).exchange.tls
            assert facts is not None
            assert len(facts.chain) == len(sent) == 2
            for ours, theirs in zip(facts.chain, sent, strict=True):
                assert same(ours, as_read_elsewhere(theirs)), (ours, as_read_elsewhere(theirs))
        assert server.connections == 1
    assert facts.chain[0].names == ("localhost", "127.0.0.1", "::1")


def test_a_handshake_that_failed_shows_the_certificate_it_failed_on(bench: Bench, root: trustme.CA) -> None:
    now = datetime.now(UTC)
    unknown = trustme.CA()
    bad = {
        "expired": root.issue_cert("127.0.0.1", not_after=now - timedelta(days=1)),
        "wrong_host": root.issue_cert("other.example.com"),
        "unknown_ca": unknown.issue_cert("127.0.0.1"),
    }
    for reason, leaf in bad.items():
        with serving(ANSWER, tls=context(leaf)) as server, pytest.raises(TlsFailed) as caught:
            bench.client.send(request(server.url, root), bench.scope)
        assert caught.value.reason == reason
        exchange = caught.value.exchange
        assert exchange is not None
        assert exchange.tls is not None
        assert exchange.tls.server_name == "127.0.0.1"
        assert same(exchange.tls.chain[0], as_read_elsewhere(leaf.cert_chain_pems[0].bytes())), reason


def test_a_handshake_that_never_got_a_certificate_has_no_chain(bench: Bench, root: trustme.CA) -> None:
    with serving(lambda peer: peer.send(b"no TLS here\r\n")) as server, pytest.raises(TlsFailed) as caught:
        bench.client.send(request(server.url.replace("http:", "https:"), root), bench.scope)
    exchange = caught.value.exchange
    assert exchange is not None
    assert exchange.tls is None or exchange.tls.chain == ()


def test_another_tls_library_only_costs_the_chain() -> None:
    class Other:
        def cipher(self) -> tuple[str, str, int]:
            return "AES", "TLSv1.3", 256

        def version(self) -> str:
            return "TLSv1.3"

    assert tls_facts(Other(), "h") == TlsFacts("TLSv1.3", "AES", "h")  # type: ignore[arg-type]


def test_certificates_need_no_library_of_their_own() -> None:
    script = (
        "import sys\nimport authbench.http.chain, authbench.http.certificates\n"
        "print([name for name in sys.modules if name.startswith('cryptography')])"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_the_systems_own_trust_shows_what_it_refused(bench: Bench) -> None:
    leaf = trustme.CA().issue_cert("127.0.0.1")
    with serving(ANSWER, tls=context(leaf)) as server, pytest.raises(TlsFailed) as caught:
        bench.client.send(HttpRequest("GET", server.url), bench.scope)
    exchange = caught.value.exchange
    assert exchange is not None
    assert exchange.tls is not None
    assert same(exchange.tls.chain[0], as_read_elsewhere(leaf.cert_chain_pems[0].bytes()))


def test_a_connection_that_verifies_nothing_still_shows_the_certificate(bench: Bench) -> None:
    leaf = trustme.CA().issue_cert("other.example.com")
    with serving(ANSWER, tls=context(leaf)) as server:
        sent = HttpRequest("GET", server.url, tls=TlsOptions(verify=False))
        facts = bench.client.send(sent, bench.scope).exchange.tls
    assert facts is not None
    assert facts.chain[0].names == ("other.example.com",)
