"""What goes wrong before an answer: names, addresses, proxies, TLS; and what goes wrong on this machine."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import trustme

from support.connection_runs import free_port
from support.explained_runs import Behaviour, Case, api, say
from support.http_server import Peer, Script, answering, response, serving

NOW = datetime.now(UTC)


def serves(
    script: Script, tls: ssl.SSLContext | None = None, scheme: str = "", host: str = "127.0.0.1"
) -> Behaviour:
    """A server with this script; its own URL is in the settings as `url`."""

    @contextlib.contextmanager
    def behave() -> Iterator[dict[str, str]]:
        with serving(script, tls=tls) as server:
            address = f"{scheme or ('https' if tls else 'http')}://{host}:{server.port}"
            yield {"url": address, "ca": AUTHORITY.cert_pem.bytes().decode()}

    return behave


def routed(script: Script) -> Behaviour:
    """A server with this script behind a route."""

    @contextlib.contextmanager
    def behave() -> Iterator[dict[str, str]]:
        with serving(script) as server:
            yield {"origin": server.url}

    return behave


AUTHORITY = trustme.CA()


def certified(*names: str, by: trustme.CA | None = None, **times: datetime) -> ssl.SSLContext:
    """A server's context with a certificate for these names."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    (by or AUTHORITY).issue_cert(*names, **times).configure_cert(context)
    return context


def self_signed() -> ssl.SSLContext:
    """A server whose certificate is its own authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority = trustme.CA()
    with authority.private_key_pem.tempfile() as key, authority.cert_pem.tempfile() as certificate:
        context.load_cert_chain(certificate, key)
    return context


def leaf_only(*, issuer_at: str = "http://certificates.test/intermediate.cer") -> ssl.SSLContext:
    """A server with a certificate of an intermediate authority, which it does not send along; `issuer_at` is
    where the certificate says that it can be fetched."""
    return alone(AUTHORITY.create_child_ca(), issuer_at)


def alone(authority: trustme.CA, issuer_at: str) -> ssl.SSLContext:
    """A server that sends nothing but its own certificate, issued by this authority."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
        load_pem_private_key,
    )

    issuer = x509.load_pem_x509_certificate(authority.cert_pem.bytes())
    signing = load_pem_private_key(authority.private_key_pem.bytes(), None)
    assert isinstance(signing, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")]))
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=9))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
    )
    if issuer_at:
        fetched = x509.AccessDescription(
            x509.AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(issuer_at)
        )
        builder = builder.add_extension(x509.AuthorityInformationAccess([fetched]), critical=False)
    certificate = builder.sign(signing, hashes.SHA256())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with trustme.Blob(certificate.public_bytes(Encoding.PEM) + private).tempfile() as file:
        context.load_cert_chain(file)
    return context


def wanting() -> ssl.SSLContext:
    """A server that wants to see a certificate of the client."""
    context = certified("127.0.0.1")
    AUTHORITY.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


@contextlib.contextmanager
def closed_port() -> Iterator[dict[str, str]]:
    """A route to where nothing listens."""
    yield {"origin": f"http://127.0.0.1:{free_port()}"}


@contextlib.contextmanager
def nobody_here() -> Iterator[dict[str, str]]:
    """A URL at which nothing listens."""
    yield {"url": f"http://127.0.0.1:{free_port()}"}


def drop(peer: Peer) -> None:
    """Read the request and hang up."""
    peer.read()


def cut(peer: Peer) -> None:
    """Begin an answer and hang up."""
    peer.read()
    peer.send(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a"')


def mumble(peer: Peer) -> None:
    """Answer in another protocol."""
    peer.read()
    peer.send(b"220 mail.test ESMTP\r\n")


def plain(peer: Peer) -> None:
    """Answer the greeting of TLS as a web server without it does."""
    peer.sock.recv(2048)
    peer.send(response(400))


def hang_up(peer: Peer) -> None:
    """Hang up as soon as the greeting of TLS begins."""
    peer.sock.recv(64)


def too_old(peer: Peer) -> None:
    """Refuse the version of TLS with an alert (RFC 8446, 6: fatal, protocol_version)."""
    peer.sock.recv(2048)
    peer.send(b"\x15\x03\x01\x00\x02\x02\x46")


FINE = answering(response(200, b"{}"))
OWN = "get(\"#{c['url']}/me\")"
TRUSTING = OWN + ".tls_server_certs(certificates: [c['ca']])"

CASES: tuple[Case, ...] = (
    Case(
        "connection_refused",
        api(),
        (),
        "was routed to `http://127.0.0.1:",
        "refused the connection",
        "connection_settings",
        behaviour=closed_port,
    ),
    Case(
        "connection_refused",
        api(OWN),
        (),
        "It is this machine",
        "an address of this machine",
        "retry",
        behaviour=nobody_here,
        note="own",
    ),
    Case(
        "connection_dropped",
        api(),
        (),
        "crashed on this request",
        "not one byte came back",
        "retry",
        behaviour=routed(drop),
    ),
    Case("answer_cut", api(), (), "cut the connection", "200 OK", behaviour=routed(cut)),
    Case("not_http", api(), (), "Something else listens", "api.test/me", behaviour=routed(mumble)),
    Case(
        "tls_expired",
        api(TRUSTING),
        (),
        "operator has to renew it",
        "certificate has expired",
        "copy_report",
        behaviour=serves(
            FINE, certified("127.0.0.1", not_before=NOW - timedelta(9), not_after=NOW - timedelta(2))
        ),
    ),
    Case(
        "tls_not_yet_valid",
        api(TRUSTING),
        (),
        "clock is wrong",
        "not yet valid",
        "retry",
        behaviour=serves(
            FINE, certified("127.0.0.1", not_before=NOW + timedelta(2), not_after=NOW + timedelta(9))
        ),
    ),
    Case(
        "tls_wrong_host",
        api(TRUSTING),
        (),
        "misspelt",
        "mismatch",
        behaviour=serves(FINE, certified("other.test")),
    ),
    Case(
        "tls_self_signed",
        api(OWN),
        (),
        "`tls_server_certs`",
        "self",
        "show_line",
        behaviour=serves(FINE, self_signed()),
    ),
    Case(
        "tls_unknown_ca",
        api(OWN),
        (),
        "company proxy",
        "local issuer",
        "show_line",
        behaviour=serves(FINE, certified("127.0.0.1")),
    ),
    Case(
        "tls_unknown_ca",
        api(TRUSTING),
        (),
        "company proxy",
        "local issuer",
        "show_line",
        behaviour=serves(FINE, certified("127.0.0.1", by=trustme.CA().create_child_ca())),
        note="with its intermediate",
    ),
    Case(
        "tls_missing_intermediate",
        api(TRUSTING),
        (),
        "has to send the whole chain",
        "no certificate of",
        "copy_report",
        behaviour=serves(FINE, leaf_only()),
    ),
    Case(
        "tls_client_certificate",
        api(TRUSTING),
        (),
        "`tls_client_cert`",
        "system says",
        "show_line",
        behaviour=serves(FINE, wanting()),
    ),
    Case(
        "tls_plain_http",
        api(OWN),
        (),
        "Check scheme and port",
        "began with letters",
        behaviour=serves(plain, scheme="https"),
    ),
    Case(
        "tls_protocol",
        api(OWN),
        (),
        "outdated versions",
        "system says",
        behaviour=serves(too_old, scheme="https"),
    ),
    Case(
        "tls_dropped",
        api(OWN),
        (),
        "may not speak TLS",
        "system says",
        "retry",
        behaviour=serves(hang_up, scheme="https"),
    ),
    Case("invalid_url", api("get('https:///nowhere')"), (say(200),), "", "", "show_line"),
    Case(
        "connector_error",
        api("error('Not today')"),
        (say(200),),
        "calls `error(…)`",
        "code: connector_error",
        "show_line",
        note="own words",
    ),
    Case(
        "invalid_request_data",
        api("get('/me').headers('X-A' => \"a\\nb\")"),
        (say(200),),
        "",
        "",
        "show_line",
    ),
)


def resolving(error: int) -> socket.gaierror:
    """What the system says where a name is not found."""
    return socket.gaierror(
        error,
        "Temporary failure in name resolution" if error == socket.EAI_AGAIN else "Name or service not known",
    )


DNS_CASES = (
    Case(
        "dns_failed",
        api(),
        (),
        "misspelt",
        "Name or service not known",
        "focus_field",
        note=str(socket.EAI_NONAME),
    ),
    Case(
        "dns_temporary",
        api(),
        (),
        "name server does not answer",
        "Temporary failure",
        "retry",
        note=str(socket.EAI_AGAIN),
    ),
)

PROXY_CASES = (
    (
        Case("proxy_credentials", api(), (), "Put both into the proxy's URL", "407", "retry"),
        b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
    ),
    (
        Case("proxy_tunnel", api(), (), "rules forbid this host", "403", "retry"),
        b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
    ),
    (
        Case(
            "proxy_unreachable",
            api(),
            (),
            "is down, or its host or port is wrong",
            "leads through http://127.0.0.1",
            "retry",
        ),
        b"",
    ),
)
