"""Objects that the host lends to a definition: a request, `workato`, `aws`, the object a lambda runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from authbench.ruby.values.strings import RString

if TYPE_CHECKING:
    from authbench.ruby.interpreter import Interpreter
    from authbench.ruby.values.callables import RProc


class HostObject:
    """A host object answers exactly the names that its own `call_method` knows; nothing is looked up by
    reflection."""

    ruby_class_name: str = "Object"

    def responds_to(self, name: str) -> bool:
        """Whether `call_method` knows `name`."""
        raise NotImplementedError

    def call_method(
        self,
        interp: Interpreter,
        name: str,
        args: list[Any],
        kwargs: dict[str, Any],
        block: RProc | None,
    ) -> Any:
        """Call the method; only for names that `responds_to` answered yes to."""
        raise NotImplementedError

    def plain(self) -> Any:
        """What stands for this object in a plain result."""
        raise NotImplementedError


class MainObject(HostObject):
    """`self` where no lambda has an object of its own: at the file's own level."""

    def responds_to(self, name: str) -> bool:
        return name in ("to_s", "inspect")

    def call_method(
        self,
        interp: Interpreter,
        name: str,
        args: list[Any],
        kwargs: dict[str, Any],
        block: RProc | None,
    ) -> Any:
        return RString("main")

    def plain(self) -> Any:
        return None


MAIN: Final = MainObject()


class LazyObject(HostObject):
    """A host object that stands for a value not there yet (a request that was not sent)."""

    def force(self, interp: Interpreter) -> Any:
        """The value, obtained now if it was not before."""
        raise NotImplementedError
