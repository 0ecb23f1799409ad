"""The local modules that a definition imports, found without running it: siblings and packages beside it.

Their bytes are read once; these very bytes are hashed, shown to the person and, when trusted, run. A module
named like one of the standard library, or `authbench`, is not local: the name keeps its meaning.
"""

from __future__ import annotations

import ast
import hashlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from authbench.definition.problems import DefinitionNotReadable
from authbench.definition.python.source import PythonSyntaxError, Source
from authbench.definition.trust import Trust, TrustedFile
from authbench.errors import Location

MAX_FILES = 300
"""Local modules of one definition."""
MAX_BYTES = 10 * 1024 * 1024
"""Bytes of them all."""
MAX_FILE = 512 * 1024
"""Bytes of one file: its syntax tree takes several hundred times as much."""


@dataclass(frozen=True, slots=True)
class LocalModule:
    """One local module under its dotted name. `source` is None for a folder without `__init__.py`."""

    name: str
    path: Path
    source: Source | None
    is_package: bool


@dataclass(slots=True)
class LocalModules:
    """A definition with all that it imports from beside it. `path` is where it lies, links followed;
    `shadowed` are files that a module of Python itself stands before."""

    path: Path
    main: Source
    modules: dict[str, LocalModule] = field(default_factory=dict)
    shadowed: dict[str, Path] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Where local modules are looked for."""
        return self.path.parent

    @property
    def trust(self) -> Trust:
        """The digest over everything that would run, and the files themselves."""
        files = [TrustedFile(str(self.path), hashlib.sha256(self.main.content).hexdigest())]
        total = hashlib.sha256(b"authbench definition 1\0")
        total.update(files[0].sha256.encode())
        for name in sorted(self.modules):
            module = self.modules[name]
            content = b"" if module.source is None else module.source.content
            digest = hashlib.sha256(content).hexdigest()
            kind = "package" if module.is_package else "module"
            total.update(f"\0{name}\0{kind}\0{digest}".encode())
            if module.source is not None:
                files.append(TrustedFile(str(module.path), digest))
        return Trust(total.hexdigest(), tuple(files))

    def source_of(self, file: str) -> Source | None:
        """The source that is shown as `file`."""
        if file == self.main.file:
            return self.main
        for module in self.modules.values():
            if module.source is not None and module.source.file == file:
                return module.source
        return None


def is_kept_name(name: str) -> bool:
    """Whether a top-level module name keeps its meaning whatever lies beside the definition."""
    return name in sys.stdlib_module_names or name in ("authbench", "authbench_gui", "authbench_resources")


def find_local_modules(main: Source, path: Path) -> LocalModules:
    """Everything that `main`, which was read from `path`, may import from its folder, transitively. Files
    that are no Python are in it too; importing them fails. Raises DefinitionNotReadable where there is too
    much of it."""
    found = LocalModules(path, main)
    _Search(found).run()
    return found


class _Search:
    def __init__(self, found: LocalModules) -> None:
        self._found = found
        self._bytes = 0

    def run(self) -> None:
        waiting: list[tuple[Source, str]] = [(self._found.main, "")]
        for source, package in waiting:
            try:
                # The trees of siblings are not kept: together they could take too much memory.
                nodes = source.nodes if source is self._found.main else list(ast.walk(source.parsed()))
            except PythonSyntaxError:
                continue
            for name in imported_names(nodes, package):
                for module in self._add(name):
                    if module.source is not None:
                        inner = module.name if module.is_package else module.name.rpartition(".")[0]
                        waiting.append((module.source, inner))

    def _add(self, name: str) -> Iterator[LocalModule]:
        """The modules on the way to `name` that are local and new."""
        parts = name.split(".")
        folder = self._found.folder
        if is_kept_name(parts[0]):
            path = _file_of(folder, parts[0])
            if path is not None:
                self._found.shadowed.setdefault(parts[0], path)
            return
        for index, part in enumerate(parts):
            dotted = ".".join(parts[: index + 1])
            module = self._found.modules.get(dotted)
            if module is None:
                module = self._read(dotted, folder, part)
                if module is None:
                    return
                self._found.modules[dotted] = module
                yield module
            if not module.is_package:
                return
            folder = folder / part

    def _read(self, dotted: str, folder: Path, part: str) -> LocalModule | None:
        path = _file_of(folder, part)
        if path is None:
            return LocalModule(dotted, folder / part, None, True) if _holds_python(folder / part) else None
        if len(self._found.modules) >= MAX_FILES:
            raise _too_much(self._found.main.file, f"more than {MAX_FILES} local modules")
        content = _content(path, self._found.main.file, MAX_BYTES - self._bytes)
        check_size(content, path.name, str(path))
        self._bytes += len(content)
        resolved = Path(os.path.realpath(path))
        return LocalModule(dotted, resolved, Source(content, str(path)), path.name == "__init__.py")


def check_size(content: bytes, name: str, file: str) -> None:
    """Raise DefinitionNotReadable for a file that is too large to be looked into."""
    if len(content) > MAX_FILE:
        raise DefinitionNotReadable(
            f"{name} is larger than {MAX_FILE // 1024} KB",
            hint="Put large data into a file of its own that the code reads.",
            location=Location(file),
        )


def imported_names(nodes: Iterable[ast.AST], package: str) -> Iterator[str]:
    """Every module that a file's import statements may mean, wherever they stand. `package` is the one that
    the file is in."""
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                if not package:
                    continue
                parents = package.split(".")
                if node.level - 1 >= len(parents):
                    continue
                above = ".".join(parents[: len(parents) - (node.level - 1)])
                base = f"{above}.{base}" if base else above
            yield base
            for alias in node.names:
                if alias.name != "*":
                    yield f"{base}.{alias.name}"


def _file_of(folder: Path, name: str) -> Path | None:
    for path in (folder / name / "__init__.py", folder / f"{name}.py"):
        try:
            if path.is_file():
                return path
        except (OSError, ValueError):
            continue
    return None


def _holds_python(folder: Path) -> bool:
    try:
        return folder.is_dir() and any(
            entry.suffix == ".py" or entry.is_dir() for entry in list(folder.iterdir())[:1000]
        )
    except (OSError, ValueError):
        return False


def _content(path: Path, main: str, limit: int) -> bytes:
    try:
        with path.open("rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                return b""
            content = stream.read(limit + 1)
    except OSError as error:
        raise DefinitionNotReadable(
            f"{path.name}, which the definition imports, cannot be read: {error.strerror}",
            hint="Check the file's permissions.",
            location=Location(str(path)),
        ) from None
    if len(content) > limit:
        raise _too_much(main, f"local modules of more than {MAX_BYTES // 1024 // 1024} MB")
    return content


def _too_much(file: str, what: str) -> DefinitionNotReadable:
    return DefinitionNotReadable(
        f"The definition imports {what}",
        hint="Import less from its folder, or install it as a package.",
        location=Location(file),
    )
