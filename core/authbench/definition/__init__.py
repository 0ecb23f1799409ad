"""Connector definitions: reading a file into the typed model, and what is wrong with it."""

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
