"""Fields that only lambdas know: an option's own, `extended_fields`, `fields` written as a lambda
(SDK reference 2.10 and 3.11)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from authbench.definition import (
    Authorization,
    Connector,
    Field,
    Lambda,
    Problem,
    Severity,
    UnresolvedOption,
    fields_from_result,
)
from authbench.errors import AuthbenchError

if TYPE_CHECKING:
    from authbench.sdk import Context

MAX_ROUNDS = 5
"""How often dynamic fields are computed anew before they count as never settling."""


@dataclass(frozen=True, slots=True)
class DynamicFields:
    """What the lambdas said for one set of values. `authorization` is None while no option is chosen."""

    base: tuple[Field, ...] = ()
    option: tuple[Field, ...] = ()
    extended: tuple[Field, ...] = ()
    authorization: Authorization | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """All of them in the order of the form. A name that comes twice counts once, but for fields
        whose conditions show one of them at a time."""
        names: set[str] = set()
        fields = []
        for field in (*self.base, *self.option, *self.extended):
            if field.name not in names or field.condition is not None:
                fields.append(field)
            names.add(field.name)
        return tuple(fields)


def static_fields(connector: Connector, values: Mapping[str, Any]) -> DynamicFields:
    """What is known without running anything: listed fields, and the option where no `selected`
    lambda chooses it."""
    base = connector.fields if isinstance(connector.fields, tuple) else ()
    authorization: Authorization | None = connector.authorization
    if authorization is not None and authorization.is_multi:
        authorization = _chosen_without_code(authorization, values)
    option = authorization.fields if authorization is not None else ()
    return DynamicFields(
        base=base,
        option=option if isinstance(option, tuple) else (),
        authorization=authorization,
    )


def has_dynamic_parts(connector: Connector) -> bool:
    """Whether some fields are known only when lambdas ran."""
    authorization = connector.authorization
    options = (authorization.options or {}).values()
    return (
        connector.extended_fields is not None
        or isinstance(connector.fields, Lambda)
        or authorization.selected is not None
        or any(isinstance(option.fields, Lambda) for option in options)
    )


def compute(
    connector: Connector,
    settings: Mapping[str, Any],
    context_factory: Callable[[], Context],
    previous: DynamicFields,
) -> DynamicFields:
    """Run the lambdas once. What raises becomes a problem, and what it gave before stays."""
    return _Computation(connector, settings, context_factory, previous).run()


class _Computation:
    def __init__(
        self,
        connector: Connector,
        settings: Mapping[str, Any],
        context_factory: Callable[[], Context],
        previous: DynamicFields,
    ) -> None:
        self._connector = connector
        self._settings = dict(settings)
        self._context_factory = context_factory
        self._previous = previous
        self._problems: list[Problem] = []

    def run(self) -> DynamicFields:
        base = self._fields(self._connector.fields, self._previous.base)
        authorization = self._authorization()
        option: tuple[Field, ...] = ()
        if authorization is not None and self._connector.authorization.is_multi:
            before = self._previous.authorization
            kept = self._previous.option if before is not None and before.key == authorization.key else ()
            option = self._fields(authorization.fields, kept)
        extended = self._fields(self._connector.extended_fields or (), self._previous.extended)
        return DynamicFields(base, option, extended, authorization, tuple(self._problems))

    def _authorization(self) -> Authorization | None:
        authorization = self._connector.authorization
        if not authorization.is_multi:
            return authorization
        try:
            return authorization.resolve(self._settings, self._context_factory())
        except UnresolvedOption as error:
            # Nothing chosen yet is how every new form starts.
            if error.details.get("key"):
                self._record(error, "connection.authorization.selected")
        except AuthbenchError as error:
            self._record(error, "connection.authorization.selected")
        return None

    def _fields(self, source: tuple[Field, ...] | Lambda, previous: tuple[Field, ...]) -> tuple[Field, ...]:
        if not isinstance(source, Lambda):
            return source
        try:
            result = source.call(self._context_factory(), self._settings)
        except AuthbenchError as error:
            self._record(error, source.path)
            return previous
        fields, problems = fields_from_result(source, result)
        self._problems.extend(problems)
        return fields

    def _record(self, error: AuthbenchError, path: str) -> None:
        self._problems.append(
            Problem(Severity.ERROR, error.code, f"{path}: {error.message}", error.location, path, error.hint)
        )


def _chosen_without_code(authorization: Authorization, values: Mapping[str, Any]) -> Authorization | None:
    if authorization.selected is not None:
        return None
    options = authorization.options or {}
    key = values.get("auth_type")
    if key in (None, "") and len(options) == 1:
        return next(iter(options.values()))
    return options.get(str(key))
