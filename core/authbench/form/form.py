"""The connection form of a definition, without any window: values, visibility, checks, dynamic fields."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from authbench.definition import (
    Authorization,
    Connector,
    Control,
    Field,
    Problem,
    Severity,
)
from authbench.definition.project import AskedNames, ProjectFiles
from authbench.errors import AuthbenchError
from authbench.form.dynamic import (
    MAX_ROUNDS,
    DynamicFields,
    compute,
    has_dynamic_parts,
    static_fields,
)
from authbench.form.known_fields import KnownFields
from authbench.form.layout import Layout, Marks, Row, starts_toggled
from authbench.form.nested import put, remove
from authbench.form.project import (
    ProjectValues,
    is_project_value,
    project_fields,
)
from authbench.form.rows import FieldProblem, FieldState, FormChange

if TYPE_CHECKING:
    from authbench.http import CancelScope
    from authbench.sdk import Context


class Form:
    """What a person fills in for one connection.

    `values` are the stored ones, with the types of a profile or a settings file; they are kept
    whatever happens, hidden or unknown. `context_factory` gives the context in which `selected`,
    `extended_fields` and other lambdas run; without it they do not run. Callable from any thread;
    `refresh_dynamic` runs lambdas and may take long, everything else is instant and runs nothing.
    """

    def __init__(
        self,
        connector: Connector,
        values: Mapping[str, Any] | None = None,
        *,
        context_factory: Callable[[], Context] | None = None,
    ) -> None:
        self.connector = connector
        self._context_factory = context_factory
        self._values: dict[str, Any] = deepcopy(dict(values or {}))
        self._lock = threading.RLock()
        self._marks = Marks(frozenset(), frozenset())
        self._set_aside: dict[str, Any] = {}
        self._project = ProjectValues()
        self._project_fields: tuple[Field, ...] = ()
        self._dynamic = static_fields(connector, self._values)
        self._refreshes = 0
        self._refresh_cause: str | None = None
        self._gone: dict[str, Row] = {}
        self._known = KnownFields(connector)
        self._judged: set[str] = set()
        self._fields: tuple[Field, ...] = ()
        self._rows: dict[str, Row] = {}
        self._layout = Layout((), {}, self._marks)
        self._adopt(self._dynamic)

    @property
    def rows(self) -> list[FieldState]:
        """The rows of this moment, hidden ones included, in order."""
        with self._lock:
            return [row.state for row in self._rows.values()]

    def row(self, path: str) -> FieldState:
        """One row. Raises KeyError for a path that does not exist (any more)."""
        with self._lock:
            return self._rows[path].state

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What went wrong in lambdas that compute fields and in project files; the rest of the form works."""
        with self._lock:
            own = () if self._project.problem is None else (self._project.problem,)
            return (*self._dynamic.problems, *own)

    @property
    def needs_lambdas(self) -> bool:
        """Whether `refresh_dynamic` has anything to run for this definition."""
        return has_dynamic_parts(self.connector)

    def set(self, path: str, value: Any) -> FormChange:
        """A person typed `value` (text, or None for unset) at `path`. What is typed into a row that has just
        vanished is kept for its return. Raises KeyError for a path that never existed."""
        with self._lock:
            row = self._rows.get(path)
            if row is None:
                self._store(self._gone[path], value)
                return FormChange()
            if is_project_value(row.state.field.name) and value in (None, ""):
                # Nothing entered: what the project's files give holds again.
                remove(self._values, row.keys)
            else:
                self._store(row, value)
            self._marks = replace(self._marks, touched=self._marks.touched | {path})
            change = self._rebuild()
            field = row.state.field
            asks = self._asks_refresh(field)
            if asks:
                self._refresh_cause = path
            chosen = field.control in (Control.SELECT, Control.CHECKBOX, Control.MULTISELECT)
            return replace(change, needs_refresh=asks, on_blur=field.change_on_blur, chosen=chosen)

    def leave(self, path: str) -> FormChange:
        """The focus has left a row: from now on it shows what is wrong with it."""
        with self._lock:
            if path not in self._rows or path in self._marks.touched:
                return FormChange()
            self._marks = replace(self._marks, touched=self._marks.touched | {path})
            return self._rebuild()

    def toggle(self, path: str) -> FormChange:
        """Swap the two ways of entry of a field; each keeps what was typed. Raises KeyError."""
        with self._lock:
            row = self._rows[path]
            if row.state.primary.toggle_field is None:
                return FormChange()
            other = self._set_aside.pop(path, None)
            if row.state.stored:
                self._set_aside[path] = row.state.value
            remove(self._values, row.keys)
            self._marks = replace(self._marks, toggled=self._marks.toggled ^ {path})
            if other is not None:
                self._rebuild()
                self._store(self._rows[path], other)
            change = self._rebuild(always=(path,))
            asks = self._asks_refresh(self._rows[path].state.field) or self._asks_refresh(row.state.field)
            if asks:
                self._refresh_cause = path
            return replace(change, needs_refresh=asks, chosen=True)

    def values(self) -> dict[str, Any]:
        """Everything typed or stored: hidden values, those of fields that vanished, and unknown ones,
        but no default that was left alone. What a profile keeps."""
        with self._lock:
            return deepcopy(self._values)

    def unknown_values(self) -> dict[str, Any]:
        """Stored values that belong to no field of the definition, such as tokens in a settings file."""
        with self._lock:
            return deepcopy(self._known.unknown(self._values))

    def settings(self) -> dict[str, Any]:
        """The `connection` hash as lambdas see it: visible fields with a value, as text (2.13)."""
        with self._lock:
            settings = self._layout.settings()
            return deepcopy({name: value for name, value in settings.items() if not is_project_value(name)})

    def show_project(
        self, files: ProjectFiles, asked: AskedNames | None = None, problem: Problem | None = None
    ) -> FormChange:
        """Show rows for the account properties and lookup tables that are asked for, with what the project's
        files give. `asked` adds to what is known to be asked for. `problem` is why the files could not be
        read."""
        with self._lock:
            self._project = self._project.read(files, asked, problem)
            self._project_fields = project_fields(self._project.asked, files, self._values)
            return self._adopt(self._dynamic)

    @property
    def project_files(self) -> ProjectFiles:
        """What the project's files gave when they were read last."""
        with self._lock:
            return self._project.files

    @property
    def asked_names(self) -> AskedNames:
        """The account properties and lookup tables that are known to be asked for."""
        with self._lock:
            return self._project.asked

    def account_properties(self) -> dict[str, str]:
        """What `account_property` gives: the files' properties with the entered ones on top."""
        with self._lock:
            return self._project.properties(self._values)

    def lookup_tables(self) -> dict[str, Any] | None:
        """What `lookup` goes through; None where there is no table at all. Raises AuthbenchError where an
        entered one is no list of rows."""
        with self._lock:
            return self._project.tables(self._values)

    def lookup_tables_or_none(self) -> dict[str, Any] | None:
        """The same while a person is still typing: None where an entered table is no list of rows yet."""
        try:
            return self.lookup_tables()
        except AuthbenchError:
            return None

    def validate(self) -> list[FieldProblem]:
        """What keeps the form from being used; from now on the rows show it too."""
        with self._lock:
            self._marks = replace(self._marks, all_touched=True)
            self._rebuild()
            problems = []
            for row in self._rows.values():
                state = row.state
                if state.problem is not None:
                    problems.append(FieldProblem(state.path, state.primary.name, state.label, state.problem))
            return problems

    def secret_names(self) -> frozenset[str]:
        """Top-level names whose values go to the keychain: secret fields, groups with a secret in them,
        values that look like a private key, and unknown names that say so."""
        with self._lock:
            return self._known.secret_names(self._values)

    def authorization(self) -> Authorization | None:
        """The authorization that holds with these values; None while no option of `multi` is chosen."""
        with self._lock:
            return self._dynamic.authorization

    @property
    def dynamic_problems(self) -> tuple[Problem, ...]:
        """What went wrong in lambdas that compute fields."""
        with self._lock:
            return self._dynamic.problems

    @property
    def refresh_cause(self) -> str | None:
        """The row whose change asked for the latest computed fields; None before a person changed any."""
        with self._lock:
            return self._refresh_cause if self._refresh_cause in self._rows else None

    def refresh_dynamic(self, scope: CancelScope | None = None) -> FormChange:
        """Run the lambdas that compute fields until they settle, at most five rounds; what a person types
        meanwhile counts, and asks for rounds of its own.

        What they raise becomes `problems`. A refresh that begins while another runs supersedes it: what the
        other gives after that is dropped. Raises `Cancelled` only, where `scope` is cancelled; then nothing
        of the round that was under way is taken over.
        """
        change = FormChange()
        if self._context_factory is None or not self.needs_lambdas:
            return change
        contexts = _within(self._context_factory, scope)
        with self._lock:
            self._refreshes += 1
            mine = self._refreshes
        rounds = 0
        while rounds < MAX_ROUNDS:
            with self._lock:
                values, settings, before = self.values(), self.settings(), self._dynamic
            after = compute(self.connector, settings, contexts, before)
            with self._lock:
                if scope is not None:
                    scope.check()
                if self._refreshes != mine:
                    return change
                change = change.then(self._adopt(after))
                if self.settings() == settings:
                    return change
                rounds += self._values == values
        with self._lock:
            unsettled = Problem(
                Severity.WARNING,
                "fields_unsettled",
                f"The dynamic fields still change after {MAX_ROUNDS} rounds",
                path="connection.extended_fields",
            )
            self._dynamic = replace(self._dynamic, problems=(*self._dynamic.problems, unsettled))
        return change

    def _adopt(self, dynamic: DynamicFields) -> FormChange:
        self._dynamic = dynamic
        self._fields = (*dynamic.fields, *self._project_fields)
        for field in self._fields:
            self._known.remember(field)
            self._choose_mode(field)
        return self._rebuild()

    def _choose_mode(self, field: Field) -> None:
        """Start in the second mode where the stored value asks for it; later the person decides."""
        if field.toggle_field is None or field.name in self._judged:
            return
        self._judged.add(field.name)
        if starts_toggled(field, field.toggle_field, self._values):
            self._marks = replace(self._marks, toggled=self._marks.toggled | {field.name})

    def _rebuild(self, always: Iterable[str] = ()) -> FormChange:
        if self.connector.authorization.is_multi and not has_dynamic_parts(self.connector):
            self._dynamic = static_fields(self.connector, self._layout_model())
            self._fields = (*self._dynamic.fields, *self._project_fields)
        before = self._rows
        self._layout = Layout(self._fields, self._values, self._marks)
        self._rows = {row.state.path: row for row in self._layout.rows()}
        changed = [
            path
            for path, row in self._rows.items()
            if path in before and (row.state != before[path].state or path in always)
        ]
        self._gone = {path: row for path, row in {**self._gone, **before}.items() if path not in self._rows}
        return FormChange(
            paths=tuple(changed),
            added=tuple(path for path in self._rows if path not in before),
            removed=tuple(path for path in before if path not in self._rows),
        )

    def _layout_model(self) -> dict[str, Any]:
        return Layout(self._fields, self._values, self._marks).model

    def _store(self, row: Row, value: Any) -> None:
        put(self._values, row.keys, value, self._shown_at)

    def _shown_at(self, path: str) -> Any:
        row = self._rows.get(path)
        return row.state.value if row is not None else None

    def _asks_refresh(self, field: Field) -> bool:
        if not self.needs_lambdas:
            return False
        chooses = field.control in (Control.SELECT, Control.CHECKBOX)
        return field.extends_schema or (chooses and self.connector.authorization.selected is not None)


def _within(factory: Callable[[], Context], scope: CancelScope | None) -> Callable[[], Context]:
    """Contexts whose lambdas stop when `scope` is cancelled."""
    return factory if scope is None else lambda: factory().within(scope)
