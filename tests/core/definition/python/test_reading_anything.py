"""Whatever the bytes are, reading them ends with a result and runs nothing."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from authbench.definition import Loaded, load
from authbench.demo import sample_path, samples

_TEXTS = [sample_path(sample.name, "python").read_bytes() for sample in samples()]
_PIECES = st.sampled_from(
    [b"connector", b"=", b"{", b"}", b"[", b"]", b"(", b")", b"'a'", b":", b",", b"lambda c:", b"\n", b"    ", b"\t", b"def f(x):",
     b"import os", b"from . import a", b"**", b"*", b"f'{x}'", b"+", b"|", b"re.compile", b"\\", b"#", b"\0", b"\xff", b"\r", b"1", b"...",
     b"global connector", b"async ", b"yield ", b"await ", b"x", b".y", b"if x:", b"match x:", b"case _:", b"nonlocal y", b'"""', b"\x0c"]
)  # fmt: skip


def read(content: bytes) -> Loaded:
    """What is made of it; the connector is None exactly where an error says why."""
    loaded = load("connector.py", source=content)
    if loaded.connector is None:
        assert any(problem.severity == "error" for problem in loaded.problems)
    for problem in loaded.problems:
        assert problem.message
        if problem.location is not None and problem.location.column is not None:
            assert problem.location.line is not None
            assert 1 <= problem.location.column <= len(problem.location.source or "") + 1
    return loaded


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=40).map(b"".join))
def test_pieces_of_python_in_any_order(content: bytes) -> None:
    read(content)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_samples_with_a_hole(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(_TEXTS))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 200)))
    read(text[:start] + data.draw(_PIECES) + text[end:])


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(content: bytes) -> None:
    read(content)
