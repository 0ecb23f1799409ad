"""What a definition cannot reach: each attempt is a located error, and nothing of the host is touched."""

from __future__ import annotations

import sys

import pytest

from authbench.ruby import UnsupportedMethod, UnsupportedSyntax
from authbench.ruby.errors import RubyFailure
from support.ruby_evaluation import value_of

ABSENT = [
    "eval('1')",
    "binding",
    "system('ls')",
    "`ls`",
    "%x(ls)",
    "exec('ls')",
    "spawn('ls')",
    "fork",
    "open('/etc/passwd')",
    "File.read('/etc/passwd')",
    "File.open('/etc/passwd')",
    "IO.read('/etc/passwd')",
    "Dir.glob('*')",
    "Kernel.system('ls')",
    "ENV['HOME']",
    "ENV.fetch('HOME')",
    "ARGV",
    "ObjectSpace.each_object",
    "Thread.new { 1 }",
    "Object.const_get(:File)",
    "String.const_get(:Foo)",
    "'a'.instance_eval { 1 }",
    "'a'.instance_variable_get(:@a)",
    "5.method(:+)",
    "String.instance_method(:upcase)",
    "String.class_eval { 1 }",
    "String.define_method(:x) { 1 }",
    "'a'.singleton_class",
    "$LOAD_PATH",
    "$stdout.puts 1",
    "$0",
    "@@x",
    "Process.kill(9, 1)",
    "Process.spawn('ls')",
    "exit",
    "abort('x')",
    "at_exit { 1 }",
    "trap('INT') { 1 }",
    "Marshal.load('x')",
    "Zlib::Deflate.deflate('x')",
    "OpenSSL::BN.new(5)",
    "OpenSSL::SSL::VERIFY_NONE",
    "Digest::SHA2.new(512)",
    "URI::DEFAULT_PARSER.make_regexp",
    "IPAddr.new('127.0.0.1')",
    "def self.foo; end",
    "END { 1 }",
    "$foo = 1",
    "class Foo; end",
    "module Foo; end",
    "class << self; end",
    "alias x y",
    "super",
    "caller",
    "Socket.new",
    "Class.new { 1 }",
    "gets",
    "'a'.method(:upcase).unbind",
]


@pytest.mark.parametrize("snippet", ABSENT)
def test_what_is_absent_by_design_is_said_with_its_place(snippet: str) -> None:
    with pytest.raises((UnsupportedMethod, UnsupportedSyntax)) as caught:
        value_of("1\n" + snippet)
    assert caught.value.location is not None
    assert caught.value.location.line == 3


PYTHON_NAMES = [
    "__class__",
    "__dict__",
    "__init__",
    "__globals__",
    "__subclasses__",
    "mro",
    "items",
    "entries",
    "native",
    "code",
    "scope",
    "self_object",
    "interp",
    "ruby_class",
    "evaluate",
    "compiled",
    "force",
    "call_method",
    "original",
]


@pytest.mark.parametrize("name", PYTHON_NAMES)
@pytest.mark.parametrize(
    "receiver", ["'a'", "[1]", "({ a: 1 })", "-> { 1 }", "/a/", "5", "nil", "String", "Foo"]
)
def test_names_of_the_host_lead_nowhere(receiver: str, name: str) -> None:
    known = {("[1]", "entries"), ("({ a: 1 })", "entries")}
    if (receiver, name) in known:
        return
    for snippet in (f"{receiver}.{name}", f"{receiver}.send(:{name})", f"{receiver}.try(:{name}).foo"):
        with pytest.raises(RubyFailure):
            value_of(snippet)


def test_nothing_is_compiled_imported_opened_or_started() -> None:
    value_of("[1, 'a', :b].map(&:to_s).join; format('%s', 1); 'a'.gsub(/a/) { |m| m.upcase }")
    seen: list[str] = []
    watching = [True]

    def hook(event: str, args: tuple[object, ...]) -> None:
        if watching and event.split(".")[0] in ("exec", "compile", "open", "socket", "subprocess", "os"):
            seen.append(event)

    sys.addaudithook(hook)
    try:
        value_of("[1, 'a', :b].map(&:to_s).join; format('%s', 1); 'a'.gsub(/a/) { |m| m.upcase }")
    finally:
        watching.clear()
    assert seen == []


def test_format_directives_of_the_host_are_plain_text() -> None:
    _, value = value_of("format('{0.__class__} %s', '{1}') + '%{a}' + '{}'")
    assert value.text == "{0.__class__} {1}%{a}{}"
