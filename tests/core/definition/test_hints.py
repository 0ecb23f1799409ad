"""Hints: what authors write, and what an attacker would."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.definition.hints import link_target, plain_text, safe_html


@pytest.mark.parametrize(
    ("text", "html", "plain"),
    [
        ("Just text", "Just text", "Just text"),
        (
            "Click <a href=\"https://x.example/a?b=1&c=2\" target='_blank'>here</a> for <b>more</b>.",
            'Click <a href="https://x.example/a?b=1&amp;c=2">here</a> for <b>more</b>.',
            "Click here for more.",
        ),
        ("one<br/>two<BR>three", "one<br>two<br>three", "one\ntwo\nthree"),
        ("<ul><li>a<li>b</ul>c", "<ul><li>a</li><li>b</li></ul>c", "- a\n- b\nc"),
        ("<code>a < b</code>", "<code>a &lt; b</code>", "a < b"),
        ("a &amp;&nbsp;b &bsol; &#36;", "a &amp;\u00a0b \\ $", "a & b \\ $"),
        (
            "<a href=\"https://x.example target='_blank'>open</a> rest",
            '<a href="https://x.example">open</a> rest',
            "open rest",
        ),
        ("<b>never closed", "<b>never closed</b>", "never closed"),
        ("closed</b> twice</i>", "closed twice", "closed twice"),
        ("<b>a<i>b</b>c</i>", "<b>a<i>b</i></b>c", "abc"),
        ('<button type="button">Push</button>', "Push", "Push"),
        (
            "ID {{ authUser.aws_workato_account_id }}",
            "ID ‹aws workato account id, known to the platform only›",
            "ID ‹aws workato account id, known to the platform only›",
        ),
    ],
)
def test_what_authors_write(text: str, html: str, plain: str) -> None:
    assert safe_html(text) == html
    assert plain_text(text) == plain


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<SCRIPT src=//evil.example>x",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='java\tscript:alert(1)'>x</a>",
        "<a href=' data:text/html,x'>x</a>",
        "<a href='file:///etc/passwd'>x</a>",
        "<a href='https://user:secret@evil.example'>x</a>",
        "<a href='https://'>x</a>",
        "<style>*{display:none}</style>",
        "<iframe src='https://evil.example'></iframe>",
        "<p onclick=alert(1) style='background:url(https://evil.example)'>x</p>",
        "<svg/onload=alert(1)>",
        "<!--<script>alert(1)</script>-->",
        "<object data='x'></object>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
    ],
)
def test_nothing_loads_runs_or_opens(text: str) -> None:
    html = safe_html(text)
    assert not re.search(r"<\s*(script|img|style|iframe|svg|object)|on\w+=|style=|href=", html, re.IGNORECASE)


@given(
    st.text()
    | st.lists(st.sampled_from(["<", ">", "a", "b", "/", "'", '"', "href=", " ", "&", ";"])).map("".join)
)
def test_any_text_gives_the_kept_tags_only_and_balanced(text: str) -> None:
    class Reader(HTMLParser):
        open: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag in {"a", "b", "strong", "i", "em", "code", "p", "ul", "li", "br"}
            assert [name for name, _ in attrs] in ([], ["href"])
            if tag != "br":
                self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    reader = Reader()
    reader.open = []
    reader.feed(safe_html(text))
    reader.close()
    assert reader.open == []
    plain_text(text)


def test_direction_marks_and_control_characters_vanish() -> None:
    assert safe_html("a\u202eb\x00c\u2066d") == "abcd"


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("https://a.example/x y", "https://a.example/x"),
        ("HTTP://a.example", "HTTP://a.example"),
        ("ftp://a.example", None),
        ("//a.example", None),
        ("https://[bad", None),
        ("", None),
        (None, None),
    ],
)
def test_link_target_keeps_web_addresses(href: str | None, target: str | None) -> None:
    assert link_target(href) == target
