"""A person's own request: sent as a definition's would be, answered whatever the status."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from authbench.connection import BodyKind, RunResult, TryAnswer, TryRequest
from authbench.connection.trying import base_address, whole_address
from authbench.errors import Code
from authbench.events import Outcome, RunKind, StepFinished, StepName
from authbench.journal.reveal import Reveal
from authbench.sdk.errors import InvalidUri
from support.connection_runs import Bench, Received, ScriptedApi, connector_from

KEYED = """
{ title: 'Keyed',
  connection: {
    fields: [{ name: 'api_key', control_type: 'password', optional: false }],
    authorization: { type: 'api_key',
      apply: ->(connection) { headers('X-Api-Key': connection['api_key']); params(v: '2') } },
    base_uri: ->(connection) { 'https://api.example.com/v1/' }
  },
  test: ->(connection) { get('ping') },
  methods: {
    same: ->() { post('items?x=1', { b: 1.5, a: ['ü', nil] }) },
    form: ->() { post('items').payload(b: '1', a: 'x y').request_format_www_form_urlencoded }
  } }
"""
RENEWING = """
{ title: 'Renewing',
  connection: {
    fields: [{ name: 'client_id' }],
    authorization: { type: 'custom_auth',
      acquire: ->(connection) { { access_token: post('https://id.example.com/token')['access_token'] } },
      refresh_on: [401], detect_on: [/token expired/],
      apply: ->(connection) { headers(Authorization: "Bearer #{connection['access_token']}") } },
    base_uri: ->(connection) { 'https://api.example.com' }
  },
  test: ->(connection) { get('/me') } }
"""
KEY = {"api_key": "k-5hQ2mVx91"}


def send(bench: Bench, api: ScriptedApi, source: str, wanted: TryRequest, values: Any = KEY) -> RunResult:
    return bench.run(RunKind.TRY, source, values, api.origin, tried=wanted)


def answer_of(result: RunResult) -> TryAnswer:
    assert isinstance(result.value, TryAnswer), result.failure
    return result.value


def test_base_uri_and_apply_act_on_it(bench: Bench, api: ScriptedApi) -> None:
    api.default = (200, {"ok": True}, {"X-Seen": "yes"})
    wanted = TryRequest("get", "items", params=(("q", "a b"),), headers=(("x-mine", "1"),))
    result = send(bench, api, KEYED, wanted)
    assert result.outcome is Outcome.OK
    answer = answer_of(result)
    assert (answer.status, answer.body, answer.note) == (200, b'{"ok":true}', None)
    assert ("X-Seen", "yes") in answer.headers
    (received,) = api.received
    assert received.method == "GET"
    assert received.url == "https://api.example.com/v1/items?q=a+b&v=2"
    assert received.headers["X-Api-Key"] == "k-5hQ2mVx91"
    # The name of a typed header keeps its spelling.
    assert received.headers["x-mine"] == "1"


def test_a_whole_url_leaves_the_base_alone(bench: Bench, api: ScriptedApi) -> None:
    send(bench, api, KEYED, TryRequest("DELETE", "https://api.example.com/other?x=1"))
    assert api.received[0].method == "DELETE"
    assert api.received[0].url == "https://api.example.com/other?x=1&v=2"


@pytest.mark.parametrize(
    ("wanted", "method"),
    [
        (
            TryRequest("POST", "items?x=1", body_kind=BodyKind.JSON, body='{"b": 1.5,\n "a": ["ü", null]}'),
            "same",
        ),
        (TryRequest("POST", "items", body_kind=BodyKind.FORM, fields=(("b", "1"), ("a", "x y"))), "form"),
    ],
)
def test_the_bytes_are_those_of_the_same_request_in_a_definition(
    bench: Bench, api: ScriptedApi, wanted: TryRequest, method: str
) -> None:
    from authbench.connection import ExecuteCall

    # Methods are called with `apply`, as the test is.
    send(bench, api, KEYED, wanted)
    bench.run(RunKind.EXECUTE, KEYED, KEY, api.origin, execute=ExecuteCall(f"methods.{method}"))
    tried, made = api.received
    assert tried == made


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [(BodyKind.XML, "application/xml"), (BodyKind.TEXT, "text/plain; charset=utf-8")],
)
def test_text_is_sent_as_it_is_typed(
    bench: Bench, api: ScriptedApi, kind: BodyKind, content_type: str
) -> None:
    typed = "<a>\n\t<b x='1'/>  ü </a>\n"
    send(bench, api, KEYED, TryRequest("PUT", "items", body_kind=kind, body=typed))
    assert api.received[0].body == typed
    assert api.received[0].headers["Content-Type"] == content_type


def test_a_typed_content_type_counts(bench: Bench, api: ScriptedApi) -> None:
    wanted = TryRequest(
        "POST",
        "x",
        headers=(("content-type", "application/json"),),
        body_kind=BodyKind.TEXT,
        body='{ "a":1 }',
    )
    send(bench, api, KEYED, wanted)
    assert api.received[0].body == '{ "a":1 }'
    assert [value for name, value in api.received[0].headers.items() if name.lower() == "content-type"] == [
        "application/json"
    ]


def test_names_that_stand_there_twice_are_sent_twice_and_in_order(bench: Bench, api: ScriptedApi) -> None:
    pairs = (("z", "1"), ("a", "2"), ("z", "3 &"))
    wanted = TryRequest("POST", "x", params=pairs, body_kind=BodyKind.FORM, fields=pairs)
    send(bench, api, KEYED, wanted)
    assert api.received[0].url == "https://api.example.com/v1/x?z=1&a=2&z=3+%26&v=2"
    assert api.received[0].body == "z=1&a=2&z=3+%26"
    assert api.received[0].headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_a_multipart_form(bench: Bench, api: ScriptedApi) -> None:
    send(bench, api, KEYED, TryRequest("POST", "x", body_kind=BodyKind.MULTIPART, fields=(("a", "1"),)))
    assert 'form-data; name="a"\r\n\r\n1\r\n' in (api.received[0].body or "")
    assert api.received[0].headers["Content-Type"].startswith("multipart/form-data; boundary=")


@pytest.mark.parametrize("status", [204, 400, 404, 422, 500, 599])
def test_any_status_is_an_answer(bench: Bench, api: ScriptedApi, status: int) -> None:
    api.default = (status, "" if status == 204 else {"error": "no"})
    result = send(bench, api, KEYED, TryRequest("GET", "items"))
    assert result.outcome is Outcome.OK
    assert answer_of(result).status == status
    assert answer_of(result).note is None


def test_the_bytes_of_the_answer_are_kept(bench: Bench, api: ScriptedApi) -> None:
    content = bytes(range(256)) * 4
    api.default = (200, content, {"Content-Type": "application/octet-stream"})
    assert answer_of(send(bench, api, KEYED, TryRequest("GET", "image"))).body == content


def test_a_redirect_is_followed_to_its_end(bench: Bench, api: ScriptedApi) -> None:
    api.responses = [(302, "", {"Location": "/v1/there"}), (200, {"there": True})]
    answer = answer_of(send(bench, api, KEYED, TryRequest("GET", "here")))
    assert (answer.status, answer.body) == (200, b'{"there":true}')
    assert answer.exchange.url.endswith("/v1/there")


def test_the_refresh_rule_fires_once_and_the_request_is_repeated(bench: Bench, api: ScriptedApi) -> None:
    def by_token(request: Received) -> Any:
        if request.url.startswith("https://id.example.com"):
            return 200, {"access_token": "fresh-token-1"}
        good = request.headers.get("Authorization") == "Bearer fresh-token-1"
        return (200, {"id": 1}) if good else (401, {"error": "expired"})

    api.answer = by_token
    wanted = TryRequest("POST", "/things", body_kind=BodyKind.JSON, body='{"a":1}')
    result = bench.run(
        RunKind.TRY, RENEWING, {"client_id": "c"}, api.origin, stored={"access_token": "stale"}, tried=wanted
    )
    assert result.outcome is Outcome.OK
    assert [request.url.removeprefix("https://") for request in api.received] == [
        "api.example.com/things",
        "id.example.com/token",
        "api.example.com/things",
    ]
    assert api.received[0].body == api.received[2].body == '{"a":1}'
    assert answer_of(result).status == 200
    assert answer_of(result).note == "Refused at first; sent once more with new credentials."
    assert result.changed == ("access_token",)
    finished = [event.name for event in Reveal(bench.journal).events() if isinstance(event, StepFinished)]
    assert finished == [StepName.FIELDS, StepName.TRY, StepName.ACQUIRE, StepName.TRY]


def test_a_refusal_that_stays_is_the_answer(bench: Bench, api: ScriptedApi) -> None:
    api.answer = lambda request: (
        (200, {"access_token": "useless-token"}) if "token" in request.url else (401, {"error": "no"})
    )
    result = bench.run(RunKind.TRY, RENEWING, {"client_id": "c"}, api.origin, tried=TryRequest("GET", "/me"))
    assert result.outcome is Outcome.OK
    assert answer_of(result).status == 401
    assert "sent once more" in (answer_of(result).note or "")
    assert len(api.received) == 3


def test_credentials_that_cannot_be_renewed_fail_the_run_beside_the_answer(
    bench: Bench, api: ScriptedApi
) -> None:
    api.answer = lambda request: (500, "broken") if "token" in request.url else (401, {"error": "no"})
    result = bench.run(RunKind.TRY, RENEWING, {"client_id": "c"}, api.origin, tried=TryRequest("GET", "/me"))
    assert result.outcome is Outcome.FAILED
    assert result.failure is not None
    assert result.failure.message.startswith("Re-authorization failed")
    assert answer_of(result).status == 401


def test_an_answer_that_detect_on_matches_is_shown_with_a_note(bench: Bench, api: ScriptedApi) -> None:
    api.answer = lambda request: (
        (200, {"access_token": "some-token-1"})
        if "/token" in request.url
        else (200, {"error": "token expired"})
    )
    result = bench.run(RunKind.TRY, RENEWING, {"client_id": "c"}, api.origin, tried=TryRequest("GET", "/me"))
    assert result.outcome is Outcome.OK
    assert answer_of(result).body == b'{"error":"token expired"}'
    assert "detect_on matches this answer" in (answer_of(result).note or "")


def test_what_apply_itself_asks_in_vain_is_no_answer(bench: Bench, api: ScriptedApi) -> None:
    source = KEYED.replace("params(v: '2')", "headers('X-More': get('https://api.example.com/no')['x'])")
    api.default = (403, {"error": "no"})
    result = send(bench, api, source, TryRequest("GET", "items"))
    assert result.outcome is Outcome.FAILED
    assert result.value is None


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (TryRequest("GET", "ftp://api.example.com/x"), Code.INVALID_URL),
        (TryRequest("NO VERB", "x"), Code.USAGE),
        (TryRequest("POST", "x", body_kind=BodyKind.JSON, body='{"a":}'), Code.USAGE),
        (TryRequest("GET", "x", headers=(("a b", "1"),)), None),
        (TryRequest("GET", "x", headers=(("X-Two", "1\r\n2"),)), None),
    ],
)
def test_what_cannot_be_sent_is_a_typed_error_and_no_byte_goes_out(
    bench: Bench, api: ScriptedApi, wanted: TryRequest, code: str | None
) -> None:
    result = send(bench, api, KEYED, wanted)
    assert result.outcome is Outcome.FAILED
    assert result.failure is not None
    assert code is None or result.failure.code == code
    assert api.received == []
    assert result.value is None


def test_a_relative_path_without_base_has_no_host(bench: Bench, api: ScriptedApi) -> None:
    source = KEYED.replace("base_uri: ->(connection) { 'https://api.example.com/v1/' }", "client_id: ''")
    result = send(bench, api, source, TryRequest("GET", "/items"))
    assert result.failure is not None
    assert result.failure.code == Code.INVALID_URL


def test_missing_fields_stop_it(bench: Bench, api: ScriptedApi) -> None:
    result = send(bench, api, KEYED, TryRequest("GET", "items"), values={})
    assert result.failure is not None
    assert result.failure.code == Code.FIELDS_INVALID
    assert api.received == []


def test_cancel_ends_it_while_the_server_keeps_silent(bench: Bench, api: ScriptedApi) -> None:
    reached, release = threading.Event(), threading.Event()

    def silent(request: Received) -> Any:
        reached.set()
        release.wait(20)
        return 200, {}

    api.answer = silent
    run = bench.engine.start(
        bench.request(RunKind.TRY, KEYED, KEY, api.origin, tried=TryRequest("GET", "items"))
    )
    assert reached.wait(20)
    run.cancel()
    result = run.wait(20)
    release.set()
    assert result is not None
    assert result.outcome is Outcome.CANCELLED


def test_what_is_typed_under_a_secret_name_never_shows(bench: Bench, api: ScriptedApi) -> None:
    typed = "Qm7xV2pLk9"
    api.default = (200, {"echo": f"you said {typed}"})
    send(bench, api, KEYED, TryRequest("GET", "items", headers=(("Authorization", f"Bearer {typed}"),)))
    exchange = Reveal(bench.journal).exchanges()[-1]
    assert typed not in repr(bench.journal.view(exchange.id, limit=None))
    assert KEY["api_key"] not in repr(bench.journal.view(exchange.id, limit=None))


def test_the_base_as_it_is_with_these_settings() -> None:
    source = """{ title: 'T', connection: { fields: [{ name: 'host' }], authorization: { type: 'x' },
      base_uri: ->(connection) { "https://#{connection['host']}/v2" } } }"""
    assert base_address(connector_from(source), {"host": "eu.example.com"}) == "https://eu.example.com/v2"
    fixed = source.replace(
        "->(connection) { \"https://#{connection['host']}/v2\" }", "'https://f.example.com'"
    )
    assert base_address(connector_from(fixed), {}) == "https://f.example.com"


def test_the_address_that_a_request_will_have() -> None:
    base = "https://api.example.com/v1/"
    assert whole_address(TryRequest("GET", "items", params=(("q", "ä"),)), base).endswith(
        "/v1/items?q=%C3%A4"
    )
    assert whole_address(TryRequest("GET", "/items"), base) == "https://api.example.com/items"
    with pytest.raises(InvalidUri):
        whole_address(TryRequest("GET", "/items"), None)


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8)


@given(payload=st.dictionaries(TEXTS.filter(str.strip), TEXTS | st.integers(-(2**70), 2**70) | st.none()))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json_object_arrives_as_typed(bench: Bench, api: ScriptedApi, payload: dict[str, Any]) -> None:
    api.received.clear()
    wanted = TryRequest("POST", "x", body_kind=BodyKind.JSON, body=json.dumps(payload))
    send(bench, api, KEYED, wanted)
    assert json.loads(api.received[0].body or "") == payload
