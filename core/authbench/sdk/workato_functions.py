"""The `workato.*` functions (SDK reference 6.2). Each is a method of its own name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from authbench.encoding import to_text, utf8
from authbench.events import SecretLearned
from authbench.sdk import ciphers
from authbench.sdk.errors import HelperArgumentError, UndefinedStdLibMethod

if TYPE_CHECKING:
    from authbench.sdk.context import Context
    from authbench.sdk.csv_tables import Csv
    from authbench.sdk.net_lookup import Net

_VERIFY_ALGORITHMS = ("SHA", "SHA1", "SHA224", "SHA256", "SHA384", "SHA512")

FUNCTIONS = frozenset(
    {
        "jwt_encode",
        "jwt_encode_rs256",
        "jwt_decode",
        "verify_rsa",
        "parse_yaml",
        "render_yaml",
        "parse_json",
        "uuid",
        "random_bytes",
        "aes_cbc_encrypt",
        "aes_cbc_decrypt",
        "aes_gcm_encrypt",
        "aes_gcm_decrypt",
        "pbkdf2_hmac_sha1",
    }
)
"""Names that `workato.` answers to, beside the namespaces `csv` and `net`."""


class Workato:
    """What `workato` is in a lambda. Any other name raises UndefinedStdLibMethod."""

    aes_cbc_encrypt = staticmethod(ciphers.aes_cbc_encrypt)
    aes_cbc_decrypt = staticmethod(ciphers.aes_cbc_decrypt)
    aes_gcm_encrypt = staticmethod(ciphers.aes_gcm_encrypt)
    aes_gcm_decrypt = staticmethod(ciphers.aes_gcm_decrypt)
    pbkdf2_hmac_sha1 = staticmethod(ciphers.pbkdf2_hmac_sha1)
    random_bytes = staticmethod(ciphers.random_bytes)

    def __init__(self, context: Context) -> None:
        self._context = context

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise UndefinedStdLibMethod(name, "workato")

    def jwt_encode(
        self,
        payload: Any,
        key: Any,
        algorithm: Any,
        header_fields: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> str:
        """A signed JWT. Extra header fields may be keywords. Raises HelperArgumentError."""
        from authbench.sdk.jwt import jwt_encode

        if header_fields is not None and not isinstance(header_fields, Mapping):
            raise HelperArgumentError("header_fields must be a Hash")
        token = jwt_encode(payload, key, algorithm, {**(header_fields or {}), **more})
        self._context.session.recorder.record(SecretLearned(token, "assertion"))
        return token

    def jwt_encode_rs256(
        self, payload: Any, key: Any, header_fields: Mapping[str, Any] | None = None, **more: Any
    ) -> str:
        """`jwt_encode` with RS256."""
        return self.jwt_encode(payload, key, "RS256", header_fields, **more)

    def jwt_decode(self, token: Any, key: Any, algorithm: Any) -> dict[str, Any]:
        """`{payload, header}` of a JWT whose signature and times hold. Raises HelperArgumentError."""
        from authbench.sdk.jwt import jwt_decode

        return jwt_decode(token, key, algorithm, self._context.session.clock())

    def verify_rsa(self, payload: Any, certificate: Any, signature: Any, algorithm: Any = "SHA256") -> bool:
        """Whether an RSA signature holds under a PEM certificate. Raises HelperArgumentError."""
        from authbench.sdk.jwt import verify_rsa

        name = to_text(algorithm).upper()
        if name not in _VERIFY_ALGORITHMS:
            raise HelperArgumentError(
                f"Unsupported signing method. Supports only {', '.join(_VERIFY_ALGORITHMS)}. Got: '{name}'"
            )
        return verify_rsa(utf8(to_text(payload)), utf8(to_text(certificate)), utf8(to_text(signature)), name)

    def parse_yaml(self, source: Any) -> Any:
        """YAML of plain values. Raises HelperArgumentError."""
        from authbench.sdk.yaml_text import parse_yaml

        return parse_yaml(to_text(source), self._context.session.scope.check)

    def render_yaml(self, value: Any) -> str:
        """A value as YAML."""
        from authbench.sdk.resolve import resolve
        from authbench.sdk.yaml_writer import render_yaml

        return render_yaml(resolve(value))

    def parse_json(self, source: Any) -> Any:
        """As the helper of that name. Raises JsonParsingError."""
        return self._context.parse_json(source)

    def uuid(self) -> str:
        """A random UUID (version 4)."""
        return self._context.uuid()

    @property
    def csv(self) -> Csv:
        """`csv.parse` and `csv.generate`."""
        from authbench.sdk.csv_tables import Csv

        return Csv(self._context.session.scope.check)

    @property
    def net(self) -> Net:
        """`net.lookup`."""
        from authbench.sdk.net_lookup import Net

        return Net(self._context)
