"""The root hash of a definition into `Connector` (SDK reference 1)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from authbench.definition.authorization_builder import build_authorization, fields_of
from authbench.definition.condition_check import check_references, spelled_in
from authbench.definition.field_builder import build_choices
from authbench.definition.findings import Findings
from authbench.definition.lambda_check import read_lambda, read_lambda_or_text
from authbench.definition.model import Authorization, Choice, Connector, Field, Lambda
from authbench.definition.problems import Severity
from authbench.definition.tree import Table, as_table
from authbench.definition.values import text_of
from authbench.encoding import labelize
from authbench.errors import Location

NEEDED_KEYS = ("title", "name", "connection", "test", "methods", "pick_lists", "secure_tunnel")
"""The root keys that a connection needs; readers leave the rest alone."""

_ROOT_KEYS = (
    *NEEDED_KEYS, "object_definitions", "actions", "triggers", "streams", "webhook_keys", "custom_action",
    "custom_action_help", "description", "help", "version", "subtitle", "author", "logo",
)  # fmt: skip
_CONNECTION_KEYS = ("fields", "extended_fields", "authorization", "base_uri")
CLOUD_CALLBACK = "https://www.workato.com/oauth/callback"


def build_connector(root: Table, findings: Findings, *, file: str, source: bytes, digest: str) -> Connector:
    """The connector that a definition describes. Never fails: what cannot be used is recorded and left
    out, so that the rest works."""
    for key in root:
        if key not in _ROOT_KEYS:
            findings.unknown_key(root, key, _ROOT_KEYS, Severity.INFO)
    connection = _connection(root, findings)
    authorization = build_authorization(connection.get("authorization"), findings, place=connection)
    fields = fields_of(connection, findings)
    connector = Connector(
        title=_title(root, findings, file),
        file=file,
        fields=fields,
        extended_fields=read_lambda(connection, "extended_fields", findings, supplied=1),
        authorization=authorization,
        base_uri=read_lambda_or_text(connection, "base_uri", findings),
        test=_test(root, connection, findings),
        methods=_methods(root, findings),
        pick_lists=_pick_lists(root, findings),
        secure_tunnel=bool(root.get("secure_tunnel")),
        source_digest=digest,
    )
    _check_conditions(connector, findings, source)
    _check_selection(connector, findings)
    _note_platform_parts(connector, root, source, findings)
    return connector


def _title(root: Table, findings: Findings, file: str) -> str:
    title, name = root.get("title"), root.get("name")
    if isinstance(title, str) and title.strip():
        return title.strip()
    if "title" in root and title is not None and not isinstance(title, str):
        findings.wrong_type(root, "title", "a text")
    if isinstance(name, str) and name.strip():
        findings.at(
            Severity.WARNING,
            "name_as_title",
            "The platform reads 'title', not 'name'",
            root,
            "name",
            fix="Rename the key to title.",
        )
        return name.strip()
    findings.at(Severity.INFO, "title_missing", "The connector has no title", root, fix="Add title: '…'.")
    return labelize(Path(file).stem.replace("-", "_")) or file


def _connection(root: Table, findings: Findings) -> Table:
    value = root.get("connection")
    if value is None:
        findings.at(
            Severity.INFO,
            "connection_missing",
            "There is no 'connection': no form, no authentication",
            root,
        )
        return Table(path="connection")
    if not isinstance(value, dict):
        findings.wrong_type(root, "connection", "a hash")
        return Table(path="connection")
    connection = as_table(value, "connection")
    for key in connection:
        if key == "apply":
            findings.at(
                Severity.WARNING,
                "nested_apply",
                "'apply' directly under 'connection' never runs",
                connection,
                key,
                fix="Move it into 'authorization'.",
            )
        elif key != "test" and key not in _CONNECTION_KEYS:
            fix = "Put it into 'authorization'." if key in ("type", "acquire", "credentials") else None
            findings.unknown_key(connection, key, _CONNECTION_KEYS, Severity.WARNING, fix)
    return connection


def _test(root: Table, connection: Table, findings: Findings) -> Lambda | None:
    if "test" in connection:
        used = root.get("test") is None
        findings.at(
            Severity.WARNING,
            "nested_test",
            "'test' stands inside 'connection'; the platform looks for it at the root"
            + ("" if used else " and ignores this one"),
            connection,
            "test",
            fix="Move it out of 'connection'.",
        )
        if used:
            return read_lambda(connection, "test", findings, supplied=2)
    if root.get("test") is None:
        findings.at(
            Severity.WARNING,
            "test_missing",
            "No 'test': authentication alone decides whether the connection works",
            root,
            fix="Add test: lambda do |connection| get('…') end at the root.",
        )
        return None
    return read_lambda(root, "test", findings, supplied=2)


def _methods(root: Table, findings: Findings) -> dict[str, Lambda]:
    value = root.get("methods")
    if value is None:
        return {}
    if not isinstance(value, dict):
        findings.wrong_type(root, "methods", "a hash of lambdas")
        return {}
    methods: dict[str, Lambda] = {}
    table = as_table(value, "methods")
    for name, entry in table.items():
        if isinstance(entry, Lambda):
            methods[name] = entry
        elif entry is not None:
            findings.wrong_type(table, name, "a lambda")
    return methods


def _pick_lists(root: Table, findings: Findings) -> dict[str, Lambda | tuple[Choice, ...]]:
    value = root.get("pick_lists")
    if value is not None and not isinstance(value, dict):
        findings.wrong_type(root, "pick_lists", "a hash of lambdas")
    entries: dict[str, Any] = value if isinstance(value, dict) else {}
    return {
        name: entry if isinstance(entry, Lambda) else build_choices(entry)
        for name, entry in entries.items()
        if isinstance(entry, Lambda | list)
    }


def _static_fields(connector: Connector) -> list[tuple[str, tuple[Field, ...] | Lambda]]:
    """Every field list by its path."""
    lists: list[tuple[str, tuple[Field, ...] | Lambda]] = [("connection.fields", connector.fields)]
    for name, option in (connector.authorization.options or {}).items():
        lists.append((f"connection.authorization.options.{name}.fields", option.fields))
    return lists


def _check_conditions(connector: Connector, findings: Findings, source: bytes) -> None:
    lists = _static_fields(connector)
    static = [(path, fields) for path, fields in lists if isinstance(fields, tuple)]
    known = [field for _, fields in static for field in fields]
    all_static = len(static) == len(lists) and connector.extended_fields is None
    for path, fields in static:
        if all_static:
            check_references(fields, known, findings, path)
        else:
            check_references(fields, known, findings, path, spelled_in(source))


def _check_selection(connector: Connector, findings: Findings) -> None:
    """`multi` without `selected` is chosen by the field auth_type; its default must be an option."""
    authorization = connector.authorization
    options = authorization.options
    if not authorization.is_multi or not options or not isinstance(connector.fields, tuple):
        return
    selector = next((field for field in connector.fields if field.name == "auth_type"), None)
    if authorization.selected is None and selector is None and len(options) > 1:
        findings.add(
            Severity.ERROR,
            "selected_missing",
            "Nothing chooses among the options: there is neither 'selected' nor a field 'auth_type'",
            location=authorization.location,
            path="connection.authorization",
            fix="Add selected: lambda do |connection| connection['auth_type'] end.",
        )
    if authorization.selected is None and selector is not None and selector.default is not None:
        default = text_of(selector.default)
        if default not in options:
            findings.add(
                Severity.WARNING,
                "default_not_option",
                f"The default '{default}' of 'auth_type' is none of the options: {', '.join(options)}",
                location=selector.location,
                path="connection.fields.auth_type",
            )


def _note_platform_parts(connector: Connector, root: Table, source: bytes, findings: Findings) -> None:
    if connector.secure_tunnel:
        findings.at(
            Severity.INFO,
            "secure_tunnel",
            "On-prem agents are not reproduced here: requests go out directly; addresses under"
            " localhost/ext need an agent that can be reached",
            root,
            "secure_tunnel",
        )
    offset = source.find(CLOUD_CALLBACK.encode())
    if offset >= 0 and _uses_oauth2(connector.authorization):
        line = source.count(b"\n", 0, offset) + 1
        start = source.rfind(b"\n", 0, offset) + 1
        end = source.find(b"\n", offset)
        text = source[start : end if end >= 0 else len(source)].decode("utf-8", "replace")
        column = len(source[start:offset].decode("utf-8", "replace")) + 1
        findings.add(
            Severity.INFO,
            "cloud_callback",
            "The platform's callback URL is hard-coded; runs here replace it with the real redirect URI",
            location=Location(connector.file, line, column, None, text),
            fix="Use the redirect_uri argument of 'acquire'.",
        )


def _uses_oauth2(authorization: Authorization) -> bool:
    options = (authorization.options or {}).values()
    return authorization.is_oauth2 or any(option.is_oauth2 for option in options)
