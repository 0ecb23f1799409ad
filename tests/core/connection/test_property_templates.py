"""Ruby tags in account_properties.yaml."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.connection.property_templates import TagRefused, open_template

ENVIRONMENT = {"HOST": "h.example", "EMPTY": "", "SECRET": "sesame"}


def value(tag: str, *allowed: str) -> tuple[str, str | None]:
    template = open_template(f"a: {tag}\n", "p.yaml", ENVIRONMENT, allowed)
    text = template.text[3:-1]
    return template.fill(text), template.withheld_in(text)


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("<%= 'it\\'s' %>", "it's"),
        ('<%= "a\\tb" -%>', "a\tb"),
        ("<%= 5 %>", "5"),
        ("<%= -1.5 %>", "-1.5"),
        ("<%=nil%>", ""),
        ("<%= true %>", "true"),
        ("https://<%= 'h' %>/v<%= 2 %>", "https://h/v2"),
        ("<%# a remark %>x", "               x"),
        ("<%% x", "<% x"),
        ("<%= ENV['HOST'] %>", "h.example"),
        ('<%= ENV["EMPTY"] %>', ""),
        ("<%= ENV.fetch('HOST') %>", "h.example"),
        ("<%= ENV.fetch('HOST', 'other') %>", "h.example"),
        ("<%= ENV['NOPE'] || 'other' %>", "other"),
        ("<%= ENV.fetch('NOPE', 8) %>", "8"),
        ("plain", "plain"),
    ],
)
def test_tags(tag: str, text: str) -> None:
    assert value(tag, "HOST", "EMPTY", "NOPE") == (text, None)


@pytest.mark.parametrize(
    "tag", ["<%= ENV['SECRET'] %>", "a<%= ENV.fetch('SECRET') %>b", "<%= ENV['NOPE'] %>"]
)
def test_a_variable_that_nobody_allowed_is_not_read(tag: str) -> None:
    text, variable = value(tag, "HOST", "NOPE")
    assert variable in ("SECRET", "NOPE")
    assert "sesame" not in text


def test_the_default_stands_for_a_variable_that_nobody_allowed() -> None:
    assert value("<%= ENV.fetch('SECRET', 'd') %>") == ("d", None)


@pytest.mark.parametrize(
    "tag",
    [
        "<%= `id` %>",
        "<%= File.read('/etc/passwd') %>",
        "<%= ENV.to_h %>",
        "<%= ENV['A' + 'B'] %>",
        '<%= "#{ENV}" %>',
        "<% if true %>",
        "<%= 'open",
        "<%= %>",
        "<%= ENV.fetch('A', `id`) %>",
        "<%= 'a'; `id` %>",
    ],
)
def test_other_ruby_is_refused_with_its_place(tag: str) -> None:
    with pytest.raises(TagRefused) as caught:
        open_template(f"# one\nkey: {tag}\n", "p.yaml", ENVIRONMENT, ["HOST"])
    assert str(caught.value.location) == "p.yaml:2:6"


def test_marks_keep_places_and_stay_apart_from_the_file() -> None:
    template = open_template("a: <%= 'x' %> #\nb: 1\n", "p.yaml", {}, ())
    assert len(template.text) == len("a: <%= 'x' %> #\nb: 1\n")
    with pytest.raises(TagRefused, match=r"U\+E000"):
        open_template("a: \ue000 <%= 1 %>", "p.yaml", {}, ())
    with pytest.raises(TagRefused, match="more than"):
        open_template("<%= 1 %>" * 2000, "p.yaml", {}, ())


@given(st.text())
def test_no_text_reads_the_environment(text: str) -> None:
    try:
        template = open_template(f"<%={text}%>", "p.yaml", {"A": "sesame"}, ())
    except TagRefused:
        return
    assert "sesame" not in str(template.fill(template.text))
