from pathlib import Path

from authbench.vault import UiState


def test_what_the_window_saved_comes_back(tmp_path: Path) -> None:
    state = UiState(tmp_path)
    assert state.load() == {}
    state.save({"geometry": b"\x01\xd9\xd0\xcb", "splitters": [1, 2], "last": "one"})
    assert UiState(tmp_path).load() == {"geometry": b"\x01\xd9\xd0\xcb", "splitters": [1, 2], "last": "one"}


def test_a_damaged_file_is_set_aside_and_the_window_starts_afresh(tmp_path: Path) -> None:
    state = UiState(tmp_path)
    for content in (b"", b"{", b"[]", b"\xff"):
        state.path.write_bytes(content)
        assert state.load() == {}
        (aside,) = tmp_path.glob("window.json.corrupt-*")
        assert aside.read_bytes() == content
        aside.unlink()
    state.save({"a": 1})
    assert state.load() == {"a": 1}
