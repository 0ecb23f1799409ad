"""The sample definitions: what they show, which hosts they call, what to fill in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import as_file
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

from authbench.demo.credentials import Credentials
from authbench.demo.providers.aws import secret_access_key
from authbench.errors import AuthbenchError, Code
from authbench_resources import root

Language = Literal["ruby", "python"]
"""In which language a sample is written: there is one of each, and both do the same."""

_SUFFIXES: Mapping[Language, str] = {"ruby": ".rb", "python": ".py"}
_PLACEHOLDER = re.compile(r"\{(\w+)(?::([\w\-]+))?\}")


class UnknownSample(AuthbenchError):
    """There is no sample of this name."""

    default_code = Code.USAGE


@dataclass(frozen=True, slots=True)
class Sample:
    """A definition that works against the demo provider.

    `authorization` is the definition's type, `flow` says in words how it authorizes. `hosts` are the
    origins that it calls. `settings` are its field values, with `{placeholder}` for what the provider
    makes at run time: `DemoProvider.settings_for` fills them in. `sign_in` is user and password for the
    sign-in page, with such a placeholder too (`DemoProvider.sign_in_for`); None where no browser is needed.
    """

    name: str
    title: str
    summary: str
    authorization: str
    flow: str
    hosts: tuple[str, ...]
    settings: Mapping[str, str] = field(default_factory=dict)
    sign_in: tuple[str, str] | None = None

    @property
    def file(self) -> Traversable:
        """The definition in Ruby."""
        return self.file_in("ruby")

    def file_in(self, language: Language) -> Traversable:
        """The definition in that language."""
        return root().joinpath("samples", self.name + _SUFFIXES[language])

    def routes(self, origin: str) -> tuple[str, ...]:
        """Routes, as `--route` takes them, from the definition's hosts to the provider at `origin`."""
        return tuple(f"{host}={origin}" for host in self.hosts)


@lru_cache(maxsize=1)
def samples() -> tuple[Sample, ...]:
    """Every sample, in the order of presentation."""
    import tomllib

    listed = tomllib.loads(root().joinpath("samples", "samples.toml").read_text("utf-8"))["sample"]
    return tuple(
        Sample(
            name=entry["name"],
            title=entry["title"],
            summary=entry["summary"],
            authorization=entry["authorization"],
            flow=entry["flow"],
            hosts=tuple(entry["hosts"]),
            settings=entry.get("settings", {}),
            sign_in=tuple(entry["sign_in"]) if "sign_in" in entry else None,
        )
        for entry in listed
    )


def sample(name: str) -> Sample:
    """The sample of this name, which may carry a language's suffix. Raises `UnknownSample`."""
    plain, _ = split_name(name)
    for candidate in samples():
        if candidate.name == plain:
            return candidate
    known = ", ".join(candidate.name for candidate in samples())
    raise UnknownSample(f"There is no sample named {name!r}.", hint=f"The samples are: {known}.")


def split_name(name: str) -> tuple[str, Language]:
    """A sample's bare name and the language that its suffix asks for; Ruby without one."""
    for language, suffix in _SUFFIXES.items():
        if name.endswith(suffix):
            return name.removesuffix(suffix), language
    return name, "ruby"


def find_sample(wanted: Sample | str) -> Sample:
    """A sample by itself or by its name. Raises `UnknownSample`."""
    return sample(wanted) if isinstance(wanted, str) else wanted


def sample_path(name: str, language: Language | None = None) -> Path:
    """Where the definition of a sample lies on disk: in `language`, or in that of the name's suffix, as in
    `dropbox-pkce.py`; Ruby without either. Raises `UnknownSample`."""
    with as_file(sample(name).file_in(language or split_name(name)[1])) as path:
        return path


def filled_in(template: str, credentials: Credentials) -> str:
    """A value with its placeholders replaced by secrets."""
    return _PLACEHOLDER.sub(lambda found: _secret(found, credentials), template)


def _secret(found: re.Match[str], credentials: Credentials) -> str:
    kind, argument = found.groups()
    match kind:
        case "client_secret":
            return credentials.client_secret(argument)
        case "user_password":
            return credentials.user_password()
        case "private_key":
            return credentials.service_account_key().private_pem
        case "aws_secret_access_key":
            return secret_access_key(credentials)
        case _:
            from authbench.demo.providers import keys

            return keys.KEYS[kind](credentials)
