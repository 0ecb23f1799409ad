"""Connector definitions: reading a file into the typed model, and what is wrong with it."""

from authbench.definition.controls import Control
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
from authbench.definition.signals import (
    Signal,
    TextPattern,
    describe_signal,
    detect_matches,
    signal_matches,
)

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
    "describe_signal",
    "detect_matches",
    "signal_matches",
]
