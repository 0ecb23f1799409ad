"""`workato.parse_yaml` (SDK reference 6.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from authbench.encoding.yaml_reader import bound_numbers
from authbench.sdk.errors import HelperArgumentError


def parse_yaml(source: str, check: Callable[[], None]) -> Any:
    """Scalars, arrays and hashes; nothing else, and no aliases. `check` is called for every node and
    may raise `Cancelled`. Raises HelperArgumentError."""
    import yaml

    try:
        return yaml.load(source, Loader=_loader(check))  # noqa: S506 a safe loader, stricter than usual
    except (yaml.YAMLError, ValueError, LookupError, TypeError, OverflowError, RecursionError) as error:
        raise HelperArgumentError(f"YAML Parsing error. {_text(error)}") from None


def _loader(check: Callable[[], None]) -> Any:
    import yaml

    class Loader(yaml.SafeLoader):
        """Refuses what Ruby's `safe_load` refuses: dates, times, symbols, aliases."""

        def compose_node(self, parent: Any, index: Any) -> Any:
            check()
            if self.check_event(yaml.AliasEvent):
                event: Any = self.peek_event()  # type: ignore[no-untyped-call]
                raise yaml.YAMLError(f"Unknown alias: {event.anchor}")
            return super().compose_node(parent, index)

    def refuse(kind: str) -> Any:
        def construct(_loader: Any, _node: Any) -> Any:
            raise yaml.YAMLError(f"Tried to load unspecified class: {kind}")

        return construct

    def scalar(loader: Any, node: Any) -> Any:
        text = loader.construct_scalar(node)
        if node.style is None and len(text) > 1 and text[0] == ":" and text[1] != " ":
            raise yaml.YAMLError("Tried to load unspecified class: Symbol")
        return text

    Loader.add_constructor("tag:yaml.org,2002:timestamp", refuse("Date"))
    Loader.add_constructor("tag:yaml.org,2002:str", scalar)
    bound_numbers(Loader)
    return Loader


def _text(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    return f"{problem} at line {mark.line + 1} column {mark.column + 1}" if mark is not None else problem
