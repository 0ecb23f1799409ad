"""Connector definitions: reading a file into the typed model, and what is wrong with it.

Each name is imported from its module when it is first used: a process pays for what it needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from authbench.definition.controls import Control, control_for
    from authbench.definition.model import (
        Authorization,
        Choice,
        Connector,
        Field,
        Help,
        Lambda,
        Loaded,
    )
    from authbench.definition.problems import (
        DefinitionNotReadable,
        InvalidLambdaResult,
        Problem,
        Severity,
        UnresolvedOption,
    )
    from authbench.definition.reading import load
    from authbench.definition.results import fields_from_result
    from authbench.definition.secrecy import looks_like_private_key, name_is_secret
    from authbench.definition.signals import (
        Signal,
        TextPattern,
        describe_signal,
        detect_matches,
        signal_matches,
    )
    from authbench.definition.values import text_of

__all__ = [
    "Authorization",
    "Choice",
    "Connector",
    "Control",
    "DefinitionNotReadable",
    "Field",
    "Help",
    "InvalidLambdaResult",
    "Lambda",
    "Loaded",
    "Problem",
    "Severity",
    "Signal",
    "TextPattern",
    "UnresolvedOption",
    "control_for",
    "describe_signal",
    "detect_matches",
    "fields_from_result",
    "load",
    "looks_like_private_key",
    "name_is_secret",
    "signal_matches",
    "text_of",
]

_MODULES = {
    "Authorization": "model",
    "Choice": "model",
    "Connector": "model",
    "Control": "controls",
    "DefinitionNotReadable": "problems",
    "Field": "model",
    "Help": "model",
    "InvalidLambdaResult": "problems",
    "Lambda": "model",
    "Loaded": "model",
    "Problem": "problems",
    "Severity": "problems",
    "Signal": "signals",
    "TextPattern": "signals",
    "UnresolvedOption": "problems",
    "control_for": "controls",
    "describe_signal": "signals",
    "detect_matches": "signals",
    "fields_from_result": "results",
    "load": "reading",
    "looks_like_private_key": "secrecy",
    "name_is_secret": "secrecy",
    "signal_matches": "signals",
    "text_of": "values",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value
