"""Requests in Ruby code: lazy, chained, transparent; what goes over the wire."""

from __future__ import annotations

from typing import Any

import pytest

from authbench.sdk import HelperArgumentError, RequestFailed
from support.definition_lambdas import ORIGIN, Bench, bench, definition
from support.sdk_server import Answer


def answered(test: str, *answers: Answer, args: tuple[Any, ...] = ()) -> tuple[Any, list[Any]]:
    """The value of `test` and the requests that the API saw."""
    with bench(definition(test)) as here:
        if answers:
            here.api.answer(*answers)
        return here.test(*args), here.api.seen


def test_only_the_result_is_sent() -> None:
    value, seen = answered(f"get('{ORIGIN}/a'); get('{ORIGIN}/b')", Answer(body=b'{"b": 1}'))
    assert value == {"b": 1}
    assert [request.target for request in seen] == ["/b"]


def test_requests_anywhere_in_the_result_are_sent_in_order() -> None:
    value, seen = answered(
        f"[get('{ORIGIN}/1'), {{ deep: {{ x: get('{ORIGIN}/2') }} }}, 3]",
        Answer(body=b'{"n": 1}'),
        Answer(body=b'[{"n": 2}]'),
    )
    assert value == [{"n": 1}, {"deep": {"x": [{"n": 2}]}}, 3]
    assert [request.target for request in seen] == ["/1", "/2"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("r['a']", 1),
        ("r[:a]", 1),
        ("r.dig('list', 0, :x)", 2),
        ("r.is_a?(Hash)", True),
        ("r.nil?", False),
        ("r == { 'a' => 1, 'list' => [{ 'x' => 2 }] }", True),
        ("case r when Array then 'array' when Hash then 'hash' end", "hash"),
        ("r ? 'yes' : 'no'", "yes"),
        ("\"#{r['a']}\"", "1"),
        ("r.map { |k, v| k }", ["a", "list"]),
        ("r.present?", True),
        ("r.response!['a']", 1),
        ("[1].include?(r['a'])", True),
        ("r&.dig('a')", 1),
        ("r.try(:[], 'a')", 1),
        ("r.respond_to?(:each_pair)", True),
        ("(r['list'] || []).first['x']", 2),
        ("r['b'] = 5; r['b']", 5),
    ],
)
def test_a_request_stands_for_its_value(expression: str, expected: Any) -> None:
    value, seen = answered(f"r = get('{ORIGIN}/x')\n{expression}", Answer(body=b'{"a":1,"list":[{"x":2}]}'))
    assert value == expected
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("body", "expected"), [(b"null", "no"), (b"false", "no"), (b"[]", "yes"), (b"", "yes")]
)
def test_truth_asks_the_answer(body: bytes, expected: str) -> None:
    value, seen = answered(f"r = get('{ORIGIN}/x')\nr ? 'yes' : 'no'", Answer(body=body))
    assert value == expected
    assert len(seen) == 1


def test_an_outcome_is_kept_even_when_it_is_null() -> None:
    value, seen = answered(f"r = get('{ORIGIN}/x')\n[r.nil?, r.nil?, r]", Answer(body=b"null"))
    assert value == [True, True, None]
    assert len(seen) == 1


def test_what_code_changed_in_an_answer_is_in_the_result() -> None:
    value, _ = answered(f"r = get('{ORIGIN}/x')\nr['added'] = r['a']\nr", Answer(body=b'{"a": 1}'))
    assert value == {"a": 1, "added": 1}


def test_header_keys_follow_the_symbol_and_the_text_rule() -> None:
    _, seen = answered(
        f"get('{ORIGIN}/x').headers(api_key: 'a', 'api_key2' => 'b', 'X-Nil': nil, 'X-Num' => 5,"
        " 'Authorization': \"Bearer #{c['t']}\").headers('x-more' => :sym).case_sensitive_headers('xYz' => 'w')",
        args=({"t": "T"},),
    )
    names = dict(seen[0].headers)
    assert names["Api-Key"] == "a"
    assert names["Api_key2"] == "b"
    assert names["X-Num"] == "5"
    assert names["Authorization"] == "Bearer T"
    assert names["X-More"] == "sym"
    assert names["xYz"] == "w"
    assert "X-Nil" not in names


def test_params_and_payloads_of_every_shape() -> None:
    _, seen = answered(
        f"""[
          get('{ORIGIN}/a', b: 2, a: 'x y'),
          get('{ORIGIN}/b?z=1').params(k: [1, 2]),
          get('{ORIGIN}/c').params('raw=1'),
          post('{ORIGIN}/d', b: nil, a: {{ c: '<é>' }}),
          post('{ORIGIN}/e', [1, 'x']),
          post('{ORIGIN}/f').payload(z: 1).payload('a' => 2).request_format_www_form_urlencoded,
          post('{ORIGIN}/g').request_body('as it is'),
          post('{ORIGIN}/h', a: 1).payload {{ |p| p[:b] = p['a'] + 1; p.delete('a'); nil }},
          put('{ORIGIN}/i').payload({{ 'when' => Time.at(0).utc }}),
          delete('{ORIGIN}/j', id: 7),
          patch('{ORIGIN}/k', a: :sym),
        ]"""
    )
    assert [(request.method, request.target) for request in seen] == [
        ("GET", "/a?a=x+y&b=2"),
        ("GET", "/b?z=1&k%5B%5D=1&k%5B%5D=2"),
        ("GET", "/c?raw=1"),
        ("POST", "/d"),
        ("POST", "/e"),
        ("POST", "/f"),
        ("POST", "/g"),
        ("POST", "/h"),
        ("PUT", "/i"),
        ("DELETE", "/j"),
        ("PATCH", "/k"),
    ]
    assert [request.body.decode() for request in seen[3:]] == [
        '{"b":null,"a":{"c":"\\u003cé\\u003e"}}',
        '[1,"x"]',
        "a=2&z=1",
        "as it is",
        '{"b":2}',
        '{"when":"1970-01-01T00:00:00.000Z"}',
        '{"id":7}',
        '{"a":"sym"}',
    ]


def test_a_request_inside_a_payload_is_sent_first() -> None:
    _, seen = answered(
        f"post('{ORIGIN}/b', token: get('{ORIGIN}/a')['t'], all: get('{ORIGIN}/a'))", Answer(body=b'{"t": 1}')
    )
    assert seen[-1].body == b'{"token":1,"all":{"t":1}}'


def test_basic_credentials_and_formats() -> None:
    value, seen = answered(
        f"get('{ORIGIN}/x').user('ü:x').password('p w/@').response_format_raw", Answer(body=b"TOKEN=abc1;")
    )
    assert value == "TOKEN=abc1;"
    assert dict(seen[0].headers)["Authorization"] == "Basic w7w6eDpwIHcvQA=="


def test_a_raw_answer_can_be_searched_as_text() -> None:
    value, _ = answered(
        f"post('{ORIGIN}/x').response_format_raw[/(?<=TOKEN=)\\h+/]", Answer(body=b"TOKEN=abc1;")
    )
    assert value == "abc1"


def test_xml_both_ways() -> None:
    value, seen = answered(
        f"post('{ORIGIN}/x', 'a' => '<&>').format_xml('root', '@xmlns' => 'urn:x').dig('r', 0, 'b', 0, 'content!')",
        Answer(body=b"<r><b>text</b></r>"),
    )
    assert value == "text"
    assert seen[0].body == b'<root xmlns="urn:x"><a>&lt;&amp;&gt;</a></root>'


def test_after_response_makes_the_value() -> None:
    value, _ = answered(
        f"""r = get('{ORIGIN}/x').after_response do |code, body, headers|
              {{ code: code, id: body[:id], link: headers['link'], kind: headers[:content_type],
                 same: headers['Content-Type'] == headers['content_type'], none: headers['nope'] }}
            end
            [r[:code], r]""",
        Answer(
            status=201, body=b'{"id": 7}', headers=(("Content-Type", "application/json"), ("Link", "next"))
        ),
    )
    assert value == [
        201,
        {"code": 201, "id": 7, "link": "next", "kind": "application/json", "same": True, "none": None},
    ]


def test_a_request_returned_from_a_hook_is_sent_too() -> None:
    value, seen = answered(
        f"get('{ORIGIN}/a').after_response {{ |_, body| get('{ORIGIN}/b').params(id: body['id']) }}",
        Answer(body=b'{"id": 1}'),
        Answer(body=b'{"b": 2}'),
    )
    assert value == {"b": 2}
    assert seen[1].target == "/b?id=1"


@pytest.mark.parametrize(
    ("matchers", "taken"),
    [
        ("404", True),
        ("500", False),
        ("/Not Found/", True),
        ("'no such'", True),
        ("/NO SUCH/i", True),
        ("500, /such.*thing/m", True),
        ("[404]", False),
        ("400..499", False),
        ("'a('", False),
        ("", False),
    ],
)
def test_after_error_response_takes_what_matches(matchers: str, taken: bool) -> None:
    test = f"""get('{ORIGIN}/x').after_error_response({matchers}) do |code, body, headers, message|
                 [code, body, headers['x_id'], message]
               end"""
    answer = Answer(status=404, body=b"no such\nthing", headers=(("X-Id", "9"),))
    if taken:
        value, _ = answered(test, answer)
        assert value == [404, "no such\nthing", "9", "404 Not Found"]
        return
    with pytest.raises(RequestFailed, match="404 Not Found"):
        answered(test, answer)


def test_errors_raised_in_a_hook_keep_their_place() -> None:
    test = f"get('{ORIGIN}/x').after_error_response(/.*/) do |code, body, h, message|\nerror(\"#{{message}}: #{{body}}\")\nend"
    with pytest.raises(Exception, match="500 Internal Server Error: boom") as caught:
        answered(test, Answer(status=500, body=b"boom"))
    location = caught.value.location  # type: ignore[attr-defined]
    assert (location.line, location.path) == (4, "test")


@pytest.mark.parametrize(
    "chain",
    ["get", "get(1, 2, 3)", "get('/x').user", "get('/x').user(1, 2)", "get('/x').digest_auth(1)",
     "get('/x').headers('a')", "get('/x').after_response", "get('/x').format_xml"],
)  # fmt: skip
def test_wrong_arguments_are_ruby_argument_errors(chain: str) -> None:
    with bench(definition(f'begin\n{chain}\nrescue ArgumentError => e\n"caught #{{e.class}}"\nend')) as here:
        assert here.test() == "caught ArgumentError"
    with bench(definition(chain)) as here, pytest.raises(HelperArgumentError) as caught:
        here.test()
    assert caught.value.location is not None
    assert caught.value.location.line == 3


def applied(here: Bench, apply_args: tuple[Any, ...]) -> None:
    """Send what `test` builds, decorated by `apply`."""
    request = here.desk.context(applies=False).new_request("get", f"{ORIGIN}/me", None)
    apply = here.connector.authorization.apply
    assert apply is not None
    assert (
        apply.call(here.desk.context(path="connection.authorization.apply", request=request), *apply_args)
        is None
    )
    request.force()


def test_apply_decorates_its_request_by_bare_names() -> None:
    authorization = """{ type: 'custom_auth', apply: lambda do |connection, token|
        headers('Authorization': "Bearer #{token}").params(k: connection['k'])
        headers('X-Url' => current_url, 'X-Verb' => current_verb) if current_url.include?('example')
        case_sensitive_headers('x-Call' => call('name'), 'x-Now' => (now.to_i > 0).to_s)
        user('u')
      end }"""
    source = definition("nil", authorization=authorization, methods="name: -> { 'called' }")
    with bench(source) as here:
        applied(here, ({"k": "v"}, "T", None))
        sent = dict(here.api.last.headers)
        assert here.api.last.target == "/me?k=v"
    assert sent["Authorization"] == "Bearer T"
    assert sent["X-Url"] == f"{ORIGIN}/me?k=v"
    assert sent["X-Verb"] == "GET"
    assert sent["x-Call"] == "called"
    assert sent["x-Now"] == "true"


def test_apply_may_make_requests_of_its_own() -> None:
    authorization = f"{{ apply: ->(c) {{ headers('X' => get('{ORIGIN}/key')['a']) }} }}"
    with bench(definition("nil", authorization=authorization)) as here:
        here.api.answer(Answer(body=b'{"a": "K"}'), Answer())
        applied(here, ({},))
        assert [request.target for request in here.api.seen] == ["/key", "/me"]
        assert dict(here.api.last.headers)["X"] == "K"


def test_aws_credentials_in_apply_sign_the_request() -> None:
    authorization = """{ type: 'aws_auth', credentials: lambda do |connection|
        access_key_id(connection['id'])
        secret_access_key('s' * 40)
        region('eu-west-1')
        service('execute-api')
      end }"""
    with bench(definition("nil", authorization=authorization)) as here:
        applied(here, ({"id": "AKID"},))
        assert dict(here.api.last.headers)["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKID/")


def test_an_unknown_name_in_apply_is_a_clear_error() -> None:
    with bench(definition("nil", authorization="{ apply: ->(c) { haeders('X' => '1') } }")) as here:
        request = here.desk.context().new_request("get", f"{ORIGIN}/me", None)
        apply = here.connector.authorization.apply
        assert apply is not None
        with pytest.raises(Exception, match="haeders") as caught:
            apply.call(here.desk.context(request=request), {})
        assert caught.value.location.path == "connection.authorization.apply"  # type: ignore[attr-defined]
        assert here.api.seen == []
