"""The filters of the log: a small language, and what its terms see of an exchange.

Everything that is matched is redacted text, so that no filter can tell what a secret is.
"""

from authbench.journal.filters.completion import Completion, Completions, Seen, completions
from authbench.journal.filters.facts import FactReader, MessageTexts, Part, RowFacts
from authbench.journal.filters.grammar import Filter, Problem, Term, parse
from authbench.journal.filters.index import LogIndex, Selection
from authbench.journal.filters.keys import KEYS, STATES, Key
from authbench.journal.filters.matching import Surroundings, beyond, decided, matches, parts_needed

__all__ = [
    "KEYS",
    "STATES",
    "Completion",
    "Completions",
    "FactReader",
    "Filter",
    "Key",
    "LogIndex",
    "MessageTexts",
    "Part",
    "Problem",
    "RowFacts",
    "Seen",
    "Selection",
    "Surroundings",
    "Term",
    "beyond",
    "completions",
    "decided",
    "matches",
    "parse",
    "parts_needed",
]
