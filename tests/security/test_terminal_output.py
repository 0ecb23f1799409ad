"""What reaches a terminal: no secret, however it comes to be printed, and nothing that acts on it."""

from __future__ import annotations

import json
import random
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from authbench.cli import main
from support.connection_runs import Received, ScriptedApi
from support.journal_forms import FORMS

_ALPHABET = string.ascii_letters + string.digits


def _canary(extra: str = "") -> str:
    return "".join(random.SystemRandom().choices(_ALPHABET, k=18)) + extra


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTHBENCH_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def api() -> Iterator[ScriptedApi]:
    with ScriptedApi() as server:
        yield server


COMMANDS = [
    ["test"],
    ["test", "-v"],
    ["test", "--json"],
    ["exec", "test", "-v"],
    ["exec", "test", "--json"],
    ["exec", "test", "-o", "out.json"],
]

LEAKS = [
    "error(k)",
    'raise "bad #{k.inspect}"',
    "raise ArgumentError, k.encode_base64",
    "c.foo",
    "k.foo(1)",
    "nil + k",
    "1 + k",
    "Integer(k)",
    "JSON.parse(k)",
    'JSON.parse("{\\"#{k}\\": tru}")',
    "get(k)",
    'get("http://#{k}/")',
    'get("https://api.test/x?zz=#{k.url_encode}")',
    'get("https://user:#{k.url_encode}@api.test/")',
    'get("ftp://api.test/#{k}")',
    'get("https://api.test:99999/#{k}")',
    'get("https://api.test/").headers(k => "x")',
    'get("https://api.test/").headers("X" => "a\\r\\n#{k}: y")',
    'get("https://api.test/").headers("X" => k)',
    'get("https://api.test/").user(k).password(k)',
    'post("https://api.test/").payload(k => k)',
    'post("https://api.test/").payload(k => k).request_format_xml(k)',
    'post("https://api.test/").request_body(k)',
    'get("https://api.test/x").fetch(k)',
    "{}.fetch(k)",
    'c.fetch("nope")',
    "raise c.inspect",
    "raise c.to_json",
    "puts c.to_json",
    "puts k.to_json.to_json",
    "puts k.encode_hex",
    'puts Base64.encode64("user:#{k}")',
    "k.to_sym.foo",
    ":a.public_send(k)",
    "send(k)",
    "call(k)",
    "account_property(k)",
    'workato.jwt_encode({ a: 1 }, k, "RS256")',
    "workato.aes_cbc_encrypt(k, k)",
    "OpenSSL::PKey::RSA.new(k)",
    "OpenSSL::Digest.new(k)",
    "k.to_date",
    "Time.parse(k)",
    "Time.now.in_time_zone(k)",
    'Regexp.new("(#{k}")',
    "k.unpack(k)",
    'format("%#{k}", 1)',
    "throw k.to_sym",
    "begin; raise k; rescue => e; puts e.full_message; end",
    "case c; in { x: } then 1; end",
    "k => Integer",
    "->(x:) { 1 }.call(**{ k.to_sym => 1 })",
    "Struct.new(k)",
    "[k, 1].sort",
    "k.freeze << 'x'",
    "eval(k)",
    "ENV[k]",
    "Object.const_get(k)",
    'get("https://api.test/500")',
    'get("https://api.test/reflect").headers("X-Y" => k)',
    'get("https://api.test/broken")',
    'get("https://api.test/xml").response_format_xml',
    'get("https://api.test/elsewhere")',
    'get("https://api.test/nowhere")',
    'get("https://api.test/x").tls_client_cert(certificate: k, key: k)',
    '{ k => c, "list" => [k, { "z" => k.encode_base64 }], "enc" => k.url_encode }',
]


def test_no_secret_in_any_form_in_any_output(capsys: pytest.CaptureFixture[str], api: ScriptedApi) -> None:
    key, password = _canary("+\u00eb/\"<&>'%41\\~\u00df"), _canary()

    def answer(request: Received) -> tuple[int, str, dict[str, str]]:
        echo = json.dumps({"url": request.url, "headers": request.headers, "body": request.body})
        if "/500" in request.url:
            return 500, json.dumps({"key": key, "p": password, "echo": echo}), {"X-Echo": password}
        if "/broken" in request.url:
            return 200, f'{{"a": {key}{password}', {}
        if "/xml" in request.url:
            return 200, f"<a>{key}{password}", {}
        if "/elsewhere" in request.url:
            return 302, "", {"Location": f"http://127.0.0.1:1/?q={password}"}
        if "/nowhere" in request.url:
            return 302, "", {"Location": f"ht!tp://{password}"}
        return 401, echo, {"X-Echo": password}

    api.answer = answer
    Path("settings.yaml").write_text(json.dumps({"api_key": key, "password": password}))
    forms = {form(value) for value in (key, password) for form in FORMS.values()}
    forms |= {repr(value)[1:-1] for value in (key, password)} | {key[2:14], password[2:14]}
    found, told = [], 0
    for snippet in LEAKS:
        Path("connector.rb").write_text(
            "{ title: 'T', connection: { fields: [{ name: 'api_key', control_type: 'password' },"
            " { name: 'password', control_type: 'password' }],"
            " authorization: { type: 'custom_auth', apply: ->(_) { } } },"
            f" test: lambda do |c|\n k = c['api_key']\n {snippet}\n end }}",
            encoding="utf-8",
        )
        for command in COMMANDS:
            main([*command, "--no-keychain", "--route", f"https://api.test={api.origin}"])
            shown = capsys.readouterr()
            text = shown.out + shown.err
            if Path("out.json").exists():
                text += Path("out.json").read_text()
                Path("out.json").unlink()
            told += "••••" in text or "withheld" in text or "‹" in text
            if "Traceback" in text or any(form in text for form in forms):
                found.append((snippet, command))
    assert found == []
    # The secrets would have been there: what was printed has marks in their place.
    assert told > len(LEAKS)
    files = [path for path in Path("home").rglob("*") if path.is_file()]
    assert not [path for path in files if any(form in path.read_text("utf-8", "replace") for form in forms)]


@pytest.mark.parametrize(
    "line",
    [
        "api_key: *CANARY",
        "api_key: !CANARY x",
        "api_key: &CANARY x\nother: *CANARY",
        "api_key: @CANARY",
        "api_key: %CANARY",
        'api_key: "CANARY',
        'api_key: "\\qCANARY"',
        "api_key: CANARY: CANARY",
        "api_key: !!python/object/apply:os.CANARY []",
        "api_key: !!int CANARY",
        "api_key: !!float CANARY",
        "api_key: !!bool CANARY",
        "%TAG ! CANARY\n--- !a x",
        "- CANARY",
        "CANARY",
    ],
)
def test_a_settings_file_that_cannot_be_read_is_not_quoted(
    capsys: pytest.CaptureFixture[str], line: str
) -> None:
    canary = _canary()
    Path("settings.yaml").write_text(line.replace("CANARY", canary))
    Path("connector.rb").write_text("{ title: 'T', connection: {}, test: ->(_) { 1 } }")
    for more in ([], ["--json"]):
        assert main(["test", "--no-keychain", *more]) == 2
        shown = capsys.readouterr()
        assert canary not in shown.out + shown.err
        assert "settings_invalid" in shown.out + shown.err


def test_the_line_of_an_error_is_shown_without_the_secret_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    canary = _canary()
    source = (
        f"{{ title: 'T', connection: {{}}, test: ->(_) {{ x = {{ client_secret: '{canary}' }}; nope(x) }} }}"
    )
    Path("connector.rb").write_text(source)
    assert main(["test", "--no-keychain"]) == 1
    shown = capsys.readouterr().err
    assert canary not in shown
    line, caret = next(
        (one, two)
        for one, two in zip(shown.splitlines(), shown.splitlines()[1:], strict=False)
        if two.strip() == "^"
    )
    assert line[caret.index("^") :].startswith("nope(x)")
    Path("connector.rb").write_text(source.replace(" };", " ;"))
    assert main(["lint"]) == 2
    assert canary not in "".join(capsys.readouterr())


def test_nothing_printed_acts_on_the_terminal(capsys: pytest.CaptureFixture[str], api: ScriptedApi) -> None:
    api.responses = [(401, '{"error": "\\u001b[2J\\u202egpj.exe"}', {"X-Y": "a\x9b2Jb"})]
    Path("connector.rb").write_text(
        '{ title: "T\\e]0;mine\\a", connection: {}, test: ->(_) { puts "\\e[31m\\r\\b\\u202e";'
        " get('https://api.test/') } }"
    )
    main(["test", "-v", "--no-keychain", "--route", f"https://api.test={api.origin}"])
    shown = "".join(capsys.readouterr())
    assert "\\u001b[31m" in shown
    assert [character for character in shown if character < " " and character not in "\n\t"] == []
    assert [character for character in shown if "\x7f" <= character < "\xa0" or character == "\u202e"] == []
    main(["exec", "test", "--json", "--no-keychain", "--route", f"https://api.test={api.origin}"])
    assert json.loads(capsys.readouterr().out)["console"] == ["\x1b[31m\r\b\u202e"]
