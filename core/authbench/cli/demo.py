"""`authbench demo`: the demo provider in the foreground, and how to reach each sample by hand."""

from __future__ import annotations

import threading
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from authbench.cli.console import out, print_json, say
from authbench.cli.document import empty_document
from authbench.cli.failing import OK

if TYPE_CHECKING:
    from authbench.demo import DemoProvider


def serve(options: Namespace) -> int:
    """Print definition, routes and settings of each sample, then serve until Ctrl+C.

    The demo credentials printed here are made for this process and open nothing but its own API.
    """
    from authbench.demo import DemoProvider

    with DemoProvider(port=options.port) as provider:
        samples = describe(provider)
        if options.json:
            document = empty_document()
            document.update(ok=True, origin=provider.origin, samples=samples)
            print_json(document)
        else:
            _print(provider.origin, samples)
        try:
            # Not one long wait: an interrupt that reaches another thread does not wake this one.
            while not threading.Event().wait(0.2):
                pass
        except KeyboardInterrupt:
            say("Stopped.")
    return OK


def describe(provider: DemoProvider) -> list[dict[str, Any]]:
    """Each sample with what a person needs to run it as a plain file."""
    from authbench.demo import sample_path, samples

    return [
        {
            "name": sample.name,
            "title": sample.title,
            "summary": sample.summary,
            "definition": str(sample_path(sample.name)),
            "definition_in_python": str(sample_path(sample.name, "python")),
            "routes": list(sample.routes(provider.origin)),
            "settings": dict(provider.settings_for(sample)),
            "sign_in": provider.sign_in_for(sample),
        }
        for sample in samples()
    ]


def _print(origin: str, samples: list[dict[str, Any]]) -> None:
    import yaml

    out(f"Demo provider: {origin} (Ctrl+C ends it)")
    for sample in samples:
        out(f"\n# {sample['name']}: {sample['title']}")
        if sample["summary"]:
            out(f"# {sample['summary']}")
        if sample["sign_in"]:
            out(f"# sign in as {sample['sign_in'][0]} with {sample['sign_in'][1]}")
        out(f"# the same in Python: {sample['definition_in_python']}")
        routes = " ".join(f"--route {route}" for route in sample["routes"])
        out(f"authbench connect -c {sample['definition']} -s {sample['name']}.yaml {routes}")
        out(f"# {sample['name']}.yaml")
        for line in yaml.safe_dump(
            sample["settings"] or {}, sort_keys=False, allow_unicode=True
        ).splitlines():
            out(f"  {line}")
