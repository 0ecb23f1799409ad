"""Method tables: the only way from a name in a definition to code.

A table belongs to one Ruby class or module. Tables live in `authbench.ruby.methods` and are imported when a
method of theirs is first called; `authbench.ruby.methods.MODULES` names the module of each table. The names:

* the Ruby class for instance methods: "String", "Hash", "NilClass", "Time", "Duration", "Comparable", …
  (true and false share "Boolean"; every class or module is a "Class");
* the constant and a dot for methods of a class or module: "Time.", "JSON.", "SecureRandom.";
* "Kernel." for functions called without a receiver: `format`, `rand`, `Array()`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from types import NoneType
from typing import Any, Literal, TypeVar

from authbench.ruby.call import Call as Call
from authbench.ruby.values import (
    RArray,
    RBigDecimal,
    RClass,
    RDate,
    RDateTime,
    RDuration,
    REnumerator,
    RException,
    RHash,
    RMatch,
    RProc,
    RRange,
    RRegexp,
    RSet,
    RString,
    RTime,
    Symbol,
    Value,
)
from authbench.ruby.values.encodings import REncoding
from authbench.ruby.values.rationals import RRational

Implementation = Callable[[Call, Any], Value]
Decorated = TypeVar("Decorated", bound=Implementation)
BlockRule = Literal["optional", "required", "enumerator"]


class Method:
    """One built-in method: its code and what it accepts."""

    __slots__ = (
        "block", "impl", "kwargs_as_hash", "looks_inside", "maximum", "minimum", "name", "stores_arguments",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        impl: Implementation,
        minimum: int,
        maximum: int | None,
        block: BlockRule,
        stores_arguments: bool,
        kwargs_as_hash: bool,
        looks_inside: bool,
    ) -> None:
        self.name = name
        self.impl = impl
        self.minimum = minimum
        self.maximum = maximum
        self.block = block
        self.stores_arguments = stores_arguments
        self.kwargs_as_hash = kwargs_as_hash
        self.looks_inside = looks_inside

    def expected(self) -> str:
        """The accepted number of arguments as Ruby words it: "1", "1..2", "1+"."""
        if self.maximum is None:
            return f"{self.minimum}+"
        return str(self.minimum) if self.maximum == self.minimum else f"{self.minimum}..{self.maximum}"


class MethodTable:
    """The methods of one class. `parent` (a table or its name) answers for names that are not here."""

    _known: dict[str, MethodTable] = {}

    def __init__(self, name: str, parent: MethodTable | str | None = None) -> None:
        self.name = name
        self._parent = parent
        self._own: dict[str, Method] = {}
        self._found: dict[str, Method | None] = {}
        MethodTable._known[name] = self

    @property
    def parent(self) -> MethodTable | None:
        """The table asked next, loaded when first needed."""
        if isinstance(self._parent, str):
            self._parent = table_named(self._parent)
        return self._parent

    def define(
        self,
        *names: str,
        args: str = "0",
        block: BlockRule = "optional",
        stores_arguments: bool = False,
        kwargs_as_hash: bool = False,
        looks_inside: bool = False,
    ) -> Callable[[Decorated], Decorated]:
        """Register a method under all `names`.

        `args` is the accepted number of positional arguments: "0", "2", "0..1", "1..". `block`: "required"
        raises LocalJumpError without one, "enumerator" answers with an REnumerator then. Requests not sent
        yet are sent before the method sees them, unless it `stores_arguments`; one that `looks_inside`
        collections finds none in them either, at any depth. Trailing keywords are in
        `call.kwargs`; with `kwargs_as_hash` they come as a trailing Hash instead, as Ruby does it for
        methods without keyword parameters.
        """
        low, dots, high = args.partition("..")
        minimum = int(low or 0)
        maximum = int(high) if high else (None if dots else minimum)

        def register(impl: Decorated) -> Decorated:
            for name in names:
                self._own[name] = Method(
                    name, impl, minimum, maximum, block, stores_arguments, kwargs_as_hash, looks_inside
                )
            self._found.clear()
            return impl

        return register

    def find(self, name: str) -> Method | None:
        """The method of that name here or in a parent, else None."""
        try:
            return self._found[name]
        except KeyError:
            pass
        method = self._own.get(name)
        if method is None and self.parent is not None:
            method = self.parent.find(name)
        self._found[name] = method
        return method

    def find_own(self, name: str) -> Method | None:
        """The method of that name here, parents left out, else None."""
        return self._own.get(name)

    def names(self) -> set[str]:
        """Every name answered to, parents included."""
        return set(self._own) | (self.parent.names() if self.parent is not None else set())


def table_named(name: str) -> MethodTable | None:
    """The table of that name, imported if need be; None where there is no such table."""
    table = MethodTable._known.get(name)
    if table is None:
        from authbench.ruby.methods import MODULES

        module = MODULES.get(name)
        if module is None:
            return None
        importlib.import_module(f"authbench.ruby.methods.{module}")
        table = MethodTable._known[name]
    return table


_TABLE_OF_TYPE: dict[type, str] = {
    NoneType: "NilClass",
    bool: "Boolean",
    int: "Integer",
    float: "Float",
    RString: "String",
    Symbol: "Symbol",
    RArray: "Array",
    RHash: "Hash",
    RRange: "Range",
    RSet: "Set",
    RRegexp: "Regexp",
    RMatch: "MatchData",
    RProc: "Proc",
    RTime: "Time",
    RDate: "Date",
    RDateTime: "DateTime",
    RDuration: "Duration",
    RBigDecimal: "BigDecimal",
    RRational: "Rational",
    REncoding: "Encoding",
    REnumerator: "Enumerator",
}

_loaded_of_type: dict[type, MethodTable] = {}


def _table_of_exception(value: RException) -> MethodTable:
    for above in value.ruby_class.ancestors():
        table = table_named(above.name)
        if table is not None:
            return table
    raise AssertionError("Exception has a table")


_tables_of_type: dict[type, Callable[[Any], MethodTable]] = {RException: _table_of_exception}


def register_tables(python_type: type, choose: Callable[[Any], MethodTable]) -> None:
    """Say how to find the table of a value whose Python type alone does not tell."""
    _tables_of_type[python_type] = choose


def register_type(python_type: type, table: str) -> None:
    """Say which table answers for values of a further Python type (such as a built-in's own result class)."""
    _TABLE_OF_TYPE[python_type] = table


def method_table_for(value: Value) -> MethodTable:
    """The table that answers for `value`."""
    kind = type(value)
    table = _loaded_of_type.get(kind)
    if table is not None:
        return table
    if kind is RClass:
        return class_table(value)
    choose = _tables_of_type.get(kind)
    if choose is not None:
        return choose(value)
    name = _TABLE_OF_TYPE.get(kind)
    if name is None:
        name = "Object"
        for parent in kind.__mro__:
            if parent in _TABLE_OF_TYPE:
                name = _TABLE_OF_TYPE[parent]
                break
    table = table_named(name) or table_named("Object") or MethodTable("Object")
    _loaded_of_type[kind] = table
    return table


def class_table(value: RClass) -> MethodTable:
    """The table of a class's own methods: its own, a superclass's, else those every class has."""
    here: RClass | None = value
    while here is not None:
        table = table_named(f"{here.name}.")
        if table is not None:
            return table
        here = here.superclass
    return table_named("Class") or MethodTable("Class")
