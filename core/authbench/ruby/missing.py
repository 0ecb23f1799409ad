"""What calling a method that is not there raises: Ruby's own NoMethodError or NameError where Ruby has no
such method either, UnsupportedMethod where Ruby has it and we do not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from authbench.ruby.methods.refusals import why_not
from authbench.ruby.operations import class_of
from authbench.ruby.values import CLASSES, HostObject, Raised, RArray, RClass, RException, Symbol, Value

if TYPE_CHECKING:
    from authbench.ruby.interpreter import Interpreter
    from authbench.ruby.syntax.base import Node

_LONGEST_SHOWN: Final = 1000

_FORBIDDEN_WORDS: Final = """
    abort at_exit autoload binding caller caller_locations callcc eval exec exit exit! fork gets
    global_variables instance_eval instance_exec class_eval class_exec instance_method
    instance_methods public_instance_method module_eval local_variables open putc readline readlines
    select set_trace_func spawn srand syscall system test trace_var trap untrace_var warn pp print p
    display printf instance_variable_get instance_variable_set instance_variables
    remove_instance_variable instance_variable_defined? define_method define_singleton_method extend
    singleton_class singleton_methods method methods public_method singleton_method private_methods
    protected_methods public_methods const_get const_set const_missing constants send __send__
    public_send object_id __id__ to_enum enum_for itself attr_accessor attr_reader attr_writer
    private public protected include prepend using refine alias_method undef_method remove_method
    fetch_or_store sleep_until
"""
_FORBIDDEN: Final = frozenset(_FORBIDDEN_WORDS.split())
"""Names that Ruby knows for every object or as functions, beside what the tables define."""

_NEVER_MADE: Final = frozenset(
    {"BigDecimal", "Complex", "FalseClass", "Float", "Integer", "MatchData", "NilClass", "Rational", "Symbol",
     "TrueClass"}
)  # fmt: skip
"""Classes without `new` in Ruby itself."""


def missing_method(
    interp: Interpreter, receiver: Value, name: str, args: Sequence[Value], node: Node | None
) -> Exception:
    """The error for `receiver.name(*args)`."""
    location = None if node is None else node.location()
    if _known(receiver, name):
        shown = _class_name(receiver)
        joint = "." if isinstance(receiver, RClass) else "#"
        owner = f"{shown}." if joint == "." else shown
        return interp.unsupported_method(f"`{shown}{joint}{name}`", location, why_not(owner, name))
    # What the file itself defines belongs to every object, but may only be called without a receiver.
    how = "private method" if name in interp.functions else "undefined method"
    called = "called for" if name in interp.functions else "for"
    raised = Raised.of("NoMethodError", f"{how} `{name}' {called} {_shown(interp, receiver)}")
    return _told(raised, name, receiver, args)


def missing_function(
    interp: Interpreter, own: HostObject, name: str, args: Sequence[Value], node: Node | None
) -> Exception:
    """The error for `name(*args)` without a receiver."""
    if name in _FORBIDDEN or _known(None, name, function=True):
        location = None if node is None else node.location()
        return interp.unsupported_method(f"`{name}`", location, why_not("Kernel.", name))
    shown = _shown(interp, own)
    if getattr(node, "vcall", False):
        raised = Raised.of("NameError", f"undefined local variable or method `{name}' for {shown}")
    else:
        raised = Raised.of("NoMethodError", f"undefined method `{name}' for {shown}")
    return _told(raised, name, own, args)


def _told(raised: Raised, name: str, receiver: Value, args: Sequence[Value]) -> Raised:
    raised.exception.fields.update(name=Symbol(name), receiver=receiver, args=RArray(args))
    return raised


def _class_name(receiver: Value) -> str:
    if isinstance(receiver, RClass):
        return receiver.name
    return receiver.ruby_class_name if isinstance(receiver, HostObject) else class_of(receiver).name


def _known(receiver: Value, name: str, *, function: bool = False) -> bool:
    """Whether real Ruby (with ActiveSupport) has the method."""
    from authbench.ruby.methods.known_names import KNOWN_NAMES

    if function:
        return name in KNOWN_NAMES.get("Kernel.", ())
    if isinstance(receiver, RClass):
        if receiver.descends_from(CLASSES["Exception"]):
            return name in _FORBIDDEN
        if name == "new" and not receiver.is_module:
            return receiver.name not in _NEVER_MADE
        own = KNOWN_NAMES.get(f"{receiver.name}.")
        return name in _FORBIDDEN or own is None or name in own
    if name in _FORBIDDEN:
        return True
    if isinstance(receiver, HostObject):
        return False
    return any(name in KNOWN_NAMES.get(above.name, ()) for above in class_of(receiver).ancestors())


def _shown(interp: Interpreter, receiver: Value) -> str:
    """How Ruby's message names the receiver: its inspect and class, without the class where that shows it."""
    if isinstance(receiver, RClass):
        return f"{receiver.name}:{'Module' if receiver.is_module else 'Class'}"
    name = _class_name(receiver)
    if isinstance(receiver, RException):
        shown = f"#<{name}: {receiver.message}>"
    else:
        shown = interp.inspect(receiver)
    if shown.startswith("#<"):
        return shown
    if len(shown) > _LONGEST_SHOWN and not isinstance(receiver, int | float):
        return f"#<{name}>"
    return f"{shown}:{name}"
