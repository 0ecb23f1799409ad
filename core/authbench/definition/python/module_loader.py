"""Runs the modules of a trusted definition from the bytes that were trusted.

Every load has modules of its own: the import statements of the author's code find the local modules here,
and everything else where Python finds it. `sys.path` stays as it is, no `.pyc` is read or written, and in
`sys.modules` they stand under names that nothing else uses, for as long as the definition lives.
"""

from __future__ import annotations

import builtins
import itertools
import sys
import weakref
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

from authbench.definition.python.local_modules import LocalModules, is_kept_name
from authbench.definition.python.source import Source
from authbench.sdk.author.turns import present_turn

_numbers = itertools.count(1)


class ModuleLoader:
    """The modules of one loaded definition."""

    def __init__(self, local: LocalModules) -> None:
        self._local = local
        self._prefix = f"_authbench_definition_{next(_numbers)}"
        self._modules: dict[str, ModuleType] = {}
        self._registered: list[str] = []
        weakref.finalize(self, _forget, self._registered)

    def run_main(self) -> ModuleType:
        """Run the definition's own file and return its module. Raises what it raises."""
        return self._run("", "connector", self._local.main, self._local.main.file)

    def _run(self, name: str, shown: str, source: Source | None, file: str) -> ModuleType:
        module = ModuleType(f"{self._prefix}.{shown}")
        entry = self._local.modules.get(name)
        is_package = entry is not None and entry.is_package
        package = name if is_package else name.rpartition(".")[0]
        namespace = module.__dict__
        namespace["__package__"] = package
        namespace["__file__"] = file
        # Held weakly: the modules must not keep their own loader alive through the import statement.
        loader = weakref.ref(self)

        def import_statement(
            wanted: str,
            globals: Mapping[str, Any] | None = None,
            locals: Mapping[str, Any] | None = None,
            fromlist: Sequence[str] | None = (),
            level: int = 0,
        ) -> Any:
            alive = loader()
            if alive is None:
                raise ImportError(f"the definition that imports {wanted!r} is gone")
            return alive._import(wanted, package, tuple(fromlist or ()), level)

        namespace["__builtins__"] = {**vars(builtins), "__import__": import_statement}
        if is_package:
            namespace["__path__"] = []
        self._modules[name] = module
        sys.modules[module.__name__] = module
        self._registered.append(module.__name__)
        if source is not None:
            try:
                code = compile(source.text, source.file, "exec", dont_inherit=True)
                exec(code, namespace)  # noqa: S102  # trusted: this is what trust is about
            except BaseException:
                self._modules.pop(name, None)
                raise
        return module

    def _import(self, wanted: str, package: str, fromlist: tuple[str, ...], level: int) -> Any:
        name = _absolute(wanted, package, level)
        top = name.partition(".")[0]
        if top not in self._local.modules or is_kept_name(top):
            if not is_kept_name(top) and self._lies_beside(top):
                raise ImportError(
                    f"{top} lies beside the definition but was not there when it was read; open it again",
                    name=top,
                )
            return _import_elsewhere(name, fromlist)
        leaf = self._module(name)
        if not fromlist:
            return self._modules[top]
        for item in fromlist:
            if item != "*" and not hasattr(leaf, item) and f"{name}.{item}" in self._local.modules:
                self._module(f"{name}.{item}")
        return leaf

    def _module(self, name: str) -> ModuleType:
        present = self._modules.get(name)
        if present is not None:
            return present
        above, _, last = name.rpartition(".")
        parent = self._module(above) if above else None
        # The parent may have imported it meanwhile.
        present = self._modules.get(name)
        if present is not None:
            return present
        entry = self._local.modules.get(name)
        if entry is None:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        file = entry.source.file if entry.source is not None else str(entry.path)
        module = self._run(name, name, entry.source, file)
        if parent is not None:
            setattr(parent, last, module)
        return module

    def _lies_beside(self, name: str) -> bool:
        folder = self._local.folder
        try:
            return (folder / f"{name}.py").exists() or (folder / name / "__init__.py").exists()
        except (OSError, ValueError):
            return False


def _import_elsewhere(name: str, fromlist: tuple[str, ...]) -> Any:
    """Import an installed module. Nothing strikes meanwhile: Python's own import locks are held."""
    turn = present_turn()
    if turn is None:
        return builtins.__import__(name, None, None, fromlist, 0)
    turn.enter()
    try:
        return builtins.__import__(name, None, None, fromlist, 0)
    finally:
        turn.leave()


def _absolute(wanted: str, package: str, level: int) -> str:
    if not level:
        return wanted
    if not package:
        raise ImportError("attempted relative import with no known parent package")
    parents = package.split(".")
    if level - 1 >= len(parents):
        raise ImportError("attempted relative import beyond top-level package")
    above = ".".join(parents[: len(parents) - (level - 1)])
    return f"{above}.{wanted}" if wanted else above


def _forget(names: Sequence[str]) -> None:
    for name in names:
        sys.modules.pop(name, None)
