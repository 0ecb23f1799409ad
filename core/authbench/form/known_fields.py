"""Which names belong to a definition, and which of their values are secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authbench.definition import Connector, Field, name_is_secret
from authbench.definition.secrecy import looks_secret
from authbench.form.project import holds_secret, is_project_value


class KnownFields:
    """Every field that a definition lists or computed so far, whether it is shown or not."""

    def __init__(self, connector: Connector) -> None:
        self._by_name: dict[str, list[Field]] = {}
        for field in _listed(connector):
            self.remember(field)

    def remember(self, field: Field) -> None:
        """Know a field, and the one of its second mode."""
        for each in (field, field.toggle_field):
            if each is not None and each not in self._by_name.setdefault(each.name, []):
                self._by_name[each.name].append(each)

    def unknown(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Those values that belong to no field."""
        return {
            name: value
            for name, value in values.items()
            if name not in self._by_name and not is_project_value(name)
        }

    def secret_names(self, values: Mapping[str, Any]) -> frozenset[str]:
        """Names of secret fields, of groups with a secret in them, of values that look like a private key,
        and unknown names that say so."""
        by_field = {name for name, fields in self._by_name.items() if any(map(_has_secret, fields))}
        by_look = {
            name
            for name, value in values.items()
            if (isinstance(value, str) and looks_secret(value))
            or (name not in self._by_name and name_is_secret(name))
            or (is_project_value(name) and holds_secret(name, value))
        }
        return frozenset(by_field | by_look)


def _listed(connector: Connector) -> list[Field]:
    """Every field that is listed anywhere, options not chosen included."""
    options = (connector.authorization.options or {}).values()
    lists = [connector.fields, *(option.fields for option in options)]
    return [field for listed in lists if isinstance(listed, tuple) for field in listed]


def _has_secret(field: Field) -> bool:
    inner = () if field.toggle_field is None else (field.toggle_field,)
    return field.secret or any(_has_secret(child) for child in (*field.properties, *inner))
