"""Values of the evaluated Ruby.

`nil`, `true`, `false`, Integer and Float are Python's None, bool, int and float. Everything else is one of
the classes below. A value never gives access to the host: methods come from tables only.
"""

from __future__ import annotations

from authbench.ruby.values.callables import REnumerator, RProc
from authbench.ruby.values.classes import CLASSES, RClass, class_named
from authbench.ruby.values.collections import RArray, RHash, RRange, RSet, hash_token
from authbench.ruby.values.failures import Raised, RException, frozen_error
from authbench.ruby.values.hosts import MAIN, HostObject, LazyObject
from authbench.ruby.values.matching import RMatch, RRegexp
from authbench.ruby.values.strings import RString, Symbol, Value
from authbench.ruby.values.times import RBigDecimal, RDate, RDateTime, RDuration, RTime

__all__ = [
    "CLASSES",
    "MAIN",
    "HostObject",
    "LazyObject",
    "RArray",
    "RBigDecimal",
    "RClass",
    "RDate",
    "RDateTime",
    "RDuration",
    "REnumerator",
    "RException",
    "RHash",
    "RMatch",
    "RProc",
    "RRange",
    "RRegexp",
    "RSet",
    "RString",
    "RTime",
    "Raised",
    "Symbol",
    "Value",
    "class_named",
    "frozen_error",
    "hash_token",
]
