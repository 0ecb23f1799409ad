"""Nothing in an action, a trigger or any other part that a connection does not need can stop its test."""

from __future__ import annotations

import pytest

from support.definition_lambdas import bench
from support.sdk_server import Answer

CONNECTION = """
  title: 'T',
  connection: {
    fields: [{ name: 'token' }],
    authorization: { type: 'custom_auth', apply: lambda { |c| headers('X-Token': c['token']) } },
    base_uri: lambda { |_| 'https://api.example.test' }
  },
  test: lambda { |c| get('https://api.example.test/me')['name'] + helper_suffix.to_s },
"""
TEST = CONNECTION.replace(" + helper_suffix.to_s", "")

BROKEN = {
    "arithmetic of a literal": "input_fields: 1 / 0",
    "a constant that is not there": "input_fields: NoSuchThing::Deeper, fields: Rails.root",
    "a function that is not there": "input_fields: nothing_like_this(1)",
    "a method of nil": "x: nil.upcase, y: [].first.name, z: { a: {} }[:b][:c]",
    "an error that is raised": "x: (raise 'at once'), y: Integer('x')",
    "a class": "x: Class.new { def y; end }, execute: lambda { class Foo; end }",
    "a command": "x: `ls`, y: %x(ls), z: system('ls')",
    "files": "x: File.read('/etc/passwd'), y: Dir.glob('*'), z: IO.popen('ls')",
    "an endless loop": "x: (loop { 1 }), y: (1 while true)",
    "far too much": "x: 'a' * 10**12, y: (1..10**12).to_a",
    "reflection": "x: Object.const_get(:Kernel), y: 'a'.send(:eval, '1'), z: binding, v: eval('1')",
    "global and class variables": "x: $stdout.puts('x'), y: @@count, z: ($seen = 1)",
    "leaving nothing": "execute: lambda { retry }, x: lambda { yield }, y: lambda { redo while true }",
    "imaginary numbers and flip-flops": "x: 2i, y: lambda { 1 if (1 == 1)..(1 == 2) }",
    "superclasses and aliases": "x: lambda { super }, y: lambda { alias a b }, z: lambda { undef c }",
    "blocks of the program": "x: lambda { END { 1 } }",
    "gems": "x: Nokogiri::XML('<a/>'), y: Net::HTTP.get(URI('https://x')), z: ActiveRecord::Base.connection",
    "a pattern that is no regular expression": "x: Regexp.new('('), y: /\\p{NoSuch}/",
    "wrong types": "execute: 5, input_fields: 'x', output_fields: nil, sample_output: [1]",
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_action_leaves_the_connection_alone(what: str) -> None:
    source = f"{{{TEST}\n  actions: {{ broken: {{ {BROKEN[what]} }} }},\n  triggers: {{ t: {{ {BROKEN[what]} }} }} }}"
    with bench(source) as here:
        here.api.answer(Answer(body=b'{"name": "Ann"}'))
        assert here.test() == "Ann"


AROUND = {
    "a byte order mark": "\ufeff{SOURCE}",
    "line ends of Windows": "{CRLF}",
    "literals frozen": "# frozen_string_literal: true\n{SOURCE}",
    "another comment first": "# -*- coding: utf-8 -*-\n# frozen_string_literal: false\n\n{SOURCE}",
    "gems at the top": "require 'some_gem'\nrequire 'net/http'\nrequire \"json\"\n{SOURCE}",
    "a long comment": "=begin\n}}} not read: {\n=end\n{SOURCE}",
    "an end of the program": "{SOURCE}\n__END__\n}}} <% not read %>",
    "a variable": "connector = {SOURCE}",
    "a variable that is its last line": "connector = {SOURCE}\n\nconnector\n",
    "a constant and other statements": "BASE = 'x'.freeze\nLIMITS = { a: 1 }\nlist = %w[a b].map(&:upcase)\n{SOURCE}",
    "its own methods": "def helper(x) = x.to_s\n\ndef other\n  yield\nend\n{SOURCE}",
    "parentheses": "({SOURCE})",
    "shebang": "#!/usr/bin/env ruby\n{SOURCE}",
}


@pytest.mark.parametrize("what", AROUND)
def test_what_stands_around_the_definition_does_not_matter(what: str) -> None:
    source = f"{{{TEST}\n  actions: {{ broken: {{ x: 1 / 0 }} }}\n}}"
    text = AROUND[what].replace("{SOURCE}", source).replace("{CRLF}", source.replace("\n", "\r\n"))
    with bench(text) as here:
        here.api.answer(Answer(body=b'{"name": "Ann"}'))
        assert here.test() == "Ann"


def test_methods_of_the_files_own_are_called_from_its_lambdas() -> None:
    source = (
        f"def helper_suffix\n  SUFFIXES.first\nend\nSUFFIXES = %w[! ?]\n{{{CONNECTION}\n actions: {{}} }}"
    )
    with bench(source) as here:
        here.api.answer(Answer(body=b'{"name": "Ann"}'))
        assert here.test() == "Ann!"
        assert here.test() == "Ann!"
