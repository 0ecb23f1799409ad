"""Debian's real Ruby as the judge of our evaluator: one long-lived process, one snippet per message.

def test_something(ruby: RubyOracle) -> None:          # the fixture of tests/core/ruby/conftest.py
    assert ruby.run("[1, 2].sum").inspected == "3"

def test_more(rails_ruby: RubyOracle) -> None:         # the same with ActiveSupport 6.1
    assert rails_ruby.run("'a b'.parameterize").inspected == '"a-b"'
"""

from __future__ import annotations

import json
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any

_SERVER = r"""
require 'base64'
require 'bigdecimal'
require 'bigdecimal/util'
require 'cgi'
require 'date'
require 'digest'
require 'erb'
require 'json'
require 'openssl'
require 'ostruct'
require 'securerandom'
require 'set'
require 'time'
require 'timeout'
require 'uri'
require 'yaml'
require 'zlib'
if ARGV.include?('active_support')
  require 'active_support'
  require 'active_support/all'
  Time.zone = 'Pacific Time (US & Canada)'
  ActiveSupport::JSON::Encoding.escape_html_entities_in_json = true
end
ENV['TZ'] = 'UTC'
$stdout.sync = true
OUTPUT = $stdout.dup
$stdout = File.open(File::NULL, 'w')
$stderr = File.open(File::NULL, 'w')
Warning[:deprecated] = false

def text(value)
  value = value.dup.force_encoding('UTF-8')
  value.valid_encoding? ? value : value.b.inspect
end

while (line = $stdin.gets)
  source = JSON.parse(line)['source']
  answer =
    begin
      value = Timeout.timeout(10) { TOPLEVEL_BINDING.dup.eval(source, 'definition.rb', 1) }
      { ok: text(value.inspect), to_s: text(value.to_s) }
    rescue SyntaxError => e
      { error: 'SyntaxError', message: text(e.message) }
    rescue SystemExit, Exception => e
      place = (e.backtrace || []).find { |entry| entry.start_with?('definition.rb:') }
      message = e.respond_to?(:original_message) ? e.original_message : e.message
      { error: e.class.name, message: text(message), line: place && place[/:(\d+)/, 1].to_i }
    end
  OUTPUT.puts(JSON.generate(answer))
end
"""


@dataclass(frozen=True)
class Answer:
    """What Ruby made of a snippet: the value's inspect and text, or the error's class, message, line."""

    inspected: str | None = None
    text: str | None = None
    error: str | None = None
    message: str | None = None
    line: int | None = None


def _answer(said: dict[str, Any]) -> Answer:
    return Answer(
        inspected=said.get("ok"),
        text=said.get("to_s"),
        error=said.get("error"),
        message=said.get("message"),
        line=said.get("line"),
    )


class RubyOracle:
    """A running Ruby. `run` evaluates one snippet at top level with `require`s of the everyday standard
    library; locals do not outlive the snippet. With `active_support` all of ActiveSupport 6.1 is loaded, the
    zone being Pacific Time as in our evaluator."""

    def __init__(self, active_support: bool = False) -> None:
        ruby = shutil.which("ruby")
        assert ruby is not None, "these tests compare with a real Ruby: install it (apt install ruby)"
        self._process = subprocess.Popen(
            [ruby, "-W0", "-e", _SERVER, "--", *(["active_support"] if active_support else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={"PATH": "/usr/bin:/bin", "TZ": "UTC", "LANG": "C.UTF-8"},
        )

    def run(self, source: str) -> Answer:
        """Evaluate `source`."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps({"source": source}) + "\n")
        stdin.flush()
        return _answer(json.loads(stdout.readline()))

    def accepts(self, source: str) -> bool:
        """Whether Ruby's parser takes `source` (nothing is run)."""
        quoted = json.dumps(source).replace("#", "\\#")
        checked = self.run(f"RubyVM::InstructionSequence.compile({quoted}); true")
        return checked.error != "SyntaxError"

    def close(self) -> None:
        """End the process."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                # A Ruby that has died took nothing of what is still to be written.
                with suppress(BrokenPipeError):
                    stream.close()
        self._process.wait(timeout=10)

    def __enter__(self) -> RubyOracle:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
