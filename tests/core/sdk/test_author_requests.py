"""Requests of definitions in Python: chained, sent when needed, behaving as their value."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from authbench.definition.python.failures import PythonError
from authbench.sdk import HelperArgumentError, NotPlain, RequestFailed
from authbench.sdk.author.decorations import NoRequest
from support.python_definitions import called, method
from support.sdk_runs import Desk
from support.sdk_server import Answer, Api


def run_body(run: Desk, api: Api, body: str, *args: Any) -> Any:
    """What a method with `body` gives; `URL` is the server."""
    source = (
        f"import json, re\nfrom authbench.sdk import *\nURL = {api.origin!r}\n"
        f"{body}\nconnector = {{'methods': {{'m': m}}}}\n"
    )
    return called(source, run.context(), *args)


def answer(value: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(value).encode())


def test_nothing_is_sent_before_the_value_is_needed(run: Desk, api: Api) -> None:
    run_body(
        run,
        api,
        "def m():\n    get(URL + '/never')\n    return {'a': [get(URL + '/a'), (post(URL + '/b'),)]}",
    )
    assert [seen.target for seen in api.seen] == ["/a", "/b"]


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("r['a']", [1, 2]),
        ("r.get('b', 'none')", "none"),
        ("len(r)", 1),
        ("list(r)", ["a"]),
        ("sorted(r.keys())", ["a"]),
        ("'a' in r", True),
        ("r == {'a': [1, 2]}", True),
        ("{'a': [1, 2]} == r", True),
        ("r != {}", True),
        ("bool(r)", True),
        ("str(r)", "{'a': [1, 2]}"),
        ("f'{r}'", "{'a': [1, 2]}"),
        ("isinstance(r, dict)", True),
        ("isinstance(r, list)", False),
        ("dict(r)", {"a": [1, 2]}),
        ("{**r, 'c': 3}", {"a": [1, 2], "c": 3}),
        ("r | {'c': 3}", {"a": [1, 2], "c": 3}),
        ("json.dumps(r.response())", '{"a": [1, 2]}'),
        ("[k for k, v in r.items()]", ["a"]),
        ("repr([r])", "[{'a': [1, 2]}]"),
        ("__import__('copy').deepcopy(r)", {"a": [1, 2]}),
        ("present(r)", True),
        ("blank(r['a'])", False),
    ],
)
def test_a_request_behaves_as_its_value(run: Desk, api: Api, expression: str, result: Any) -> None:
    api.answer(answer({"a": [1, 2]}))
    value = run_body(run, api, f"def m():\n    r = get(URL)\n    return {expression}")
    assert value == result
    assert len(api.seen) == 1


def test_lists_texts_and_numbers_too(run: Desk, api: Api) -> None:
    api.answer(answer([3, 1]), answer(7), Answer(200, b"text"))
    body = "def m():\n    a, b = get(URL)\n    n = get(URL)\n    t = get(URL).response_format_raw()\n    return [a, b, n + 1, 1 + n, n > 6, int(n), t.upper(), t[0], re.findall('t', str(t))]"
    assert run_body(run, api, body) == [3, 1, 8, 8, True, 7, "TEXT", "t", ["t", "t"]]


def test_a_value_that_was_changed_stays_changed(run: Desk, api: Api) -> None:
    body = "def m():\n    r = get(URL)\n    r['x'] = 1\n    del r['a']\n    return r"
    api.answer(answer({"a": 1}))
    assert run_body(run, api, body) == {"x": 1}
    assert len(api.seen) == 1


def test_headers_by_keyword_and_by_dict(run: Desk, api: Api) -> None:
    run_body(
        run,
        api,
        "def m(): return get(URL).headers({'X-Own_Name': 1, 'gone': 'x'}, api_key='k', gone=None).case_sensitive_headers(xLower='y')",
    )
    seen = api.last
    assert (seen.header("X-Own_name"), seen.header("Api-Key"), seen.header("xLower")) == ("1", "k", "y")
    assert seen.header("Gone") is None


def test_params_payload_and_formats(run: Desk, api: Api) -> None:
    run_body(
        run,
        api,
        """
def m():
    first = get(URL + "/q", {"b": 1}).params({"a": [1, 2]}, c=None)
    second = post(URL, {"x": 1}).payload(y=get(URL + "/inner"))
    third = put(URL).payload({"f": "a b"}).request_format_www_form_urlencoded()
    fourth = patch(URL, [1]).payload(lambda p: p.append(2))
    fifth = post(URL).request_body(b"raw")
    sixth = post(URL, {"a": ["1"]}).format_xml("root", {"@xmlns": "urn:x"}, strip_response_namespaces=True)
    return [first, second, third, fourth, fifth, delete(URL), head(URL), options(URL), copy(URL), move(URL), sixth.response_format_json()]
""",
    )
    assert [(seen.method, seen.target, seen.body) for seen in api.seen] == [
        ("GET", "/q?a%5B%5D=1&a%5B%5D=2&b=1&c=", b""),
        ("GET", "/inner", b""),
        ("POST", "/", b'{"x":1,"y":{}}'),
        ("PUT", "/", b"f=a+b"),
        ("PATCH", "/", b"[1,2]"),
        ("POST", "/", b"raw"),
        ("DELETE", "/", b""),
        ("HEAD", "/", b""),
        ("OPTIONS", "/", b""),
        ("COPY", "/", b""),
        ("MOVE", "/", b""),
        ("POST", "/", b'<root xmlns="urn:x"><a>1</a></root>'),
    ]


def test_credentials(run: Desk, api: Api) -> None:
    run_body(run, api, "def m(): return get(URL).user('u').password('p')")
    assert api.last.header("Authorization") == "Basic " + base64.b64encode(b"u:p").decode()


def test_hooks_are_cut_to_what_they_take(run: Desk, api: Api) -> None:
    api.answer(
        Answer(200, b'{"a": 1}', (("Content-Type", "application/json"), ("X-Page", "2"))),
        answer({"a": 1}),
        answer({"e": 1}, 404),
        answer({"e": "expired"}, 400),
    )
    body = """
def m():
    return [
        get(URL).after_response(lambda code, body, headers: [code, body["a"], headers["x-page"], headers.get("X_PAGE")]),
        get(URL).after_response(lambda code: code),
        get(URL).after_error_response(404, lambda code, body, headers, message: [code, body, message]),
        get(URL).after_error_response(401, re.compile("expi+red"), lambda *given: len(given)),
    ]
"""
    assert run_body(run, api, body) == [[200, 1, "2", "2"], 200, [404, '{"e": 1}', "404 Not Found"], 4]


def test_what_a_hook_returns_and_prints_counts(run: Desk, api: Api) -> None:
    api.answer(answer({"next": "/two"}), answer({"n": 2}))
    body = "def m():\n    def follow(code, body):\n        print('hooked')\n        return get(URL + body['next'])\n    return get(URL).after_response(follow)"
    assert run_body(run, api, body) == {"n": 2}
    assert run.lines == ["hooked"]


def test_an_error_in_a_hook_has_its_place(run: Desk, api: Api) -> None:
    with pytest.raises(Exception, match="KeyError: 'b'") as caught:
        run_body(run, api, "def m(): return get(URL).after_response(lambda code, body: body['b'])")
    assert str(caught.value.location) == "connector.py:4:60"  # type: ignore[attr-defined]


def test_failures_can_be_caught(run: Desk, api: Api) -> None:
    api.answer(Answer(401, b"who?"))
    body = """
def m():
    try:
        return get(URL)["a"]
    except RequestFailed as e:
        return [e.status, e.body, e.message, e.method]
"""
    assert run_body(run, api, body) == [401, "who?", "401 Unauthorized", "GET"]
    with pytest.raises(RequestFailed) as caught:
        run_body(run, api, "def m():\n    return get(URL)")
    assert str(caught.value.location) == "connector.py:5:12"


def test_a_request_keeps_its_context_in_threads_of_the_author(run: Desk, api: Api) -> None:
    api.answer(answer({"a": 1}))
    body = """
def m():
    from concurrent.futures import ThreadPoolExecutor
    requests = [get(URL), get(URL).after_response(lambda code, body: body["a"])]
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda r: r.headers(x=1).response(), requests))
"""
    assert run_body(run, api, body) == [{"a": 1}, 1]


def test_bare_names_need_a_request_being_made(run: Desk, api: Api) -> None:
    with pytest.raises(NoRequest, match="only apply and credentials make one") as caught:
        run_body(run, api, "def m(): headers(a=1)")
    assert caught.value.hint == "Chain it on a request: get(…).headers(…)."


def test_apply_decorates_the_request(run: Desk, api: Api) -> None:
    source = f"""
from authbench.sdk import *
def apply(connection, token, mark):
    headers(authorization="Bearer " + token, mark=mark)
    params(v=2)
    payload(extra=[current_verb(), current_url()])
    return get("{api.origin}/never")
connector = {{"connection": {{"authorization": {{"type": "custom_auth", "apply": apply}}}}}}
"""
    from authbench.sdk import Request
    from support.python_definitions import trusted

    connector = trusted(source).connector
    assert connector is not None
    apply = connector.authorization.apply
    assert apply is not None
    request = Request.for_verb(run.context(), "post", api.origin + "/it", {"a": 1})
    assert apply.call(run.context(request=request), {}, "tok", "m") is None
    request.force()
    assert [seen.target for seen in api.seen] == ["/it?v=2"]
    assert api.last.header("Authorization") == "Bearer tok"
    assert json.loads(api.last.body) == {"a": 1, "extra": ["POST", f"{api.origin}/it?v=2"]}


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("get(URL).headers('Authorization')", "headers takes a dict or keywords, not str"),
        ("get(URL).params('a=1', b=2)", "params takes either str or keywords, not both"),
        ("get(URL).after_response(None)", "after_response needs a function"),
        ("get(URL).after_error_response(401)", "after_error_response needs a function"),
        ("get(URL).parms(a=1)", r"Did you mean \.params\(…\) of the request"),
        ("post(URL, object())", "post is of type object, which is no plain value"),
        ("json.dumps(get(URL))", "TypeError: Object of type dict is not JSON serializable"),
    ],
)
def test_misuse_is_explained(run: Desk, api: Api, expression: str, message: str) -> None:
    with pytest.raises(Exception, match=message) as caught:
        run_body(run, api, f"def m(): return {expression}")
    assert isinstance(caught.value, HelperArgumentError | NotPlain | PythonError)
    assert caught.value.location is not None


def test_a_method_may_return_a_request_to_chain_on(run: Desk, api: Api) -> None:
    source = (
        f"from authbench.sdk import *\nconnector = {{'methods': {{'m': lambda: call('base', '/x').params(a=1),"
        f" 'base': lambda path: get({api.origin!r} + path)}}}}"
    )
    assert method(source).call_strict(run.context(), []) == {}
    assert [seen.target for seen in api.seen] == ["/x?a=1"]
