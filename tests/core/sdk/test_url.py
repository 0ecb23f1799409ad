import itertools
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.sdk import InvalidUri
from authbench.sdk.draft import Draft
from authbench.sdk.url import BuiltUrl, build_url, merge, parse_reference
from support.sdk_ruby import ask_ruby

BASES = [
    "https://a.com/v1", "https://a.com/v1/", "https://a.com", "https://a.com/", "https://a.com/v1/?k=1",
    "https://a.com:8443/x/y/z", "http://A.com/a%20b/", "https://a.com:443/v1/", "https://a.com/b/c/d;p?q",
]  # fmt: skip
REFERENCES = [
    "x", "/x", "https://b.com/y", "../y", "", "?z=1", "x?z=1", "x/y/", "./x", ".", "..", "../..", "../../../g",
    "x/../y", "x/./y", "/a/../b", "/./g", "g.", "..g", "g;x=1/../y", "#f", "x#f", "?a[]=1&b={1}", "?q=a b", "x?q='a'|b",
    "?t=%20+%7e", "x?a=b?c/d", "https://b.com/a/../c", "g?y/./x", "x;y=1,2", "a@b", "~u", "x?&&a=1&&", "//b.com/y",
    "https://b.com?x=1", "HTTPS://B.com/Q",
]  # fmt: skip


def built(url: object, base: object = None, **chained: object) -> BuiltUrl:
    return build_url(Draft("GET", url, **chained), base)  # type: ignore[arg-type]


def test_joins_as_ruby_does() -> None:
    # Ruby keeps port and user of the base for `//host` (RFC 3986 does not), so no such base has them.
    pairs = [
        [base, reference]
        for base, reference in itertools.product(BASES, REFERENCES)
        if not (reference.startswith("//") and ":8443" in base)
    ]
    answers = ask_ruby("URI.parse(input[0]).merge(input[1]).to_s", pairs, requires="require 'uri'")
    for (base, reference), answer in zip(pairs, answers, strict=True):
        joined = merge(parse_reference(base)[0], parse_reference(reference)[0])
        assert answer.get("ok") is not None, (base, reference, answer)
        ours = built(reference, base).url
        assert (ours, str(joined.path)) == (answer["ok"], str(joined.path)), (base, reference)


@given(st.text(alphabet=string.ascii_letters + string.digits + "-._~/;=@!$&'()*+,", max_size=12))
def test_paths_that_ruby_takes_are_left_alone(path: str) -> None:
    assert built(f"https://a.com/{path}").url == f"https://a.com/{path}"
    assert not built(f"https://a.com/{path}").repaired


@given(st.text(max_size=20))
def test_whatever_is_given_the_url_is_ascii_without_blanks(text: str) -> None:
    url = built(f"https://a.com/{text}").url
    assert url.isascii()
    assert not set(url) & set(' "<>\\^`{|}\r\n\t') - set("\\^{|}") or "?" in url or "#" in url
    assert built(url).url == url


@pytest.mark.parametrize(
    ("url", "expected", "repaired"),
    [
        ("https://a.com/a b", "https://a.com/a%20b", True),
        ("https://a.com/ü", "https://a.com/%C3%BC", True),
        ("https://a.com/a[1]", "https://a.com/a%5B1%5D", True),
        ("https://a.com/100%", "https://a.com/100%25", True),
        ("https://a.com/%41%zz", "https://a.com/%41%25zz", True),
        (" https://a.com/x\n", "https://a.com/x", True),
        ("https://a.com/?q=a b", "https://a.com/?q=a%20b", False),
        ("https://a.com/?q=ü", "https://a.com/?q=%C3%BC", True),
        ("https://a.com/?q=%zz", "https://a.com/?q=%25zz", True),
        ("https://a.com/?q[]=1", "https://a.com/?q[]=1", False),
        ("https://a.com/\r\nHost: evil", "https://a.com/%0D%0AHost:%20evil", True),
    ],
)
def test_what_ruby_refuses_is_encoded(url: str, expected: str, repaired: bool) -> None:
    assert (built(url).url, built(url).repaired) == (expected, repaired)


@pytest.mark.parametrize(
    ("url", "base", "message"),
    [
        ("/x", "a.com", "both URI are relative"),
        ("/x", "", "both URI are relative"),
        ("/x", None, r"bad URI\(no host provided\)"),
        (None, "https://a.com", "Expected String or URI as request URL, got: NilClass"),
        (None, None, "Expected String or URI as request URL, got: NilClass"),
        (1, None, "got: Integer"),
        ("/x", 5, "Expected String or URI as output of base_uri lambda, got: Integer"),
        ("time:now", "https://a.com/", "no host provided"),
        ("ftp://a.com/", None, "Only http and https"),
        ("https://a b.com/", None, "holds characters"),
        ("https:///x", None, "no host provided"),
        ("https://u:p@/x", None, "no host provided"),
        ("https://:80/x", None, "no host provided"),
    ],
)
def test_refused(url: object, base: object, message: str) -> None:
    with pytest.raises(InvalidUri, match=message):
        built(url, base)


def test_a_host_alone_gets_a_scheme() -> None:
    assert built("host.example/x").url == "http://host.example/x"
    assert built("host.example:8080/x").url == "http://host.example:8080/x"


@pytest.mark.parametrize(
    ("url", "params", "expected"),
    [
        ("https://a.com/x", {"b": 1, "a": "x y"}, "https://a.com/x?a=x+y&b=1"),
        ("https://a.com/x?z=1", {"z": 2}, "https://a.com/x?z=1&z=2"),
        ("https://a.com/x?&z=1&&y=2&", {"a": 1}, "https://a.com/x?z=1&y=2&a=1"),
        ("https://a.com/x?&&z=1", None, "https://a.com/x?&&z=1"),
        ("https://a.com/x?&&z=1", {}, "https://a.com/x?&&z=1"),
        ("https://a.com/x#f", {"a": 1}, "https://a.com/x?a=1#f"),
        ("https://a.com/x", "raw=1&q=a b", "https://a.com/x?raw=1&q=a%20b"),
        ("https://a.com/x", ["a", "b"], "https://a.com/x?a/b"),
        ("https://a.com", {"a": []}, "https://a.com"),
        ("https://a.com", {"a": None}, "https://a.com?a="),
    ],
)
def test_params_follow_the_urls_own_query(url: str, params: object, expected: str) -> None:
    assert built(url, params=params).url == expected


def test_user_and_password_are_shown_but_not_sent() -> None:
    both = built("https://e.test/a", user="u@x", password="p:w")
    assert both.with_userinfo == "https://u%40x:p%3Aw@e.test/a"
    assert (both.url, both.user, both.password) == ("https://e.test/a", "u@x", "p:w")
    alone = built("https://e.test/a", user="u")
    assert (alone.with_userinfo, alone.user, alone.password) == ("https://u@e.test/a", "u", None)


def test_userinfo_written_into_the_url_counts() -> None:
    written = built("https://u%40:p+q@e.test:8443/a")
    assert (written.url, written.user, written.password) == ("https://e.test:8443/a", "u@", "p q")
    assert built("https://u:p@e.test/", user="v").user == "v"


def test_ipv6_hosts_keep_their_brackets() -> None:
    assert built("http://[::1]:80/x").url == "http://[::1]/x"
    assert built("http://[::1]:8080/x").url == "http://[::1]:8080/x"
    assert built("http://[::1]/x").url == "http://[::1]/x"
