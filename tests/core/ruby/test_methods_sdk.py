"""The SDK's own extensions of Ruby (SDK reference 7)."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from authbench.ruby import Environment, RubyError, UnsupportedMethod, to_plain
from support.ruby_evaluation import interpreter_for, value_of

EXPECTED: list[tuple[str, str]] = [
    ("'abc'.hmac_sha256('k').encode_hex", '"342e519ce0ad6c03a36b98eeb3f1d130db4813b9df4d1160eda488d712dc78ee"'),
    ("'abc'.hmac_sha256('k').base64", '"NC5RnOCtbAOja5jus/HRMNtIE7nfTRFg7aSI1xLceO4="'),
    ("'abc'.sha1.to_hex", '"a9993e364706816aba3e25717850c26c9cd0d89d"'),
    ("'Hello'.encode_sha256.encode_hex", '"185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969"'),
    ("'abc'.md5_hexdigest", '"900150983cd24fb0d6963f7d28e17f72"'),
    ("'abc'.encode_sha512.to_hex.length", "128"),
    ("'abc'.encode_sha512_256", '"53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"'),
    ("'a+b?'.encode_base64", '"YStiPw=="'),
    ("(\"\\xff\\xfe\" * 30).encode_base64.include?(\"\\n\")", "false"),
    ("\"\\xfb\\xff\".b.encode_urlsafe_base64", '"-_8="'),
    ("'-_8'.decode_urlsafe_base64.encode_hex", '"fbff"'),
    ("\"aGVs\\nbG8=!\".decode_base64.as_utf8", '"hello"'),
    ("'68656c6c6f'.decode_hex.as_utf8", '"hello"'),
    ("\"a b~*'()/é\".encode_url", '"a%20b~%2A%27%28%29%2F%C3%A9"'),
    ("'a+b%20c'.decode_url", '"a b c"'),
    ("'a' + 1", '"a1"'),
    ("'a' + :b + 1.5 + true", '"ab1.5true"'),
    ("['12'.is_int?, '-1'.is_int?, ''.is_int?, nil.is_int?, 5.is_int?]", "[true, false, false, false, true]"),
    ("['1.5'.is_number?, '1e3'.is_number?, 'x'.is_number?, ''.is_number?]", "[true, true, false, false]"),
    ("' a , b ,, c '.split_strip_compact(',')", '["a", "b", "c"]'),
    ("\"it's\".quote", "\"it''s\""),
    ("'<p>a &amp; <b>b</b></p>'.strip_tags", '"a &amp; b"'),
    ("['client_id'.labelize, :api_key.labelize]", '["Client ID", "Api key"]'),
    ("['true', 'YES', 'y', '1', 1, true].map(&:is_true?)", "[true, true, true, true, true, true]"),
    ("['false', 'No', 'n', '0', 0, false, nil].map(&:is_true?)", "[false, false, false, false, false, false, false]"),
    ("[nil.is_true?(null_true: true), nil.is_not_true?, 'no'.is_not_true?]", "[true, true, true]"),
    ("[\"a \", nil, '', 'b', :c, 1].smart_join('-')", '"a-b-c-1"'),
    ("[{ 'a' => { 'b' => 1 } }, { 'a' => nil }].pluck(['a', 'b'])", "[1, nil]"),
    ("[{ 'a' => 1, 'b' => 2 }].pluck('a', 'b')", "[[1, 2]]"),
    ("[{ name: 'a' }, { name: 'b', x: 1 }].only('b')", '[{:name=>"b", :x=>1}]'),
    ("[{ name: 'a' }, { name: 'b' }].ignored('b', 'z')", '[{:name=>"a"}]'),
    ("[{ name: 'a' }, { name: 'b' }].required('b')", '[{:name=>"a"}, {:name=>"b", :optional=>false}]'),
    ("[{ 'n' => '5', 's' => 'x' }, { 'n' => '12', 's' => 'y' }].where('n >' => 6)", '[{"n"=>"12", "s"=>"y"}]'),
    ("[{ 'n' => 5 }, { 'n' => 12 }].where('n' => [5, 6])", '[{"n"=>5}]'),
    ("[{ 'n' => 5 }, { 'n' => 12 }].where('n' => 10..20)", '[{"n"=>12}]'),
    ("[{ 'n' => 'abc' }, { 'n' => 'x' }].where('n' => /b/)", '[{"n"=>"abc"}]'),
    ("[{ 'a' => { 'b' => 1 } }, { 'a' => { 'b' => 2 } }].where('a.b' => 2)", '[{"a"=>{"b"=>2}}]'),
    ("[{ a: 1 }, { a: 2 }].where(a: 1)", "[{:a=>1}]"),
    ("[{ 'a' => 1 }, { 'a' => 2 }].where.not('a' => 1)", '[{"a"=>2}]'),
    ("[{ 'a' => 1 }, { 'a' => 2 }].where('a !=' => 1).first", '{"a"=>2}'),
    ("[[1, 'a'], [2, 'b']].format_map('%d-%s')", '["1-a", "2-b"]'),
    ("[{ x: 1 }].format_map('v=%{x}')", '["v=1"]'),
    ("[1, 2].transform_select { |x| x * 2 if x > 1 }", "[4]"),
    ("[1, 2].transform_find { |x| \"hit #{x}\" if x > 1 }", '"hit 2"'),
    ("['a', 'b,c', \"d\\\"e\", nil].to_csv", '"a,\\"b,c\\",\\"d\\"\\"e\\",\\n"'),
    ("[[1, 2], [3, 4]].to_csv", '"1,2\\n3,4\\n"'),
    ("{ 'a' => 'x y', 'b' => nil, 'c' => [1, 2] }.encode_www_form", '"a=x+y&b&c=1&c=2"'),
    ("{ z: 1, a: { b: [1, { c: 2 }], d: nil }, e: '', sp: 'a b+c~*' }.to_param", '"a%5Bb%5D%5B%5D=1&a%5Bb%5D%5B%5D%5Bc%5D=2&a%5Bd%5D=&e=&sp=a+b%2Bc~%2A&z=1"'),
    ("1234567890.5.to_currency", '"$1,234,567,890.50"'),
    ("'1234.5'.to_currency(unit: '€', precision: 0)", '"€1,235"'),
    ("-5.to_currency", '"-$5.00"'),
    ("'5551234'.to_phone", '"555-1234"'),
    ("1235551234.to_phone(area_code: true)", '"(123) 555-1234"'),
    ("1235551234.to_phone(country_code: 1, delimiter: ' ')", '"+1 123 555 1234"'),
    ("'+1 (555) 123'.to_phone", '"+1 (555) 123"'),
    ("'2024-01-02'.to_time.iso8601", '"2024-01-02T00:00:00+00:00"'),
    ("'2024-01-02 03:04:05 -0800'.to_time.iso8601", '"2024-01-02T11:04:05+00:00"'),
    ("[''.to_time, 'abc'.to_time, ' '.to_date]", "[nil, nil, nil]"),
    ("'03/04/2024'.to_date.to_s", '"2024-04-03"'),
    ("'2024-31-12 10:00'.to_date(format: 'YYYY-DD-MM').to_s", '"2024-12-31"'),
    ("'12/31/2024'.to_time(format: 'MM/DD/YYYY').iso8601", '"2024-12-31T00:00:00+00:00"'),
    ("1704164645.to_time.iso8601", '"2024-01-01T19:04:05-08:00"'),
    ("Time.utc(2024, 1, 2).yweek", "1"),
    ("'<r><a>1</a></r>'.from_xml['r'][0]['a'][0]['content!']", '"1"'),
    ("['a'.encode_sha256.binary?, 'a'.binary?]", "[true, false]"),
    ("\"\\xff\\x00\".b.as_string('ISO-8859-1').length", "2"),
    ("\"\\xffa\".b.as_utf8", '"\ufffda"'),
    ("('key' + \"\\xff\".b).encode_hex", '"6b6579ff"'),
    ("OpenSSL::HMAC.hexdigest('SHA256', 'k', 'abc')", '"342e519ce0ad6c03a36b98eeb3f1d130db4813b9df4d1160eda488d712dc78ee"'),
    ("OpenSSL::HMAC.hexdigest(OpenSSL::Digest.new('sha1'), 'k', 'hello')", '"0b7938d1a2cdcafa94645a5c3508f7236ae457a9"'),
    ("OpenSSL::Digest::SHA256.hexdigest('a')", '"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"'),
    ("d = OpenSSL::Digest::SHA256.new; d << 'a'; d.hexdigest", '"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"'),
]  # fmt: skip

ERRORS: list[tuple[str, str, str]] = [
    ("'a' + nil", "Workato::Connector::Sdk::ArgumentError", "Cannot concatenate string with nil"),
    (
        "'a'.hmac_sha256(nil)",
        "Workato::Connector::Sdk::ArgumentError",
        "Expected a String for 'key' parameter, given NilClass",
    ),
    ("''.is_true?", "RuntimeError", "Can't convert empty string to boolean"),
    ("'maybe'.is_true?", "RuntimeError", "Can't convert string value maybe to boolean"),
    ("2.is_true?", "RuntimeError", "Can't convert number value 2 to boolean"),
    ("1.0.is_true?", "RuntimeError", "Can't convert type Float to boolean"),
    ("'x'.to_date", "Date::Error", "invalid date"),
    (
        "'a'.rsa_sha256('no key')",
        "OpenSSL::PKey::RSAError",
        "Neither PUB key nor PRIV key: nested asn1 error",
    ),
    ("'!'.decode_urlsafe_base64", "ArgumentError", "invalid base64"),
    ("[{ 'n' => nil }].where('n >' => 1)", "RuntimeError", "The 'n' is nil"),
]


def shown(snippet: str) -> str:
    interp, value = value_of(snippet)
    return interp.inspect(value)


@pytest.mark.parametrize(("snippet", "expected"), EXPECTED, ids=[snippet[:70] for snippet, _ in EXPECTED])
def test_value(snippet: str, expected: str) -> None:
    assert shown(snippet) == expected


@pytest.mark.parametrize(("snippet", "error", "message"), ERRORS, ids=[row[0] for row in ERRORS])
def test_error(snippet: str, error: str, message: str) -> None:
    with pytest.raises(RubyError) as caught:
        shown(snippet)
    assert (caught.value.exception_class, caught.value.message) == (error, message)


def test_rsa_signatures_verify_with_the_public_key() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    interp = interpreter_for(
        "{ run: lambda { |pem| k = OpenSSL::PKey::RSA.new(pem); "
        "['data'.rsa_sha256(pem), k.sign(OpenSSL::Digest.new('SHA512'), 'data'), "
        "k.verify('SHA512', k.sign('SHA512', 'data'), 'data'), k.public_key.verify('SHA512', 'x', 'data')] } }"
    )
    from authbench.ruby import from_plain

    first, second, good, bad = to_plain(interp.call(interp.definition().named("run"), [from_plain(pem)]))
    key.public_key().verify(first, b"data", padding.PKCS1v15(), hashes.SHA256())
    key.public_key().verify(second, b"data", padding.PKCS1v15(), hashes.SHA512())
    assert (good, bad) == (True, False)


def test_puts_and_sleep_go_to_the_environment() -> None:
    printed: list[str] = []
    slept: list[float] = []
    environment = Environment(puts=printed.append, sleep=slept.append)
    value_of("puts 'a', [1, [nil]], :b; puts; print 'x', 1; p 'q'; sleep 1.5; sleep 2.seconds", environment)
    assert printed == ["a", "1", "", "b", "", "x1", '"q"']
    assert slept == [1.5, 2.0]


@pytest.mark.parametrize(
    "snippet",
    [
        "'a'.crypt('ab')",
        "[1].sum_up rescue 1.to_c",
        "[1].each.feed(2)",
        "Time.use_zone('UTC')",
        "1.to_c",
    ],
)
def test_known_methods_that_are_missing_are_named_as_unsupported(snippet: str) -> None:
    with pytest.raises(UnsupportedMethod) as caught:
        value_of(snippet)
    assert "is not supported" in caught.value.message
    assert caught.value.location is not None


@pytest.mark.parametrize("snippet", ["'a'.sum_up", "[].flatmap", "nil.upcase", "Time.nowish", "{}.digs"])
def test_what_ruby_does_not_know_is_no_method(snippet: str) -> None:
    with pytest.raises(RubyError) as caught:
        value_of(snippet)
    assert caught.value.exception_class == "NoMethodError"
