"""What every secret store promises, over memory, a real GNOME Keyring, and stand-ins for the
keychains of Windows and macOS."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from authbench.vault import KeychainStore, MemoryStore, SecretStore, open_secret_store
from authbench.vault.backends import WINDOWS_LIMIT, Backend
from authbench.vault.entries import SingleItem, TwoSlots
from support.keychain import Keychain, environment, keychain_service
from support.vault_backends import FakeBackend, FakeMacos, FakeWindows

__all__ = ["keychain_service"]

STORES = ("memory", "keyring", "secret service", "windows", "macos")


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> Iterator[SecretStore]:
    match request.param:
        case "memory":
            yield MemoryStore()
        case "keyring":
            service: Keychain = request.getfixturevalue("keychain_service")
            with environment(service.env):
                yield open_secret_store()
        case "secret service":
            yield KeychainStore(Backend("Secret Service", SingleItem(FakeBackend())))
        case "windows":
            yield KeychainStore(Backend("Credential Manager", TwoSlots(FakeWindows(), WINDOWS_LIMIT)))
        case _:
            yield KeychainStore(Backend("Keychain", TwoSlots(FakeMacos(), None)))


@pytest.fixture
def key() -> str:
    return uuid4().hex


VALUES: list[dict[str, Any]] = [
    {},
    {"a": ""},
    {"fields": {"client_secret": "s"}, "tokens": {"access_token": "t", "expires_in": 3600}},
    {"text": "grün 🔑 \x00 \n \u2028 \ufeff \\ \" '"},
    {"alone": "\ud83d"},
    {"n": [None, True, False, 0, -1, 10**40, 1.5, float("inf")]},
    {"decimal": Decimal("1.500"), "bytes": b"\x00\xff", "date": date(2026, 2, 28)},
    {"utc": datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)},
    {"zone": datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=-8)))},
    {"$bytes": "not bytes", "nested": {"$time": "no time", "$object": {"$date": "no"}}},
    {"$decimal": "alone"},
    {"nested": {"$object": {"a": 1}}},
]


@pytest.mark.parametrize("value", VALUES, ids=str)
def test_what_was_put_comes_back_equal(store: SecretStore, key: str, value: dict[str, Any]) -> None:
    store.put(key, value)
    assert store.get(key) == value
    store.delete(key)


def test_utc_and_an_offset_of_zero_stay_apart(store: SecretStore, key: str) -> None:
    zero = timezone(timedelta(0), "Z")
    store.put(key, {"utc": datetime(2026, 1, 1, tzinfo=UTC), "zero": datetime(2026, 1, 1, tzinfo=zero)})
    value = store.get(key)
    assert value is not None
    assert value["utc"].tzinfo is UTC
    assert value["zero"].tzinfo is not None
    store.delete(key)


@pytest.mark.parametrize("size", [1000, 1200, 1280, 1281, 2559, 2561, 5000, 65_536])
@pytest.mark.parametrize("character", ["x", "🔑"])
def test_every_size_comes_back(store: SecretStore, key: str, size: int, character: str) -> None:
    value = {"token": character * size}
    store.put(key, value)
    assert store.get(key) == value
    store.put(key, {"token": "short"})
    assert store.get(key) == {"token": "short"}
    store.delete(key)
    assert store.get(key) is None


def test_a_missing_entry_is_none_and_can_be_deleted(store: SecretStore, key: str) -> None:
    assert store.get(key) is None
    store.delete(key)
    assert store.get(key) is None


def test_keys_do_not_touch_each_other(store: SecretStore, key: str) -> None:
    other = key + " a"
    store.put(key, {"a": "1"})
    store.put(other, {"a": "2" * 5000})
    store.put(key, {"a": "3" * 5000})
    assert store.get(other) == {"a": "2" * 5000}
    store.delete(key)
    assert store.get(other) == {"a": "2" * 5000}
    store.delete(other)


def test_a_document_that_came_back_is_a_copy(store: SecretStore, key: str) -> None:
    store.put(key, {"a": {"b": "1"}})
    first = store.get(key)
    assert first is not None
    first["a"]["b"] = "changed"
    assert store.get(key) == {"a": {"b": "1"}}
    store.delete(key)


def test_what_is_not_plain_is_refused_and_changes_nothing(store: SecretStore, key: str) -> None:
    store.put(key, {"a": "1"})
    with pytest.raises(TypeError):
        store.put(key, {"a": object()})
    assert store.get(key) == {"a": "1"}
    store.delete(key)


def test_threads_do_not_disturb_each_other(store: SecretStore, key: str) -> None:
    wrong: list[object] = []

    def work(number: int) -> None:
        mine = f"{key} {number}"
        for turn in range(3):
            store.put(mine, {"n": number, "t": turn, "x": "y" * 2000})
            value = store.get(mine)
            if value is None or (value["n"], value["t"]) != (number, turn):
                wrong.append(value)
        store.delete(mine)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_no_store_shows_its_content_in_its_repr(store: SecretStore, key: str) -> None:
    store.put(key, {"a": "hidden-value-1"})
    assert "hidden-value-1" not in repr(store)
    store.delete(key)


_PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.decimals(allow_nan=False)
    | st.dates()
    | st.datetimes(timezones=st.just(UTC)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(value=st.dictionaries(st.text(), _PLAIN, max_size=5))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_plain_document_survives_a_windows_keychain(value: dict[str, Any]) -> None:
    backend = FakeWindows()
    store = KeychainStore(Backend("Credential Manager", TwoSlots(backend, WINDOWS_LIMIT)))
    for _ in range(3):
        store.put("k", value)
        assert store.get("k") == value
    store.delete("k")
    assert backend.items == {}
