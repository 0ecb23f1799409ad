"""Reading YAML files that a person wrote: settings, account properties, lookup tables (SDK reference 8.2)."""

from __future__ import annotations

import re
from typing import Any

from authbench.errors import Location

_MAX_DIGITS = 1000
_ONLY_PYTHON = ("set", "omap", "pairs")
_QUOTED = re.compile(r"'[^']*'")


class YamlProblem(ValueError):
    """A file is no YAML that may be read. The text holds no word of the file, which may be a secret;
    `location` is where, as far as it is known; `hint` what to do, where there is more to say than that
    the file is to be corrected."""

    def __init__(self, text: str, location: Location, hint: str | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.location = location
        self.hint = hint


def read_yaml(text: str, file: str) -> Any:
    """What `text`, the content of `file`, holds: scalars, lists and maps, as Ruby's `safe_load` with
    symbols allowed, so without aliases, dates and tags of its own. Raises YamlProblem."""
    import yaml

    try:
        return yaml.load(text, _loader())  # noqa: S506  # a subclass of SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        if mark is not None:
            raise YamlProblem(_said(error), Location(file, mark.line + 1, mark.column + 1)) from error
        position = getattr(error, "position", None)
        raise YamlProblem(_said(error), _at(file, text, position)) from error
    except RecursionError as error:
        raise YamlProblem("it is nested too deeply", Location(file)) from error
    except (ValueError, LookupError, TypeError, OverflowError) as error:
        # A value with a tag of its own (`!!int x`) that does not fit; the error quotes the value.
        raise YamlProblem(
            "a value does not fit the tag in front of it",
            Location(file),
            "Leave the tag out, or put the value in quotes.",
        ) from error


def symbol_name(key: Any) -> str:
    """A key of a map as text; `:name` is Ruby's way to write a symbol."""
    text = str(key)
    return text[1:] if text.startswith(":") else text


def _loader() -> Any:
    import yaml

    class Loader(yaml.SafeLoader):
        """Safe YAML without aliases and dates."""

        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.events.AliasEvent):
                raise yaml.constructor.ConstructorError(
                    None,
                    None,
                    "aliases are not allowed here",
                    self.peek_event().start_mark,  # type: ignore[no-untyped-call]
                )
            return super().compose_node(parent, index)

    def refuse_date(loader: Any, node: Any) -> Any:
        raise yaml.constructor.ConstructorError(
            None, None, "an unquoted date is not allowed here; put it in quotes", node.start_mark
        )

    def refuse_tag(loader: Any, node: Any) -> Any:
        return loader.construct_undefined(node)

    Loader.add_constructor("tag:yaml.org,2002:timestamp", refuse_date)
    bound_numbers(Loader)
    for name in _ONLY_PYTHON:
        Loader.add_constructor(f"tag:yaml.org,2002:{name}", refuse_tag)
    return Loader


def bound_numbers(loader_class: Any) -> None:
    """Let a loader of YAML refuse numbers of more than a thousand digits. `1:1:1` counts in sixties, which
    takes time with the square of the length; and Python does not write such numbers out."""
    import yaml

    def number(loader: Any, node: Any) -> Any:
        if isinstance(node, yaml.ScalarNode) and len(node.value) > _MAX_DIGITS:
            raise yaml.constructor.ConstructorError(
                None, None, f"a number has more than {_MAX_DIGITS} digits; put it in quotes", node.start_mark
            )
        kind = "int" if node.tag.endswith(":int") else "float"
        return getattr(loader, f"construct_yaml_{kind}")(node)

    for kind in ("int", "float"):
        loader_class.add_constructor(f"tag:yaml.org,2002:{kind}", number)


def _said(error: Any) -> str:
    """What is wrong, without a word of the file: a value that begins with `!` or `*` is read as a tag or an
    alias, and it may be a secret."""
    if getattr(error, "character", None) is not None:
        return "a character is not allowed in YAML"
    problem = getattr(error, "problem", None) or "it is not valid YAML"
    if "base64" in problem:
        return "a value does not fit the tag in front of it"
    if "tag" in problem:
        return "a tag (a value that begins with !) is not allowed here; put the value in quotes"
    return _QUOTED.sub("…", problem) if "alias" in problem or "anchor" in problem else str(problem)


def _at(file: str, text: str, position: object) -> Location:
    if not isinstance(position, int):
        return Location(file)
    before = text[:position]
    return Location(file, before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1)
