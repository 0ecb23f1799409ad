"""What `-c` names: a definition file, or a sample with the demo provider started in-process."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from authbench.definition import Connector, Problem, load
from authbench.definition.trust import ALWAYS, NEVER, Trust, TrustPolicy, TrustRequired
from authbench.errors import AuthbenchError, Code, Location

if TYPE_CHECKING:
    from authbench.demo import DemoProvider

_DEMO = "demo:"


class DefinitionRefused(AuthbenchError):
    """The definition cannot be used; its first problem in front, all of them in `problems`."""

    default_code = Code.INVALID_DEFINITION
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Target:
    """A definition ready to run. `routes` and `values` are a sample's own; `folder` is where the
    default settings files are looked for."""

    connector: Connector
    problems: tuple[Problem, ...]
    reference: str
    folder: Path
    routes: tuple[str, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    demo: DemoProvider | None = None

    def vault_key(self, name: str | None) -> str:
        """The key of this definition's connection in the vault: path and connection name."""
        return "cli-" + hashlib.sha256(f"{self.reference}\0{name or ''}".encode()).hexdigest()[:40]


def open_target(
    reference: str,
    stack: ExitStack,
    *,
    serve_demo: bool = True,
    check_lambdas: bool = True,
    trust: TrustPolicy = NEVER,
    runs: bool = False,
) -> Target:
    """Load what `reference` names; a demo provider is started on a free port and closed with `stack`.

    Without `check_lambdas`, code that does not run is not looked into either, and problems in it are not
    found. `trust` says which programs in Python may run; with `runs`, TrustRequired is raised for others.
    Raises DefinitionRefused, DefinitionNotReadable, and FILE_NOT_READABLE for an unknown sample.
    """
    if reference.startswith(_DEMO):
        return _open_sample(reference.removeprefix(_DEMO), stack, serve_demo, check_lambdas)
    path = Path(reference)
    loaded = load(path, check_lambdas=check_lambdas, trust=lambda found: _is_sample(found) or trust(found))
    connector = _connector_of(loaded.connector, loaded.problems, str(path))
    if runs and loaded.trust is not None and not loaded.trust.granted:
        raise TrustRequired(str(path))
    return Target(
        connector,
        loaded.problems,
        str(path.resolve()),
        path.resolve().parent,
    )


def _is_sample(trust: Trust) -> bool:
    """Whether what was read lies among the samples that we ship, which are trusted."""
    from authbench_resources import root

    return Path(trust.files[0].path).parent == Path(str(root().joinpath("samples"))).resolve()


def _open_sample(name: str, stack: ExitStack, serve: bool, check_lambdas: bool) -> Target:
    from authbench.demo import DemoProvider, sample, sample_path, samples, split_name

    names = [known.name for known in samples()]
    plain, language = split_name(name)
    if plain not in names:
        import difflib

        close = difflib.get_close_matches(plain, names, 1)
        raise AuthbenchError(
            f"There is no sample named {name!r}",
            code=Code.FILE_NOT_READABLE,
            hint=(f"Did you mean demo:{close[0]}{name.removeprefix(plain)}? " if close else "")
            + "The samples are: "
            + ", ".join(names)
            + ".",
        )
    path = sample_path(plain, language)
    loaded = load(path, check_lambdas=check_lambdas, trust=ALWAYS)
    target = Target(
        _connector_of(loaded.connector, loaded.problems, str(path)),
        loaded.problems,
        f"demo:{name}",
        Path.cwd(),
    )
    if serve:
        provider = stack.enter_context(DemoProvider(port=0))
        target.demo = provider
        target.routes = sample(plain).routes(provider.origin)
        target.values = dict(provider.settings_for(sample(plain)))
    return target


def _connector_of(connector: Connector | None, problems: tuple[Problem, ...], file: str) -> Connector:
    if connector is not None:
        return connector
    first = next((problem for problem in problems if problem.severity == "error"), None)
    if first is None:
        raise DefinitionRefused("The file holds no definition", location=Location(file))
    refused = DefinitionRefused(first.message, code=code_of(first), hint=first.fix, location=first.location)
    refused.problems = problems
    raise refused


def code_of(problem: Problem) -> str:
    """The error code for a problem that stops a file from being used."""
    if problem.code == Code.SYNTAX_ERROR:
        return Code.SYNTAX_ERROR
    return Code.INVALID_DEFINITION


def trust_for_running(given: bool) -> TrustPolicy:
    """What may run in this process: everything with `--trust`, else what a person trusted in the window."""
    if given:
        return ALWAYS

    def stored(trust: Trust) -> bool:
        from authbench.vault import TrustStore, home_folder

        return TrustStore(home_folder()).is_trusted(trust.digest)

    return stored
