"""The engine as the window uses it, in one place. Everything here may block: it is called off the
GUI thread, and the heavy modules (HTTP client, keychain, parser) are imported there, after the
window has been painted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from authbench.errors import AuthbenchError

if TYPE_CHECKING:
    from authbench.connection import ConnectionStore, Engine
    from authbench.definition import Connector
    from authbench.demo import DemoProvider, Sample
    from authbench.form import Form
    from authbench.journal import Journal
    from authbench.vault import SecretStore, TrustStore

DEMO_PREFIX = "demo:"


@dataclass
class Services:
    """What the window needs of the engine, composed once.

    `proxy` says which proxy requests take, in two words. `demo_problem` says why the demo provider
    does not run, where it does not.
    """

    journal: Journal
    engine: Engine
    store: ConnectionStore
    secrets: SecretStore
    trust: TrustStore
    make_form: Callable[[Connector, Mapping[str, Any]], Form]
    open_url: Callable[[str], bool]
    samples: Sequence[Sample] = ()
    demo: DemoProvider | None = None
    demo_problem: str | None = None
    proxy: str = "none"
    _samples_by_name: dict[str, Sample] = field(default_factory=dict)

    def sample(self, connector: str) -> Sample | None:
        """The sample behind `demo:NAME`; None for a file or a sample that is gone."""
        if not connector.startswith(DEMO_PREFIX):
            return None
        if not self._samples_by_name:
            self._samples_by_name = {sample.name: sample for sample in self.samples}
        return self._samples_by_name.get(connector.removeprefix(DEMO_PREFIX).removesuffix(".py"))

    def definition_path(self, connector: str) -> Path:
        """Where the definition of a connection lies. Raises `AuthbenchError` for an unknown sample."""
        if not connector.startswith(DEMO_PREFIX):
            return Path(connector)
        from authbench.demo import sample_path

        return sample_path(connector.removeprefix(DEMO_PREFIX))

    def given_values(self, connector: str) -> dict[str, Any]:
        """What a sample is filled in with; empty for a file and while the demo provider does not run."""
        sample = self.sample(connector)
        return dict(self.demo.settings_for(sample)) if sample is not None and self.demo is not None else {}

    @property
    def demo_origin(self) -> str | None:
        """Where the demo provider listens; None where it does not run."""
        return self.demo.origin if self.demo is not None else None

    def close(self) -> None:
        """Stop runs and servers; takes at most a few seconds."""
        self.engine.close(timeout=2.0)
        self.journal.close()
        if self.demo is not None:
            self.demo.close()


class DemoUnavailable(AuthbenchError):
    """A sample was asked for while the demo provider does not run."""
