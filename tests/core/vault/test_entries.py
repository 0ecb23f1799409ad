"""Replacing a document is safe at every step, and leaves nothing behind."""

import pytest

from authbench.vault.entries import Damaged, Entries, NotKept, SingleItem, TwoSlots
from support.vault_backends import Died, FakeBackend, FakeMacos, FakeWindows

OLD, NEW = "old " * 1000, "new " * 1500


def _windows() -> tuple[FakeBackend, Entries]:
    backend = FakeWindows()
    return backend, TwoSlots(backend, 1280)


def _macos() -> tuple[FakeBackend, Entries]:
    backend = FakeMacos()
    return backend, TwoSlots(backend, None)


def _die_at(backend: FakeBackend, step: int) -> None:
    """Let the process end just before the `step`-th change from now on."""
    changes = 0

    def before(operation: str, service: str) -> None:
        nonlocal changes
        if operation != "get":
            changes += 1
            if changes == step:
                raise Died

    backend.before = before


@pytest.mark.parametrize("make", [_windows, _macos], ids=["windows", "macos"])
@pytest.mark.parametrize(("first", "second"), [(OLD, NEW), (NEW, OLD), ("a", NEW), (OLD, "b"), ("a", "b")])
def test_a_process_that_dies_anywhere_leaves_the_old_or_the_new(make, first: str, second: str) -> None:
    step = 0
    finished = False
    while not finished:
        step += 1
        backend, entries = make()
        entries.write("k", first)
        _die_at(backend, step)
        try:
            entries.write("k", second)
            finished = True
        except Died:
            pass
        backend.before = lambda operation, service: None
        assert entries.read("k") in (first, second)
        # And the next one writes and clears up as ever.
        entries.write("k", "third")
        assert entries.read("k") == "third"
        entries.delete("k")
        assert backend.items == {}
    assert step >= 3


@pytest.mark.parametrize("make", [_windows, _macos], ids=["windows", "macos"])
def test_a_refused_write_leaves_the_old(make) -> None:
    step = 0
    finished = False
    while not finished:
        step += 1
        backend, entries = make()
        entries.write("k", OLD)
        sets = 0

        def refuse(operation: str, service: str, wanted: int = step) -> None:
            nonlocal sets
            if operation == "set":
                sets += 1
                if sets == wanted:
                    raise OSError("refused")

        backend.before = refuse
        try:
            entries.write("k", NEW)
            finished = True
        except OSError:
            assert entries.read("k") == OLD
    assert entries.read("k") == NEW


class _Lying(FakeBackend):
    """Keeps something else than it was given."""

    def __init__(self, change) -> None:
        super().__init__()
        self.change = change
        self.lies = False

    def set_password(self, service: str, username: str, password: str) -> None:
        kept = self.change(password) if self.lies else password
        if kept is None:
            return
        super().set_password(service, username, kept)


@pytest.mark.parametrize(
    "change",
    [lambda s: None, lambda s: s[:-1], lambda s: s.replace("new", "mew"), lambda s: s + " ", lambda s: ""],
    ids=["drops", "truncates", "alters", "appends", "empties"],
)
def test_a_keychain_that_lies_is_found_out_and_the_old_is_kept(change) -> None:
    backend = _Lying(change)
    entries = TwoSlots(backend, 1280)
    entries.write("k", OLD)
    backend.lies = True
    with pytest.raises(NotKept):
        entries.write("k", NEW)
    assert entries.read("k") == OLD
    single = SingleItem(backend)
    with pytest.raises(NotKept):
        single.write("other", NEW)


def test_every_item_is_within_the_limit_of_windows() -> None:
    backend, entries = _windows()
    entries.write("k", "x" * 20_000)
    assert all(len(value.encode("utf-16-le")) <= 2560 for value in backend.items.values())
    assert len({service for service, _ in backend.items}) == len(backend.items)
    assert {username for _, username in backend.items} == {"authbench"}


def test_nothing_is_ever_replaced_in_place() -> None:
    backend, entries = _windows()
    for number in range(5):
        entries.write("k", f"{number}" * 3000)
    assert not any("@" in service for service, _ in backend.items)


@pytest.mark.parametrize("part", [" a", " a.1", " a.2"])
def test_a_damaged_document_is_told_from_a_missing_one(part: str) -> None:
    backend, entries = _windows()
    entries.write("k", NEW)
    backend.items[f"Authbench k{part}", "authbench"] = "{}"
    with pytest.raises(Damaged):
        entries.read("k")
    entries.write("k", OLD)
    assert entries.read("k") == OLD


def test_the_newest_complete_document_wins() -> None:
    backend, entries = _windows()
    entries.write("k", "first")
    kept = dict(backend.items)
    entries.write("k", "second")
    backend.items.update(kept)
    assert entries.read("k") == "second"
    (newest,) = [name for name, value in backend.items.items() if "second" in value]
    backend.items[newest] = backend.items[newest].replace("second", "broken")
    assert entries.read("k") == "first"
    entries.write("k", "third")
    assert entries.read("k") == "third"
