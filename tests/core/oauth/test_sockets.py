from __future__ import annotations

import os
import socket

import pytest

from authbench.oauth import ListenerFailed, PortBusy
from authbench.oauth.sockets import bind_all, port_holder


def test_a_free_port_is_the_same_on_every_address() -> None:
    bound = bind_all(("127.0.0.1", "::1"), 0)
    try:
        assert len({sock.getsockname()[1] for sock in bound}) == 1
        assert [sock.family for sock in bound] == [socket.AF_INET, socket.AF_INET6]
    finally:
        for sock in bound:
            sock.close()


def test_a_port_that_is_held_cannot_be_taken_even_with_reuse() -> None:
    bound = bind_all(("127.0.0.1",), 0)
    port = bound[0].getsockname()[1]
    try:
        with pytest.raises(PortBusy):
            bind_all(("127.0.0.1",), port)
        with socket.socket() as thief:
            thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with pytest.raises(OSError):
                thief.bind(("127.0.0.1", port))
    finally:
        bound[0].close()


def test_one_busy_family_leaves_nothing_bound() -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as held:
        port = held.getsockname()[1]
        with pytest.raises(PortBusy):
            bind_all(("127.0.0.1", "::1"), port)
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_an_absent_address_is_left_out_if_another_is_there() -> None:
    bound = bind_all(("127.0.0.1", "2001:db8::1"), 0)
    assert len(bound) == 1
    bound[0].close()
    with pytest.raises(ListenerFailed, match="no address"):
        bind_all(("2001:db8::1",), 0)


def test_the_holder_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        assert f"(process {os.getpid()})" in (port_holder(port) or "")
    assert port_holder(port) is None
