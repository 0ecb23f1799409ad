"""The tables of the SDK reference, sections 5 and 6, row by row as connectors write them."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest

from authbench.sdk import RequestFailed, SdkError
from support.definition_lambdas import ORIGIN, bench, definition, run
from support.sdk_server import Answer

A = f"'{ORIGIN}/a'"


def sent(test: str, *answers: Answer) -> Any:
    """The last request that a `test` with this body sends."""
    with bench(definition(test)) as here:
        here.api.answer(*answers or (Answer(),))
        here.test()
        return here.api.last


def value(test: str, *answers: Answer) -> Any:
    """What a `test` with this body gives."""
    with bench(definition(test)) as here:
        here.api.answer(*answers or (Answer(),))
        return here.test()


def message(test: str, *answers: Answer) -> str:
    """The error that a `test` with this body ends with."""
    with pytest.raises(SdkError) as caught:
        value(test, *answers)
    return caught.value.message


# 5.1 Verbs


@pytest.mark.parametrize(
    ("call", "method", "target", "body"),
    [
        (f"get({A}, b: 1, a: 'x y')", "GET", "/a?a=x+y&b=1", ""),
        (f"get({A}, 'raw=1&raw=2')", "GET", "/a?raw=1&raw=2", ""),
        (f"options({A}, a: 1)", "OPTIONS", "/a?a=1", ""),
        (f"head({A}, a: 1)", "HEAD", "/a?a=1", ""),
        (f"post({A}, a: 1)", "POST", "/a", '{"a":1}'),
        (f"post({A})", "POST", "/a", ""),
        (f"post({A}, {{}})", "POST", "/a", "{}"),
        (f"post({A}, [1])", "POST", "/a", "[1]"),
        (f"post({A}, 'x')", "POST", "/a", '"x"'),
        (f"put({A}, a: 1)", "PUT", "/a", '{"a":1}'),
        (f"patch({A}, a: 1)", "PATCH", "/a", '{"a":1}'),
        (f"copy({A}, a: 1)", "COPY", "/a", '{"a":1}'),
        (f"move({A}, a: 1)", "MOVE", "/a", '{"a":1}'),
        (f"delete({A}, a: 1)", "DELETE", "/a", '{"a":1}'),
    ],
)
def test_verbs(call: str, method: str, target: str, body: str) -> None:
    request = sent(call)
    assert (request.method, request.target, request.body.decode()) == (method, target, body)


# 5.2 Chained methods


@pytest.mark.parametrize(
    ("chain", "target", "body"),
    [
        (".params(x: 1).params(y: 2)", "/a?x=1&y=2", '{"p":1}'),
        (".params(x: 1).params('z=9')", "/a?z=9", '{"p":1}'),
        (".payload(q: 2)", "/a", '{"p":1,"q":2}'),
        (".payload([1])", "/a", "[1]"),
        (".payload(nil)", "/a", '{"p":1}'),
        (".payload { |p| p['r'] = 3 }", "/a", '{"p":1,"r":3}'),
        (".request_body('verbatim <x>')", "/a", "verbatim <x>"),
        (".request_body({ b: [1] })", "/a", "b[]=1"),
        (".request_body({ b: 'x y' }).request_format_www_form_urlencoded", "/a", "b=x+y"),
        (".request_format_www_form_urlencoded", "/a", "p=1"),
        (".request_format_xml('r', '@xmlns' => 'urn:x')", "/a", '<r xmlns="urn:x"><p>1</p></r>'),
        (".format_xml('r')", "/a", "<r><p>1</p></r>"),
        (".format_xml('r', { '@v' => 1 }, strip_response_namespaces: true)", "/a", '<r v="1"><p>1</p></r>'),
        (".request_format_xml('r').request_format_json", "/a", '{"p":1}'),
        (".payload('raw').request_format_raw", "/a", "raw"),
    ],
)
def test_chained_methods(chain: str, target: str, body: str) -> None:
    xml = Answer(body=b"<x/>") if ".format_xml" in chain else Answer()
    request = sent(f"post({A}, p: 1){chain}", xml)
    assert (request.target, request.body.decode()) == (target, body)


def test_the_url_and_the_verb_so_far() -> None:
    assert run(f"r = post({A}).params(x: 1); [r.current_url, r.current_verb]") == [f"{ORIGIN}/a?x=1", "POST"]


@pytest.mark.parametrize(
    ("chain", "name", "text"),
    [
        (".headers(api_key: 'k')", "Api-Key", "k"),
        (".headers('api_key' => 'k')", "Api_key", "k"),
        (".headers('x-y': 5)", "X-Y", "5"),
        (".case_sensitive_headers('x-ODD' => 'k')", "x-ODD", "k"),
        (".headers(accept: :xml)", "Accept", "application/xml"),
        (".headers('Content-Type' => :json)", "Content-Type", "application/json"),
        (".user('u').password('p w/@')", "Authorization", "Basic dTpwIHcvQA=="),
        (".user('ü:x').password('p w/@')", "Authorization", "Basic w7w6eDpwIHcvQA=="),
        (".user('u')", "Authorization", "Basic dTo="),
        (".headers('A' => nil)", "A", None),
    ],
)
def test_headers(chain: str, name: str, text: str | None) -> None:
    assert sent(f"get({A}){chain}").header(name) == text


# 5.3 Default headers


@pytest.mark.parametrize(
    ("call", "accept", "content_type"),
    [
        (f"get({A})", "application/json", None),
        (f"post({A})", "application/json", "application/json"),
        (f"post({A}).format_xml('r')", "application/xml", "application/xml"),
        (f"post({A}).headers('ACCEPT' => 'x/y', content_type: 'a/b').request_body('x')", None, "a/b"),
        (f"post({A}, a: 1).request_format_www_form_urlencoded", "application/json",
         "application/x-www-form-urlencoded"),
        (f"get({A}).response_format_raw", "application/json", None),
    ],
)  # fmt: skip
def test_default_headers(call: str, accept: str | None, content_type: str | None) -> None:
    request = sent(call, Answer(body=b"<x/>") if "xml" in call else Answer())
    assert request.header("Content-Type") == content_type
    if accept is not None:
        assert request.header("Accept") == accept


# 5.4 Query and form encoding, and Appendix A


@pytest.mark.parametrize(
    ("hash_", "text"),
    [
        ("{ b: 1, a: 'x y' }", "a=x+y&b=1"),
        ("{ k: nil }", "k="),
        ("{ k: [true, 1.0, :sym] }", "k%5B%5D=true&k%5B%5D=1.0&k%5B%5D=sym"),
        ("{ k: '2024-01-02'.to_date }", "k=2024-01-02"),
        ("{ k: { x: 1 } }", "k%5Bx%5D=1"),
        ("{ a: [{ b: 1, c: 2 }, { b: 3 }] }", "a%5B%5D%5Bb%5D=1&a%5B%5D%5Bc%5D=2&a%5B%5D%5Bb%5D=3"),
        ("{ k: [], h: {}, z: 1 }", "z=1"),
        ("{ k: [nil, '', false] }", "k%5B%5D=&k%5B%5D=&k%5B%5D=false"),
        ("'a b'", "a b"),
        ("[1, 2]", "1/2"),
        ("{ k: \"-._~*'ü\" }", "k=-._~%2A%27%C3%BC"),
        ("{ z: 1, a: { b: [1, { c: 2 }], d: nil }, e: '', sp: 'a b+c~*' }",
         "a%5Bb%5D%5B%5D=1&a%5Bb%5D%5B%5D%5Bc%5D=2&a%5Bd%5D=&e=&sp=a+b%2Bc~%2A&z=1"),
    ],
)  # fmt: skip
def test_form_encoding(hash_: str, text: str) -> None:
    assert sent(f"post({A}, {hash_}).request_format_www_form_urlencoded").body.decode() == text


# 5.5 Bodies


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        ("{ b: 2, a: '<x>&', n: nil }", r'{"b":2,"a":"\u003cx\u003e\u0026","n":null}'),
        ('{ a: "\\u2028ü" }', '{"a":"\\u2028ü"}'),
        ("{ a: Float::NAN, b: 1.0, c: :s }", '{"a":null,"b":1.0,"c":"s"}'),
        ("{ a: BigDecimal('1.50') }", '{"a":"1.5"}'),
        ("{ a: Time.at(1704164645.5).utc }", '{"a":"2024-01-02T03:04:05.500Z"}'),
        ("{ a: '2024-01-02'.to_date }", '{"a":"2024-01-02"}'),
    ],
)
def test_json_bodies(payload: str, text: str) -> None:
    assert sent(f"post({A}, {payload})").body.decode() == text


def test_multipart_bodies() -> None:
    request = sent(
        f"""post({A}, plain: 'p', file: ['data', 'text/plain'], named: ['<x/>', 'text/xml', 'n.xml'],
                 degraded: ['only', ''], binary: ['AP8='.decode_base64, 'application/octet-stream', 'b.bin'])
            .headers('Content-Type' => 'x/y').request_format_multipart_form"""
    )
    content_type = request.header("Content-Type")
    boundary = re.fullmatch(r"multipart/form-data; boundary=(\S+)", content_type)
    assert boundary is not None
    parts = request.body.split(f"--{boundary[1]}".encode())
    assert [part.strip(b"\r\n") for part in parts[1:]] == [
        b'Content-Disposition: form-data; name="plain"\r\n\r\np',
        b'Content-Disposition: form-data; name="file"; filename="file"\r\nContent-Type: text/plain\r\n\r\ndata',
        b'Content-Disposition: form-data; name="named"; filename="n.xml"\r\nContent-Type: text/xml\r\n\r\n<x/>',
        b'Content-Disposition: form-data; name="degraded"\r\n\r\nonly',
        b'Content-Disposition: form-data; name="binary"; filename="b.bin"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n\x00\xff",
        b"--",
    ]


# 5.6 Responses


@pytest.mark.parametrize(
    ("body", "expression", "expected"),
    [
        (b'{"a":{"b":1}}', "r['a'][:b]", 1),
        (b"", "r", {}),
        (b"  ", "r", {}),
        (b"5", "r + 1", 6),
        (b'"x"', "r + 'y'", "xy"),
        (b"\xef\xbb\xbf[1]", "r.first", 1),
        (b'{"t":"2024-01-02"}', "r['t'].class.to_s", "String"),
    ],
)
def test_json_responses(body: bytes, expression: str, expected: Any) -> None:
    text = Answer(body=body, headers=(("Content-Type", "text/plain"),))
    assert value(f"r = get({A}); {expression}", text) == expected


def test_raw_responses() -> None:
    answer = Answer(body=b"x TOKEN=ab12&y")
    assert value(f"post({A}).response_format_raw[/(?<=TOKEN=)\\h+/]", answer) == "ab12"
    assert value(f"get({A}).response_format_raw.encode_hex", Answer(body=b"\xff\x00")) == "ff00"


@pytest.mark.parametrize("status", [200, 204, 207])
def test_success(status: int) -> None:
    assert value(f"get({A}).after_response {{ |code, body, headers| code }}", Answer(status)) == status


@pytest.mark.parametrize(
    ("status", "title"),
    [(208, "208 Already Reported"), (226, "226 IM Used"), (401, "401 Unauthorized"), (422, "422 Unprocessable Entity"),
     (599, "HTTP status code 599")],
)  # fmt: skip
def test_everything_else_raises(status: int, title: str) -> None:
    assert message(f"get({A})", Answer(status)) == title


# 5.7 XML

XML = b"""<?xml version="1.0"?><R xmlns:ns="urn:x" k="1"> <b>t<![CDATA[<c>]]></b><b/><ns:d ns:e="2">x</ns:d> </R>"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("r.dig('R', 0, 'b', 0, 'content!')", "t<c>"),
        ("r['R'][0]['b'][1]", {}),
        ("r.dig('R', 0, '@k')", "1"),
        ("r.dig('R', 0, '@xmlns:ns')", "urn:x"),
        ("r.dig('R', 0, 'ns:d', 0, '@ns:e')", "2"),
        ("r['R'][0].key?('content!')", False),
        ("r[:R][0][:b].size", 2),
    ],
)
def test_xml_responses(expression: str, expected: Any) -> None:
    assert value(f"r = get({A}).response_format_xml; {expression}", Answer(body=XML)) == expected


def test_xml_without_namespaces() -> None:
    test = f"get({A}).response_format_xml(strip_response_namespaces: true)"
    root = value(test, Answer(body=XML))["R"][0]
    assert root["d"] == [{"@e": "2", "content!": "x"}]
    assert root["@xmlns:ns"] == "urn:x"


@pytest.mark.parametrize(
    "body", [b"", b"<a>", b"no xml", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>']
)
def test_bad_xml(body: bytes) -> None:
    test = f"begin; get({A}).response_format_xml['a']; rescue => e; [e.class.to_s, e.message.include?('root:')]; end"
    answer = value(test, Answer(body=body))
    assert isinstance(answer, list | type(None))
    if isinstance(answer, list) and len(answer) == 2 and isinstance(answer[0], str):
        assert "XMLResponseFormatError" in answer[0]
        assert answer[1] is False
    assert "root:" not in repr(answer)


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        ("{ 'a' => '<&>', 'b' => [{ 'content!' => '<&>' }], 'k' => ['p', 'q'] }",
         "<a>&lt;&amp;&gt;</a><b><&></b><k>p</k><k>q</k>"),
        ("{ '@id' => 5, n: nil, e: '', Sym: 1 }", '<n xsi:nil="true"/><e></e><Sym>1</Sym>'),
        ("{ o: { '@x' => 'a\"b', 'content!' => 't' } }", '<o x="a&quot;b">t</o>'),
        ("{ 'raw!' => '<b/>' }", "<raw><b/></raw>"),
    ],
)  # fmt: skip
def test_xml_bodies(payload: str, text: str) -> None:
    test = f"post({A}, {payload}).format_xml('root', '@xmlns' => 'urn:x')"
    body = sent(test, Answer(body=b"<x/>")).body.decode()
    assert re.sub(r"^<root[^>]*>|</root>$", "", body) == text
    assert body.startswith("<root")
    assert 'xmlns="urn:x"' in body


# 5.8 Redirects


def redirect(status: int) -> Answer:
    return Answer(status, headers=(("Location", f"{ORIGIN}/b"),))


@pytest.mark.parametrize(
    ("call", "status", "requests"),
    [
        (f"get({A})", 301, ["GET /a", "GET /b"]),
        (f"get({A})", 302, ["GET /a", "GET /b"]),
        (f"get({A})", 307, ["GET /a", "GET /b"]),
        (f"get({A})", 303, ["GET /a", "GET /b"]),
        (f"post({A}, a: 1)", 303, ["POST /a", "GET /b"]),
        (f"post({A}, a: 1).follow_redirection", 302, ["POST /a", "POST /b"]),
        (f"post({A}, a: 1).follow_redirection", 303, ["POST /a", "GET /b"]),
        (f"post({A}, a: 1).follow_redirection", 308, ["POST /a", "POST /b"]),
        (f"get({A}).ignore_redirection", 303, ["GET /a", "GET /b"]),
    ],
)
def test_redirects_followed(call: str, status: int, requests: list[str]) -> None:
    with bench(definition(call)) as here:
        here.api.answer(redirect(status), Answer())
        here.test()
        assert [f"{seen.method} {seen.target}" for seen in here.api.seen] == requests


@pytest.mark.parametrize(("call", "status"), [(f"post({A}, a: 1)", 302), (f"post({A}, a: 1)", 308)])
def test_redirects_refused(call: str, status: int) -> None:
    with pytest.raises(RequestFailed) as caught:
        value(call, redirect(status))
    assert caught.value.status == status


def test_redirects_as_answers() -> None:
    test = (
        f"get({A}).ignore_redirection.after_response {{ |code, body, headers| [code, headers['location']] }}"
    )
    assert value(test, redirect(302)) == [302, f"{ORIGIN}/b"]


# 6.1 Flow and environment


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("[blank, null, skip, clear]", ["", None, None, None]),
        ("execution_context", {}),
        ("parse_json('[1]')", [1]),
        ("parse_json(nil)", None),
        ("parse_json({ a: 1 })", {"a": 1}),
        ("uuid =~ /\\A\\h{8}-\\h{4}-4\\h{3}-[89ab]\\h{3}-\\h{12}\\z/", 0),
        ("decrypt(encrypt('text', 'k'), 'k').as_utf8", "text"),
        ("sleep(0)", 0),
        ("call(:m, { a: 1 })", 1),
        ("call('m', a: 2)", 2),
        ("begin; call('nope'); rescue => e; e.message; end", "Method 'nope' does not exists"),
        ("begin; error('why'); rescue => e; [e.class.to_s, e.message]; end", ["RuntimeError", "why"]),
        ("begin; decrypt('AAAA', 'k'); rescue => e; e.message; end", "invalid/corrupt input"),
        ("begin; decrypt(encrypt('text', 'k'), 'j'); rescue => e; e.message; end",
         "invalid/corrupt input or key"),
        ("begin; lookup('T', a: 1); rescue => e; e.message[0, 33]; end", "Lookup Tables are not initialized"),
        ("account_property('x')", None),
    ],
)  # fmt: skip
def test_flow_helpers(expression: str, expected: Any) -> None:
    assert run(expression, methods="m: ->(input) { input['a'] }") == expected


def test_parallel_results_are_aligned() -> None:
    test = f"parallel([get({A}), get({A})], threads: 2)"
    assert value(test, Answer(body=b'{"n":1}'), Answer(500)) == [
        False,
        [{"n": 1}, None],
        [None, "500 Internal Server Error"],
    ]
    assert value(f"parallel([get({A})])", Answer(body=b"[]")) == [True, [[]], [None]]


# 6.2 workato.*


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (
            "workato.jwt_encode({}, 'k', 'none')",
            "Unsupported signing method. Supports only RS256, RS384, RS512",
        ),
        ("workato.jwt_decode('a.b.c', 'k', 'x')", "Unsupported verification algorithm. Supports only"),
        ("workato.jwt_encode({}, 'no pem', 'RS256')", "Invalid key"),
        ("workato.jwt_encode({}, 'no pem', 'es256')", "Invalid key"),
        ("workato.jwt_encode({ exp: Time.now }, 'k', 'HS256')", "exp claim must be a Numeric value"),
        ("workato.jwt_decode(workato.jwt_encode({ exp: 1 }, 'k', 'HS256'), 'k', 'HS256')", "expired"),
        ("workato.jwt_decode(workato.jwt_encode({}, 'k', 'HS256'), 'j', 'HS256')", "Invalid signature"),
        ("workato.jwt_decode(workato.jwt_encode({}, 'k', 'HS256'), 'k', 'HS512')", "Mismatched algorithm"),
        ("workato.verify_rsa('x', 'no pem', 's')", "Invalid certificate format"),
        (
            "workato.verify_rsa('x', 'c', 's', 'MD5')",
            "Supports only SHA, SHA1, SHA224, SHA256, SHA384, SHA512",
        ),
        ("workato.parse_yaml('a: 2024-01-02')", "YAML Parsing error. Tried to load unspecified class: Date"),
        ("workato.parse_yaml(':a: 1')", "YAML Parsing error. Tried to load unspecified class: Symbol"),
        ("workato.random_bytes(33)", "should be <= 32"),
        ("workato.aes_cbc_encrypt('x', 'short')", "Incorrect key size for AES"),
        ("workato.aes_gcm_encrypt('', '0' * 16, '1' * 12)", "Data to be encrypted must not be empty"),
        ("workato.aes_gcm_encrypt('x', '0' * 16, '1' * 16)", "Incorrect key size for Initialization Vector"),
        ("workato.aes_gcm_encrypt('x', '0' * 16, nil)", "All arguments must be of type String"),
        ("workato.aes_gcm_decrypt('x', '0' * 16, 't' * 16, '1' * 12)", "Not able to decrypt"),
        ("workato.aes_gcm_decrypt('x', '0' * 16, 't', '1' * 12)", "Incorrect authentication tag size"),
        ("workato.csv.parse('a', headers: false)", "headers"),
        ("workato.csv.parse('a,\"b', headers: true)", "Unclosed quoted field"),
        ("workato.csv.parse('a', headers: true, col_sep: '')", "col_sep"),
        ("workato.net.lookup('localhost', 'TXT')", 'Record type not supported, Supported types: "A", "SRV"'),
        ("workato.xyz", "Undefined method 'xyz' for \"workato\" namespace"),
        ("workato.csv.xyz", "Undefined method 'xyz' for \"workato.csv\" namespace"),
        ("aws.xyz", "Undefined method 'xyz' for \"aws\" namespace"),
    ],
)
def test_what_the_sdk_says(expression: str, words: str) -> None:
    assert words in run(f"begin; {expression}; 'no error'; rescue => e; e.message; end")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("workato.aes_cbc_decrypt(workato.aes_cbc_encrypt('t', 'k' * 24), 'k' * 24).as_utf8", "t"),
        ("c, t = workato.aes_gcm_encrypt('t', 'k' * 32, '1' * 12, 'aad');"
         " workato.aes_gcm_decrypt(c, 'k' * 32, t, '1' * 12, 'aad').as_utf8", "t"),
        ("workato.pbkdf2_hmac_sha1('p', 's', 2, 32).bytesize", 32),
        ("workato.random_bytes(16).bytesize", 16),
        ("workato.uuid.length", 36),
        ("workato.parse_json('{\"a\":1}')['a']", 1),
        ("workato.parse_yaml('a: yes')", {"a": True}),
        ("workato.csv.parse(\"x;y\\n'1;2';3\\n\\n\", headers: true, col_sep: ';', quote_char: \"'\", skip_blanks: true)",
         [{"x": "1;2", "y": "3"}]),
        ("workato.csv.parse(\"skip,me\\n1,2\\n\", headers: ['a', 'b'], skip_first_line: true)",
         [{"a": "1", "b": "2"}]),
        ("workato.csv.parse('1|2', headers: 'a|b', col_sep: '|', row_sep: \"\\n\")", [{"a": "1", "b": "2"}]),
        ("workato.csv.generate(headers: ['a'], col_sep: ';', force_quotes: true) { |csv| csv << ['1;2'] }",
         "\"a\"\n\"1;2\"\n"),
        ("begin; workato.csv.parse(\"a\\n\" + \"1\\n\" * 65_001, headers: true); rescue => e; e.class.to_s; end",
         "Workato::Connector::Sdk::CsvFileTooManyLinesError"),
        ("begin; workato.csv.parse('\"', headers: true); rescue Workato::Connector::Sdk::CsvError => e; 'csv'; end",
         "csv"),
    ],
)  # fmt: skip
def test_workato_functions(expression: str, expected: Any) -> None:
    assert run(expression) == expected


# Appendix A


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'abc'.hmac_sha256('k').encode_hex", "342e519ce0ad6c03a36b98eeb3f1d130db4813b9df4d1160eda488d712dc78ee"),
        ("'abc'.hmac_sha256('k').base64", "NC5RnOCtbAOja5jus/HRMNtIE7nfTRFg7aSI1xLceO4="),
        ("'abc'.sha1.to_hex", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("'Hello'.encode_sha256.encode_hex", "185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969"),
        ("workato.aes_cbc_encrypt('text', '0' * 16).encode_hex", "0e6bc66fd6ba9fc54725ef3d81789cdb"),
        ("workato.jwt_encode({ a: 1 }, 'k', :hs256, kid: 'z', typ: 'X', alg: 'none', 'x5t' => 'q').split('.').first",
         base64.urlsafe_b64encode(b'{"typ":"JWT","alg":"HS256","kid":"z","x5t":"q"}').rstrip(b"=").decode()),
    ],
)  # fmt: skip
def test_vectors(expression: str, expected: str) -> None:
    assert run(expression) == expected
