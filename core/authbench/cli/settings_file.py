"""Reading `settings.yaml` (SDK reference 8.2), and writing it back on request."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from authbench.errors import AuthbenchError, Code, Location


class SettingsInvalid(AuthbenchError):
    """The settings file cannot be used: exit status 2, no byte sent."""

    default_code = Code.SETTINGS_INVALID


@dataclass(frozen=True, slots=True)
class Settings:
    """The values of one connection; `file` is None where no settings file exists. `name` is set where
    the file holds named connections."""

    values: Mapping[str, Any]
    file: Path | None = None
    name: str | None = None


def read_settings(path: str | None, name: str | None, folder: Path, field_names: Collection[str]) -> Settings:
    """The settings at `path`, or in the default files of `folder`; none there means no values.

    A file is named connections if every top-level value is a hash or null and none of the keys is a
    field. Raises SettingsInvalid.
    """
    file = Path(path) if path is not None else _default_file(folder)
    if file is None:
        if name is not None:
            raise SettingsInvalid(
                f"There is no settings file to find the connection {name!r} in",
                hint="Name one with --settings FILE, or create settings.yaml.",
            )
        return Settings({})
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SettingsInvalid(
            f"Cannot read the settings file {file}: {reason}", location=Location(str(file))
        ) from error
    if file.suffix == ".enc" or _looks_encrypted(text):
        raise SettingsInvalid(
            f"{file} is an encrypted settings file, which this version does not read",
            code=Code.SETTINGS_ENCRYPTED,
            hint="Decrypt it to settings.yaml with the SDK's own tool, or name a plain file with --settings.",
            location=Location(str(file)),
        )
    document = _parse(text, file)
    if not _is_named(document, field_names):
        if name is not None:
            raise SettingsInvalid(
                f"{file} holds one connection without a name, so {name!r} is not in it",
                hint="Leave --connection out, or nest the values under that name.",
                location=Location(str(file)),
            )
        return Settings(document, file)
    if name is None:
        if len(document) == 1:
            name = next(iter(document))
        else:
            raise SettingsInvalid(
                f"{file} holds several connections: {', '.join(document)}",
                hint="Choose one with --connection NAME.",
                location=Location(str(file)),
            )
    if name not in document:
        raise SettingsInvalid(
            f"{file} has no connection {name!r}",
            hint=f"It has: {', '.join(document) or 'none'}.",
            location=Location(str(file)),
        )
    return Settings(document[name] or {}, file, name)


def write_settings(settings: Settings, folder: Path, values: Mapping[str, Any]) -> Path:
    """Write `values` back, atomically and readable by its owner alone; other named connections stay,
    comments are lost. Raises SettingsInvalid."""
    import yaml

    file = settings.file or folder / "settings.yaml"
    document: dict[str, Any] = dict(values)
    if settings.name is not None and file.exists():
        document = _parse(file.read_text(encoding="utf-8-sig"), file)
        document[settings.name] = dict(values)
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                yaml.safe_dump(document, stream, sort_keys=False, allow_unicode=True)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(temporary, file)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise SettingsInvalid(f"Cannot write {file}: {error.strerror}", code=Code.STORAGE_FAILED) from error
    return file


def _default_file(folder: Path) -> Path | None:
    for name in ("settings.yaml.enc", "settings.yaml"):
        if (folder / name).is_file():
            return folder / name
    return None


def _looks_encrypted(text: str) -> bool:
    parts = text.strip().split("--")
    return (
        len(parts) == 3
        and "\n" not in text.strip()
        and all(p and p.rstrip("=").replace("+", "").replace("/", "").isalnum() for p in parts)
    )


def _parse(text: str, file: Path) -> dict[str, Any]:
    from authbench.encoding.yaml_reader import YamlProblem, read_yaml, symbol_name

    try:
        document = read_yaml(text, str(file))
    except YamlProblem as problem:
        raise SettingsInvalid(
            f"{problem.location}: {problem.text}",
            hint=problem.hint or "Correct the settings file.",
            location=problem.location,
        ) from problem
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise SettingsInvalid(
            f"{file} must hold a map of names to values",
            hint="Write lines such as api_key: k.",
            location=Location(str(file)),
        )
    return {symbol_name(name): value for name, value in document.items()}


def _is_named(document: Mapping[str, Any], field_names: Collection[str]) -> bool:
    return (
        bool(document)
        and all(value is None or isinstance(value, dict) for value in document.values())
        and not any(name in field_names for name in document)
    )
