"""Secrets whose name stands apart from them: in every way of writing such pairs, at every exit."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace

import pytest

from authbench.events import Body, ExchangeFinished
from authbench.journal import Journal, Redactor
from authbench.journal.apart import secrets_apart
from authbench.journal.exports.copy_as import CopyFormat
from authbench.journal.exports.export import ExportFormat
from authbench.journal.sides import Side
from support.journal_exchanges import exchange

VALUE = "k7-" + secrets.token_hex(12)
PAIRS = {
    "members": '{"name": "api_key", "value": "@"}',
    "value first": '{"value": "@", "name": "api_key"}',
    "others between": (
        '{"name":"api_key","id":4,"text":"a {b} [c] <d> \\"q\\"","tags":["x","}"],"meta":{"a":"}"},"value":"@"}'
    ),
    "in a list": '[{"key":"page","value":"1"},{"key":"Client Secret","value":"@","type":"text"}]',
    "several values": '{"header":"Authorization","values":["@"]}',
    "typed value": '{"name":"password","stringValue":"@"}',
    "laid out": '{\n  "Name": "DB_PASSWORD",\n  "Value": "@"\n}',
    "JSON in JSON": '{"payload":"{\\"name\\": \\"api_key\\", \\"value\\": \\"@\\"}"}',
    "JSON in JSON in JSON": r'["{\\\"name\\\":\\\"api_key\\\",\\\"value\\\":\\\"@\\\"}"]',
    "Ruby": '{"name"=>"password", "value"=>"@"}',
    "Ruby symbols": '{:name=>:password, :value=>"@"}',
    "Ruby 3": '{name: "password", value: "@"}',
    "Python": "{'name': 'password', 'value': '@'}",
    "YAML": "env:\n  - name: DB_PASSWORD\n    value: @\n  - name: MODE\n    value: fast",
    "quoted YAML": "- name: 'DB_PASSWORD'\n  value: '@'",
    "property list": "<dict><key>user</key><string>jo</string><key>password</key>\n\t<string>@</string></dict>",
    "data of a property list": "<dict><key>apiKey</key><data>@</data></dict>",
    "entry": '<entry key="db.password">@</entry>',
    "attributes": '<add key="ApiKey" value="@" />',
    "setting": '<setting name="ApiKey" serializeAs="String"><value>@</value></setting>',
    "elements": "<Pair><Name>password</Name><Value>@</Value></Pair>",
    "CDATA": "<n:Pair><n:Name>password</n:Name><n:Value><![CDATA[@]]></n:Value></n:Pair>",
    "hidden field": '<input type="hidden" name="csrf_token" id="x" value="@">',
    "value of a field first": '<input value="@" name="csrf_token">',
    "meta": '<meta name="csrf-token" content="@">',
    "form": "name=api_key&value=@&x=1",
}
OTHERS = [
    '{"name":"page","value":"12345678"}',
    '{"name":"token_type","value":"Bearer"}',
    '{"name":"Forgot your password again?","value":"Press the link"}',
    '[{"name":"password","label":"Password"},{"name":"user","value":"somebody"}]',
    '{"name":"password","value":null}',
    '{"name":"password","value":""}',
    '{"key":"password_reset","data":{"to":"somebody"}}',
    "could not find a field of the name: token, so its value: is not there",
    "<key>token</key><key>user</key><string>somebody</string>",
    '<a name="token">x</a><input name="user" value="somebody">',
    "- name: TOKEN\n- name: USER\n  value: somebody",
]


@pytest.mark.parametrize("way", ["redact", "json", "xml", "form"])
@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS.keys())
def test_the_value_beside_a_secrets_name_is_masked_and_nothing_else(pair: str, way: str) -> None:
    shown = getattr(Redactor(), way)(pair.replace("@", VALUE))
    assert VALUE not in shown.text
    assert "••••" in shown.text
    before, _, after = pair.replace("<![CDATA[@]]>", "@").partition("@")
    assert shown.text.startswith(before)
    assert shown.text.endswith(after)


@pytest.mark.parametrize("text", OTHERS)
def test_what_no_secrets_name_stands_beside_is_shown(text: str) -> None:
    assert Redactor().redact(text).text == text


def test_every_value_of_a_list_is_masked() -> None:
    other = "Zq-" + secrets.token_hex(12)
    shown = Redactor().json(json.dumps({"name": "tokens", "values": [VALUE, {"a": other}]})).text
    assert VALUE not in shown
    assert other not in shown


def test_plain_values_are_masked_likewise() -> None:
    seen = Redactor().plain([{"name": "api_key", "value": VALUE}, {"name": "page", "value": "17"}])
    assert VALUE not in str(seen)
    assert seen[1] == {"name": "page", "value": "17"}


def test_a_value_is_found_with_any_text_between() -> None:
    for between in ("x" * 900, "}" * 900, '\\"' * 400, "\\u0041" * 100):
        text = f'{{"name":"api_key","note":"{between}","value":"{VALUE}"}}'
        assert [text[span.start : span.end] for span in secrets_apart(text)] == [VALUE]


BODIES = {
    "application/json": json.dumps({"env": [{"name": "api_key", "value": VALUE}]}),
    "application/xml": f"<plist><dict><key>password</key><string>{VALUE}</string></dict></plist>",
    "text/html": f'<form><input type="hidden" name="csrf_token" value="{VALUE}"></form>',
    "application/yaml": f"- name: API_KEY\n  value: {VALUE}\n",
    "text/csv": f"id,api_key\n1,{VALUE}\n",
    "application/x-www-form-urlencoded": f"name=api_key&value={VALUE}",
    "multipart/form-data; boundary=b": (
        f'--b\r\nContent-Disposition: form-data; name="a"; filename="a.csv"\r\n\r\nid,api_key\r\n1,{VALUE}\r\n--b--\r\n'
    ),
}


@pytest.mark.parametrize("kind", BODIES)
def test_it_is_at_no_exit(kind: str) -> None:
    content = BODIES[kind].encode()
    journal = Journal()
    journal.record(ExchangeFinished(exchange(1, content=content, sent=content, content_type=kind)))
    view = journal.view(1)
    assert view is not None
    assert VALUE not in repr(view)
    for side in Side:
        assert VALUE not in journal.body(1, side, 0, 10_000).text.text
    assert VALUE not in "".join(journal.export(form).text for form in ExportFormat)
    for form in CopyFormat:
        copied = journal.copied(1, form)
        assert copied is not None
        assert VALUE not in copied.text


def test_once_it_was_answered_so_it_is_known_by_its_value() -> None:
    for kind in ("application/json", "application/xml", "application/yaml", "text/csv"):
        content = BODIES[kind].encode()
        journal = Journal()
        answered = replace(exchange(1, content_type=kind), response_body=Body(content, len(content)))
        journal.record(ExchangeFinished(answered))
        assert VALUE not in journal.redactor.text(f"GET /of/{VALUE}/x"), kind
