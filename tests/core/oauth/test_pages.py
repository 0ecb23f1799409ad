from __future__ import annotations

import base64
import hashlib
import re

import pytest

from authbench.oauth import Page
from authbench.oauth.pages import page, page_response, see_other


@pytest.mark.parametrize("name", list(Page))
def test_pages_can_do_nothing_but_be_read(name: Page) -> None:
    content, policy = page(name)
    text = content.decode("utf-8")
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script|\son\w+=|javascript:|<form|<iframe|src=|style=", text, re.IGNORECASE)
    for style in re.findall(r"<style>(.*?)</style>", text, re.DOTALL):
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_a_response_is_complete_and_bare() -> None:
    raw = page_response(404, Page.IGNORED)
    head, _, body = raw.partition(b"\r\n\r\n")
    assert body == page(Page.IGNORED)[0]
    assert f"Content-Length: {len(body)}".encode() in head
    for line in (b"nosniff", b"no-store", b"no-referrer", b"DENY", b"Connection: close"):
        assert line in head
    assert not re.search(rb"(?m)^(server|set-cookie|access-control)", head.lower())
    assert page_response(405, Page.IGNORED, head_only=True).endswith(b"\r\n\r\n")


def test_a_redirect_away_from_the_code() -> None:
    raw = see_other("/done")
    assert raw.startswith(b"HTTP/1.1 303 See Other\r\nLocation: /done\r\n")
    assert b"no-referrer" in raw
