"""Exports as files: complete or not at all, for their owner alone, and searched for secrets at last."""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from authbench.errors import AuthbenchError, Code
from authbench.journal.exports.refusal import refuse_secrets
from authbench.journal.redaction import Redactor

# Dates, versions and sizes are ours: a secret of few digits that looks like one is not in them.
_OURS = frozenset(("startedDateTime", "at", "deadline", "created", "version", "httpVersion", "sha256"))
_BLOCK = 200_000
_SHORT = 500
_NAMED_BY_OTHERS = 8
_NO_NAME = re.compile(r"[^\w.() -]+|^\.+")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|\Z)")


class ExportFailed(AuthbenchError):
    """The file could not be written."""

    default_code = Code.STORAGE_FAILED


def save_export(path: Path, text: str, redactor: Redactor) -> None:
    """Write a finished export to `path`, mode 0600; a crash leaves the old file or the new one.

    What is finished is searched for every known secret before a byte of it is on disk. Raises
    `ExportRefused` when one is found and `ExportFailed`; nothing is left behind then, and a file that was
    there before stays.
    """
    refuse_secrets_in_export(text, redactor)
    _replace(path, text.encode("utf-8", "replace"))


def save_picture(path: Path, content: bytes, texts: Sequence[str], redactor: Redactor) -> None:
    """Write a finished image or document to `path`, mode 0600, like `save_export`. `texts` are all that can
    be read in it, and what is searched for known secrets: compressed content cannot be. Raises
    `ExportRefused` and `ExportFailed`."""
    refuse_secrets("\n".join(texts), redactor)
    _replace(path, content)


def _replace(path: Path, content: bytes) -> None:
    temporary = path.parent / f".{path.name[:80]}.{secrets.token_hex(6)}.unfinished"
    try:
        try:
            _write_new(temporary, content)
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
    except OSError as error:
        raise ExportFailed(
            f"Cannot write {path}: {error.strerror or error}", hint="Choose a folder that you may write to."
        ) from error


def check_destination(path: Path) -> None:
    """Raise `ExportFailed` if no file can come to be at `path`: for telling so before anything happens."""
    if path.is_dir():
        raise ExportFailed(f"{path} is a folder, not a file.", hint="Name the file to write.")
    if not path.parent.is_dir():
        raise ExportFailed(f"There is no folder {path.parent}.", hint="Create it, or name another.")
    if not os.access(path.parent, os.W_OK):
        raise ExportFailed(f"Nothing can be written to {path.parent}.", hint="Name another folder.")


def refuse_secrets_in_export(text: str, redactor: Redactor) -> None:
    """Raise `ExportRefused` if a known secret is in any text of a JSON or JSON lines export."""
    for block in _blocks(text):
        refuse_secrets(block, redactor)


def safe_file_name(title: str, suffix: str) -> str:
    """A file name for any system made from `title`; `suffix` begins with its dot."""
    name = _NO_NAME.sub("-", title).strip(" .-")[:80].rstrip(" .-") or "export"
    return f"{'_' if _RESERVED.match(name) else ''}{name}{suffix}"


def _blocks(text: str) -> Iterator[str]:
    """The texts of a document, many at once: names and values, as a reader of the file gets them."""
    try:
        documents = [json.loads(text)]
    except ValueError:
        try:
            documents = [json.loads(line) for line in text.splitlines() if line]
        except ValueError:
            yield text
            return
    gathered: list[str] = []
    size = 0
    # Most names and many values stand in every entry: once is enough.
    seen: set[str] = set()
    for leaf in (leaf for document in documents for leaf in _leaves(document)):
        if len(leaf) <= _SHORT:
            if leaf in seen:
                continue
            seen.add(leaf)
        gathered.append(leaf)
        size += len(leaf)
        if size >= _BLOCK:
            yield "\n".join(gathered)
            gathered, size = [], 0
    yield "\n".join(gathered)


def _leaves(document: Any) -> Iterator[str]:
    rest: list[Any] = [document]
    while rest:
        value = rest.pop()
        if isinstance(value, dict):
            for name, item in value.items():
                # Names are ours, but for those of a server's further words.
                if len(name) >= _NAMED_BY_OTHERS:
                    yield name
                if name not in _OURS or not isinstance(item, str):
                    rest.append(item)
        elif isinstance(value, list):
            rest += value
        elif isinstance(value, str):
            yield value


def _write_new(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
