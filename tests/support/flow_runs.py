"""Every sample run in this process with a person who allows access, for what draws runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from authbench.connection import RunResult
from authbench.definition import Connector, load
from authbench.definition.trust import ALWAYS
from authbench.demo import DemoProvider, Sample, sample_path, samples
from authbench.events import RunKind
from authbench.http import Routes
from authbench.journal import Journal
from support.connection_runs import Bench
from support.demo_person import PersonAtBrowser

SAMPLES = [sample.name for sample in samples()]


class SampleRuns:
    """One sample, the provider that it is made for, and an engine. `prepared` is shown each run's journal
    before the run begins."""

    def __init__(
        self,
        sample: Sample,
        provider: DemoProvider,
        home: Path,
        prepared: Callable[[Journal], object] | None = None,
    ) -> None:
        self.sample = sample
        self.provider = provider
        self.person = PersonAtBrowser()
        self.bench = Bench(home, browser=self.person)
        self.connector: Connector = _connector(sample)
        if prepared is not None:
            prepared(self.bench.journal)

    @property
    def journal(self) -> Journal:
        """What was recorded."""
        return self.bench.journal

    def run(self, kind: RunKind, **more: Any) -> RunResult:
        """One run to its end; what it stored is there for the next."""
        result = self.bench.run(
            kind,
            self.connector,
            self.provider.settings_for(self.sample),
            self.provider.origin,
            routes=Routes.parse(list(self.sample.routes(self.provider.origin))),
            **more,
        )
        self.person.join()
        return result

    def close(self) -> None:
        """End the engine."""
        self.person.join()
        self.bench.close()


def _connector(sample: Sample) -> Connector:
    loaded = load(sample_path(sample.name), trust=ALWAYS)
    assert loaded.connector is not None
    return loaded.connector
