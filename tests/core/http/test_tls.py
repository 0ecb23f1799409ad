from __future__ import annotations

import ipaddress
import ssl
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from authbench.http import HttpRequest, InvalidTlsOptions, Routes, TlsFailed, TlsOptions, TlsReason
from support.explained_journeys import alone
from support.http_server import Bench, Peer, answering, http_bench, response, serving

NOW = datetime.now(UTC)
ANSWER = answering(response(200, b"private"))


@dataclass(frozen=True)
class Authority:
    ca: trustme.CA

    @property
    def pem(self) -> str:
        return self.ca.cert_pem.bytes().decode()

    def server(self, *names: str, **times: datetime) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.ca.issue_cert(*names, **times).configure_cert(context)
        return context


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority(trustme.CA())


def get(bench: Bench, url: str, **options: object) -> bytes:
    tls = TlsOptions(**options)  # type: ignore[arg-type]
    return bench.client.send(HttpRequest("GET", url, tls=tls), bench.scope).body


def failure(bench: Bench, url: str, **options: object) -> TlsFailed:
    with pytest.raises(TlsFailed) as caught:
        get(bench, url, **options)
    error = caught.value
    assert error.code == "tls_failed"
    assert error.exchange is not None
    assert error.exchange.error is not None
    assert error.exchange.status is None
    return error


def test_a_trusted_certificate_and_its_facts(bench: Bench, authority: Authority) -> None:
    with serving(ANSWER, tls=authority.server("localhost", "127.0.0.1")) as server:
        url = server.url.replace("127.0.0.1", "localhost")
        tls = TlsOptions(server_certs=(authority.pem,))
        for _ in range(2):
            exchange = bench.client.send(HttpRequest("GET", url, tls=tls), bench.scope).exchange
            assert exchange.tls is not None
            assert exchange.tls.version.startswith("TLSv1.")
            assert exchange.tls.server_name == "localhost"
        assert get(bench, server.url, server_certs=(authority.pem,)) == b"private"
    first, second, _ = bench.events.finished
    assert first.phases.tls is not None
    assert second.phases.tls is None


def test_large_bodies_over_tls(bench: Bench, authority: Authority) -> None:
    big = bytes(range(256)) * 8_000

    def script(peer: Peer) -> None:
        received = peer.read()
        assert received is not None
        peer.send(response(200, received.body))

    with serving(script, tls=authority.server("127.0.0.1")) as server:
        request = HttpRequest("POST", server.url, body=big, tls=TlsOptions(server_certs=(authority.pem,)))
        assert bench.client.send(request, bench.scope).body == big


@pytest.mark.parametrize(
    ("reason", "make", "said"),
    [
        (
            TlsReason.EXPIRED,
            lambda a: a.server("127.0.0.1", not_after=NOW - timedelta(days=1)),
            "has expired",
        ),
        (
            TlsReason.NOT_YET_VALID,
            lambda a: a.server(
                "127.0.0.1", not_before=NOW + timedelta(days=1), not_after=NOW + timedelta(days=9)
            ),
            "not valid yet",
        ),
        (TlsReason.WRONG_HOST, lambda a: a.server("other.example.com"), "not for 127.0.0.1"),
        (TlsReason.UNKNOWN_CA, lambda a: Authority(trustme.CA()).server("127.0.0.1"), "does not trust"),
    ],
)
def test_each_bad_certificate_has_its_sentence(
    bench: Bench,
    authority: Authority,
    reason: TlsReason,
    make: Callable[[Authority], ssl.SSLContext],
    said: str,
) -> None:
    with serving(ANSWER, tls=make(authority)) as server:
        error = failure(bench, server.url, server_certs=(authority.pem,))
        assert error.reason is reason
        assert said in error.message
        assert error.hint
        assert server.requests == []


def test_the_hint_for_a_certificate_of_the_future_is_the_clock(bench: Bench, authority: Authority) -> None:
    later = authority.server(
        "127.0.0.1", not_before=NOW + timedelta(days=1), not_after=NOW + timedelta(days=9)
    )
    with serving(ANSWER, tls=later) as server:
        assert "clock" in (failure(bench, server.url, server_certs=(authority.pem,)).hint or "")


def test_the_system_does_not_trust_strangers(bench: Bench, authority: Authority) -> None:
    with serving(ANSWER, tls=authority.server("127.0.0.1")) as server:
        assert failure(bench, server.url).reason is TlsReason.UNKNOWN_CA


def test_what_the_system_trusts_is_trusted(
    bench: Bench, authority: Authority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bundle = tmp_path / "trusted.pem"
    bundle.write_text(authority.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    with serving(ANSWER, tls=authority.server("127.0.0.1")) as server:
        assert get(bench, server.url) == b"private"


def self_signed(*names: str) -> tuple[ssl.SSLContext, str]:
    """A certificate that is its own issuer, as a developer makes one."""

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "self")])

    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(each)) for each in names]), False
        )
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(Encoding.PEM)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile() as file:
        file.write(pem + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.flush()
        context.load_cert_chain(file.name)
    return context, pem.decode()


def test_a_self_signed_certificate(bench: Bench) -> None:
    context, pem = self_signed("127.0.0.1")
    with serving(ANSWER, tls=context) as server:
        assert failure(bench, server.url).reason is TlsReason.SELF_SIGNED
        assert get(bench, server.url, server_certs=(pem,)) == b"private"


def test_a_chain_with_a_gap_is_told_from_an_unknown_root(bench: Bench, authority: Authority) -> None:
    """Only the certificate itself can tell: it says where its issuer's is, or it does not."""
    trusted = {"server_certs": (authority.pem,)}
    child = authority.ca.create_child_ca()
    at = "http://certificates.test/intermediate.cer"
    with serving(ANSWER, tls=alone(child, at)) as server:
        error = failure(bench, server.url, **trusted)
        assert error.reason is TlsReason.MISSING_INTERMEDIATE
        assert "left out" in error.message
        assert error.details["issuer_at"] == at
        assert "Testing CA" in error.details["issuer"]
        # What is advised helps.
        given = child.cert_pem.bytes().decode()
        assert get(bench, server.url, server_certs=(given,)) == b"private"
    for issuer_at in ("", "ldap:///CN=Contoso"):
        with serving(ANSWER, tls=alone(child, issuer_at)) as server:
            error = failure(bench, server.url, **trusted)
            assert error.reason is TlsReason.UNKNOWN_CA
            assert error.details["issuer_at"] == ""
    stranger = Authority(trustme.CA().create_child_ca())
    with serving(ANSWER, tls=stranger.server("127.0.0.1")) as server:
        error = failure(bench, server.url, **trusted)
        assert error.reason is TlsReason.UNKNOWN_CA
        assert "issuer" not in error.details
    with serving(ANSWER, tls=authority.server("other.example.com")) as server:
        assert "issuer" not in failure(bench, server.url, **trusted).details


def test_given_certificates_replace_the_systems_or_add_to_them(
    bench: Bench, authority: Authority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    system, given = authority, Authority(trustme.CA())
    bundle = tmp_path / "trusted.pem"
    bundle.write_text(system.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    with serving(ANSWER, tls=system.server("127.0.0.1")) as server:
        assert failure(bench, server.url, server_certs=(given.pem,)).reason is TlsReason.UNKNOWN_CA
        assert get(bench, server.url, server_certs=(given.pem,), strict=False) == b"private"
    with serving(ANSWER, tls=given.server("127.0.0.1")) as server:
        assert get(bench, server.url, server_certs=(given.pem,), strict=False) == b"private"
        assert get(bench, server.url, server_certs=(system.pem, given.pem)) == b"private"


def test_verification_is_switched_off_only_where_asked(bench: Bench) -> None:
    wrong = Authority(trustme.CA()).server("other.example.com", not_after=NOW - timedelta(days=1))
    with serving(ANSWER, tls=wrong) as server:
        assert get(bench, server.url, verify=False) == b"private"
        failure(bench, server.url)


def test_plain_http_on_the_port_is_said_so(bench: Bench) -> None:
    def http_server(peer: Peer) -> None:
        peer.sock.recv(10)
        peer.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        peer.wait_until_closed()

    with serving(http_server) as server:
        error = failure(bench, server.url.replace("http:", "https:"))
    assert error.reason is TlsReason.PLAIN_HTTP
    assert "plain http" in error.message


def test_a_handshake_that_is_cut(bench: Bench) -> None:
    def script(peer: Peer) -> None:
        peer.sock.recv(10)
        peer.reset()

    with serving(script) as server:
        assert failure(bench, server.url.replace("http:", "https:")).reason is TlsReason.DROPPED
    with serving(lambda peer: peer.sock.recv(1000)) as server:
        assert failure(bench, server.url.replace("http:", "https:")).reason is TlsReason.DROPPED


def test_no_version_in_common(bench: Bench, authority: Authority) -> None:
    modern_only = authority.server("127.0.0.1")
    modern_only.minimum_version = ssl.TLSVersion.TLSv1_2
    modern_only.maximum_version = ssl.TLSVersion.TLSv1_2
    modern_only.set_ciphers("AES128-SHA")
    with serving(ANSWER, tls=modern_only) as server:
        error = failure(bench, server.url, server_certs=(authority.pem,))
    assert error.reason in (TlsReason.PROTOCOL, TlsReason.OTHER)


def demanding(authority: Authority, version: ssl.TLSVersion) -> ssl.SSLContext:
    context = authority.server("127.0.0.1")
    context.verify_mode = ssl.CERT_REQUIRED
    context.minimum_version = context.maximum_version = version
    authority.ca.configure_trust(context)
    return context


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_client_certificate_is_wanted(bench: Bench, authority: Authority, version: ssl.TLSVersion) -> None:
    mine = authority.ca.issue_cert("me@example.com")
    key = mine.private_key_pem.bytes().decode()
    certificate = mine.cert_chain_pems[0].bytes().decode()
    encrypted = (
        load_pem_private_key(key.encode(), None)
        .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"open sesame"))
        .decode()
    )
    trusted = {"server_certs": (authority.pem,)}
    with serving(ANSWER, tls=demanding(authority, version)) as server:
        error = failure(bench, server.url, **trusted)
        assert error.reason is TlsReason.CLIENT_CERTIFICATE
        assert "client certificate" in error.message
        assert get(bench, server.url, client_cert=certificate, client_key=key, **trusted) == b"private"
        for passphrase in ("open sesame", None):
            with_key = encrypted if passphrase else key
            options = {
                "client_cert": certificate,
                "client_key": with_key,
                "passphrase": passphrase,
                **trusted,
            }
            assert get(bench, server.url, **options) == b"private"
        needless = {"client_cert": certificate, "client_key": key, "passphrase": "needless", **trusted}
        assert get(bench, server.url, **needless) == b"private"


def test_intermediates_are_sent_along(bench: Bench, authority: Authority) -> None:
    between = authority.ca.create_child_ca()
    mine = between.issue_cert("me@example.com")
    chain = [blob.bytes().decode() for blob in mine.cert_chain_pems]
    options = {
        "client_cert": chain[0],
        "client_key": mine.private_key_pem.bytes().decode(),
        "server_certs": (authority.pem,),
    }
    with serving(ANSWER, tls=demanding(authority, ssl.TLSVersion.TLSv1_2)) as server:
        failure(bench, server.url, **options)
        assert get(bench, server.url, intermediates=tuple(chain[1:]), **options) == b"private"


def test_unusable_pem_is_named_and_no_key_stays_on_the_disk(
    bench: Bench, authority: Authority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    mine, other = authority.ca.issue_cert("a@example.com"), authority.ca.issue_cert("b@example.com")
    certificate, key = mine.cert_chain_pems[0].bytes().decode(), mine.private_key_pem.bytes().decode()
    cases = [
        {"server_certs": ("nonsense",)},
        {"server_certs": (authority.pem.replace("M", "!"),)},
        {"client_cert": certificate},
        {"client_cert": certificate, "client_key": "nonsense"},
        {"client_cert": "nonsense", "client_key": key},
        {"client_cert": certificate, "client_key": other.private_key_pem.bytes().decode()},
    ]
    for options in cases:
        with pytest.raises(InvalidTlsOptions) as caught:
            get(bench, "https://127.0.0.1:1/", **options)
        assert caught.value.code == "invalid_request_data"
    assert list(tmp_path.iterdir()) == []


def test_the_target_of_a_route_decides_the_certificate_name(bench: Bench, authority: Authority) -> None:
    with serving(ANSWER, tls=authority.server("localhost")) as server:
        target = server.url.replace("127.0.0.1", "localhost")
        routes = Routes.parse([f"https://api.example.com={target}"])
        request = HttpRequest(
            "GET", "https://api.example.com/", tls=TlsOptions(server_certs=(authority.pem,))
        )
        answer = bench.client.send(request, bench.scope, routes)
        assert server.requests[0].header("Host") == "api.example.com"
    assert answer.exchange.tls is not None
    assert answer.exchange.tls.server_name == "localhost"


def test_session_keys_are_never_written(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log = tmp_path / "keys.log"
    monkeypatch.setenv("SSLKEYLOGFILE", str(log))
    with serving(ANSWER, tls=authority.server("127.0.0.1")) as server, http_bench() as bench:
        for options in ({"server_certs": (authority.pem,)}, {"verify": False}):
            assert get(bench, server.url, **options) == b"private"
    assert not log.exists()


def test_options_do_not_share_connections(bench: Bench, authority: Authority) -> None:
    with serving(ANSWER, tls=authority.server("127.0.0.1")) as server:
        get(bench, server.url, verify=False)
        failure(bench, server.url)
        get(bench, server.url, server_certs=(authority.pem,))
        assert server.connections == 3
