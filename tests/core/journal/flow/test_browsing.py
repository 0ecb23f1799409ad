"""What goes through the browser."""

from __future__ import annotations

from dataclasses import replace

from support.flow_events import (
    LOGIN,
    VISIT,
    began,
    both,
    drawn,
    ended,
)


def test_a_redirect_that_is_no_url_is_drawn_as_it_is() -> None:
    visit = replace(VISIT, url=f"{LOGIN}/authorize?client_id=id-1&redirect_uri=http%3A%2F%2F%5Bhere")
    opening = drawn([*began(), *both(visit), ended()]).messages[0]
    assert "redirect http://[here" in opening.detail.text
