"""What a definition can do to memory and time: measured from outside, in a process of its own."""

from __future__ import annotations

import threading
import time

import pytest

from authbench.errors import AuthbenchError
from authbench.ruby import LimitExceeded, RubyError, UnsupportedMethod, UnsupportedSyntax
from support.child_process import told_by
from support.ruby_evaluation import value_of

_BIG = "s = 'a' * 9_000_000; "
_SHARED = "a = { a: 1 }; 40.times { a = { x: a, y: a } }; "
BOMBS = [
    "Regexp.new('((((a{100}){100}){100}){100})') =~ 'b'",
    "'b' =~ /(?:(?:x{1,1000}){1,1000}){1,1000}y/",
    "Regexp.new('a' * 5_000_000) =~ 'b'",
    "Regexp.union((1..100_000).map(&:to_s)) =~ 'b'",
    "Regexp.new('(?<a>(\\\\g<a>|x)*)') =~ 'a' * 100",
    "Regexp.new('(?<a>\\\\g<a>)') =~ 'a'",
    f"{_BIG}([s] * 100).to_json",
    f"{_BIG}({{ a: [s] * 100 }}).to_param",
    f"{_BIG}({{ a: [s] * 100 }}).encode_www_form",
    f"{_BIG}({{ a: [s] * 100 }}).to_xml",
    f"{_BIG}JSON.generate([s] * 100)",
    f"{_BIG}([s] * 100).to_csv",
    f"{_BIG}([s] * 100).map(&:upcase)",
    f"{_BIG}([s] * 100).map(&:reverse)",
    f"{_BIG}([s] * 100).map(&:encode_base64)",
    f"{_BIG}([s] * 100).map(&:dup).each {{ |x| x << 'b' }}",
    "s = 'x' * 1_000_000; a = []; 1000.times { a << s[0..-2] }",
    "s = 'x' * 1_000_000; a = []; 1000.times { a << s.chars }",
    "s = 'x' * 1_000_000; a = []; 1000.times { a << SecureRandom.hex(1_000_000) }",
    "a = [1] * 2_000_000; 100.times.map { a.dup }",
    '("a\\n" * 4_900_000).lines',
    "JSON.parse('[' + '{},' * 3_000_000 + '{}]')",
    "URI.decode_www_form('a=1&' * 1_900_000)",
    "CGI.unescape('%41' * 3_000_000).to_s * 10",
    "('é' * 9_000_000).encode('UTF-16')",
    "('é' * 4_000_000).b.inspect * 2",
    '("\\x01" * 9_000_000).dump',
    "('<' * 9_000_000).to_json",
    '("\\u{fdfa}" * 5_000_000).unicode_normalize(:nfkc)',
    "('aB' * 4_900_000).underscore",
    f"{_SHARED}a.with_indifferent_access",
    f"{_SHARED}JSON.generate(a)",
]

_CHILD = """
import json, os, resource, sys
from authbench.errors import AuthbenchError
from authbench.ruby import Limits
from support.ruby_evaluation import value_of

import regex, yaml

def outcome_of(snippet):
    try:
        value_of(snippet, limits=Limits(seconds=1.0))
        return "value"
    except AuthbenchError as error:
        return type(error).__name__ if error.location else "no place"

told = []
for snippet in json.load(sys.stdin):
    reading, writing = os.pipe()
    if os.fork() == 0:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        outcome = outcome_of(snippet)
        peak = max(peak, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        os.write(writing, json.dumps([snippet, outcome, peak // 1024]).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as stream:
        told.append(json.loads(stream.read() or "null"))
    os.wait()
print(json.dumps(told))
"""


def test_bombs_end_as_typed_errors_within_512_megabytes() -> None:
    told = told_by("-c", _CHILD, given=BOMBS)
    assert [one for one in told if one[1] != "LimitExceeded" or one[2] >= 512] == []
    assert len(told) == len(BOMBS)


def test_what_was_there_before_is_not_counted_again() -> None:
    _, value = value_of(
        "s = 'x' * 5_000_000; h = { s: s }; 500.times { h[:s].itself; [s].first; h.fetch(:s) }; 1"
    )
    assert value == 1


def test_a_pattern_that_takes_long_lets_other_threads_run() -> None:
    # It holds up nobody: while it runs, this thread counts; a lock held throughout would leave it at a few.
    ended = threading.Event()

    def search() -> None:
        try:
            value_of("('a' * 1500) =~ /(?=(a+))a*b\\1|(a*)*(b|a*)*c/")
        except AuthbenchError:
            ended.set()

    worker = threading.Thread(target=search)
    worker.start()
    turns = 0
    while worker.is_alive():
        turns += 1
        time.sleep(0.001)
    worker.join()
    assert ended.is_set()
    assert turns > 50


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"/\A[\w+\-.]{1,64}@[a-z\d\-]{1,63}(\.[a-z]{2,10}){1,5}\z/i", "me@example.co.uk", "0"),
        (r"/(?<y>\d{4})-(?<m>\d{2})/", "on 2024-05-01", "3"),
        (r"/\((?:[^()]|\g<0>)*\)/", "f(a(b)c)", "1"),
        (r"/[{}]{1,3}\{2\}[\]\[]{2}/", "{}{2}[]", "0"),
        ("/x{1,1000}y/", "xxy", "0"),
    ],
)
def test_everyday_patterns_are_not_too_large(pattern: str, text: str, found: str) -> None:
    interp, value = value_of(f"'{text}' =~ {pattern}")
    assert interp.inspect(value) == found


ESCAPES = [
    "send(:system, 'id')",
    "Kernel.send(:system, 'id')",
    "''.class.const_get(:File)",
    "[].method(:push).owner",
    "1.public_send(:instance_eval) { 1 }",
    "[1].map(&:system)",
    "'id'.then(&method(:system))",
    ":system.to_proc.call(self)",
    "->() {}.binding",
    "DATA.read",
    "STDIN.read",
    "$SAFE",
    "$:",
    "<<`X`\nid\nX",
    "RubyVM::InstructionSequence.compile('1')",
    "TracePoint.new",
    "IO.popen('id')",
    "Pathname.new('/etc/passwd').read",
    "Tempfile.new('x')",
    "URI.open('file:///etc/passwd')",
    "Net::HTTP.get('x', '/')",
    "TCPSocket.new('127.0.0.1', 1)",
    "Fiber.new { 1 }.resume",
    "Ractor.new { 1 }",
    "ERB.new('<%= 1 %>').result",
    'YAML.load("--- !ruby/object:Object {}")',
    "YAML.load(\"--- !!python/object/apply:os.system ['id']\")",
    "Marshal.dump(1)",
    "OpenSSL::Config.load('/etc/ssl/openssl.cnf')",
    "Digest::SHA256.file('/etc/passwd')",
    "Time.now.in_time_zone('../../etc/passwd')",
    "Time.now.in_time_zone('/etc/passwd')",
    "OpenSSL::Digest.new('../../x')",
    "File.exist?('/etc/passwd')",
    "Process.pid",
    "Module.new",
    "nil.instance_variable_set(:@a, 1)",
    "self.instance_eval { 1 }",
    "__send__(:eval, '1')",
    "'x'.encode('rot13')",
    "'x'.encode('zlib')",
    "exit!",
    "set_trace_func nil",
    "test(?e, '/etc/passwd')",
    "syscall(1)",
    "callcc { }",
    "global_variables",
    "Class.new.allocate",
    "Struct.new(:a).instance_method(:a)",
    "Hash.from_xml('<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>')",
]


@pytest.mark.parametrize("snippet", ESCAPES)
def test_escapes_end_as_located_errors(snippet: str) -> None:
    with pytest.raises((UnsupportedMethod, UnsupportedSyntax, RubyError, LimitExceeded)) as caught:
        value_of(snippet)
    assert caught.value.location is not None
