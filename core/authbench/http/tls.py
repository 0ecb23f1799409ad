"""TLS: which certificates are trusted, and a sentence for each way a handshake fails."""

from __future__ import annotations

import ssl

from authbench.http.certificates import LoneCertificate
from authbench.http.errors import InvalidTlsOptions, TlsFailed, TlsReason
from authbench.http.message import TlsOptions


def tls_context(options: TlsOptions) -> ssl.SSLContext:
    """A client context for `options`. Without options it trusts what the operating system trusts.

    Contexts are made directly, never by `create_default_context`, which writes every session's keys
    to the file that SSLKEYLOGFILE names. Raises `InvalidTlsOptions`.
    """
    if not options.verify:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif options.server_certs and options.strict:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    else:
        import truststore

        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if options.verify and options.server_certs:
        _trust(context, options.server_certs)
    if options.client_cert is not None:
        from authbench.http.client_certificate import load_client_certificate

        load_client_certificate(context, options)
    return context


def _trust(context: ssl.SSLContext, certificates: tuple[str, ...]) -> None:
    # Each given certificate is trusted by itself, also where it is not the root of its chain.
    context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
    for certificate in certificates:
        try:
            context.load_verify_locations(cadata=certificate)
        except (ssl.SSLError, ValueError) as error:
            raise InvalidTlsOptions(
                "A server certificate that was given is not valid PEM.",
                hint="A PEM certificate starts with -----BEGIN CERTIFICATE----- on a line of its own.",
            ) from error


# OpenSSL's verify codes (X509_V_ERR_*), with the reason and the sentence for each.
_VERIFY_REASONS = {
    9: TlsReason.NOT_YET_VALID,
    10: TlsReason.EXPIRED,
    18: TlsReason.SELF_SIGNED,
    19: TlsReason.UNKNOWN_CA,
    20: TlsReason.UNKNOWN_CA,
    21: TlsReason.UNKNOWN_CA,
    62: TlsReason.WRONG_HOST,
    64: TlsReason.WRONG_HOST,
}

_TEXTS: dict[TlsReason, tuple[str, str]] = {
    TlsReason.EXPIRED: (
        "The certificate of {host} has expired.",
        "The server's operator has to renew it. If it should still be valid, check this machine's clock.",
    ),
    TlsReason.NOT_YET_VALID: (
        "The certificate of {host} is not valid yet.",
        "Most often this machine's clock is wrong: check date and time.",
    ),
    TlsReason.WRONG_HOST: (
        "The certificate is not for {host}.",
        "Check the host name. A hotspot's sign-in page or a proxy may also have answered in its place.",
    ),
    TlsReason.SELF_SIGNED: (
        "The certificate of {host} is self-signed, so nobody vouches for it.",
        "For a server of your own, trust its certificate with tls_server_certs or in the system's store.",
    ),
    TlsReason.UNKNOWN_CA: (
        "The certificate of {host} was issued by an authority that this machine does not trust.",
        "A company proxy or a private authority: add its certificate to the system's trust store or to "
        "tls_server_certs. The server may also have left out an intermediate certificate.",
    ),
    TlsReason.MISSING_INTERMEDIATE: (
        "{host} left out the certificate that vouches for its own.",
        "The server's operator has to send the whole chain, the intermediate certificate included. Browsers "
        "fetch a missing one by themselves, other programs do not.",
    ),
    TlsReason.PLAIN_HTTP: (
        "{host} speaks plain http on this port, not https.",
        "Check the scheme and the port of the URL.",
    ),
    TlsReason.CLIENT_CERTIFICATE: (
        "{host} wants a client certificate, or did not accept the one it was given.",
        "Give certificate and key with tls_client_cert, and check that they belong together.",
    ),
    TlsReason.PROTOCOL: (
        "{host} and this machine have no TLS version or cipher in common.",
        "The server may allow only outdated versions of TLS.",
    ),
    TlsReason.DROPPED: (
        "{host} closed the connection during the TLS handshake.",
        "The port may not speak TLS, or something on the way (a firewall, a proxy) cut the connection.",
    ),
    TlsReason.OTHER: ("The TLS handshake with {host} failed.", ""),
}


def explain_handshake(
    error: Exception, host: str, first_bytes: bytes = b"", lone: LoneCertificate | None = None
) -> TlsFailed:
    """The typed error for what went wrong in a handshake; `first_bytes` is how the peer began, `lone` its
    certificate where it came without its issuer's.

    A certificate that says where its issuer's can be fetched has an issuer of that kind between itself and
    a root (RFC 5280, 4.2.2.1); without that, an unknown root looks the same."""
    reason = _reason(error, first_bytes)
    details = {}
    if reason is TlsReason.UNKNOWN_CA and lone is not None:
        details = {"issuer": lone.issuer, "issuer_at": lone.issuer_at}
        if lone.issuer_at:
            reason = TlsReason.MISSING_INTERMEDIATE
    text, hint = _TEXTS[reason]
    system = getattr(error, "verify_message", None) or getattr(error, "reason", None) or str(error)
    return TlsFailed(
        text.format(host=host), reason=reason, hint=hint or None, details={"system": str(system), **details}
    )


def _reason(error: Exception, first_bytes: bytes) -> TlsReason:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _verify_reason(error)
    # TLS records begin with their type, 20 to 23 (RFC 8446, 5.1); letters are somebody else's protocol.
    if first_bytes and first_bytes[:1].isalpha():
        return TlsReason.PLAIN_HTTP
    if not isinstance(error, ssl.SSLError) or isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
        return TlsReason.DROPPED
    name = (error.reason or "").upper()
    if "CERTIFICATE_REQUIRED" in name or "BAD_CERTIFICATE" in name or "ALERT_UNKNOWN_CA" in name:
        return TlsReason.CLIENT_CERTIFICATE
    if "ALERT_HANDSHAKE_FAILURE" in name:
        return TlsReason.CLIENT_CERTIFICATE if first_bytes[:1] == b"\x16" else TlsReason.PROTOCOL
    if "PROTOCOL" in name or "NO_CIPHERS" in name or "INSUFFICIENT_SECURITY" in name:
        return TlsReason.PROTOCOL
    return TlsReason.OTHER


def _verify_reason(error: ssl.SSLCertVerificationError) -> TlsReason:
    reason = _VERIFY_REASONS.get(getattr(error, "verify_code", 0))
    if reason is not None:
        return reason
    # The trust stores of macOS and Windows explain themselves in words only.
    text = f"{getattr(error, 'verify_message', '')} {error}".lower()
    if "expired" in text or "validity period" in text:
        return TlsReason.EXPIRED
    if "not match" in text or ("name" in text and "mismatch" in text):
        return TlsReason.WRONG_HOST
    return TlsReason.UNKNOWN_CA
