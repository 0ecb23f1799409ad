"""From a definition to its form, and a large form in a window."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from figures import HERE, Row


def definitions() -> list[Row]:
    """Reading a definition to a form: a large one of a megabyte and a middling one of 16 KB."""
    from authbench.definition import load
    from authbench.form import Form

    rows = []
    for label, actions, budget in (
        ("1 MB, 43,850 lines", 588, "under 350 ms"),
        ("16 KB", 9, "under 20 ms"),
    ):
        source = large_connector(actions).encode()
        load(Path("warm.rb"), source=large_connector(1).encode())
        samples = []
        for _ in range(5):
            began = time.perf_counter()
            loaded = load(Path("large.rb"), source=source)
            assert loaded.connector is not None
            Form(loaded.connector, {})
            samples.append(time.perf_counter() - began)
        size = f"{len(source) / 1024:.0f} KB, {len(source.splitlines())} lines"
        rows.append(
            (
                f"definition to form ({label}; here {size})",
                f"{statistics.median(samples) * 1000:.0f} ms",
                budget,
            )
        )
    return rows


def large_connector(actions: int) -> str:
    """A connector with that many actions of some forty lines each."""
    action = "\n".join(
        [
            "    action_%d: {",
            "      title: 'Create record %d',",
            "      description: lambda do |input, picklist_label|",
            "        \"Create <span class='provider'>#{picklist_label['object'] || 'record'}</span>\"",
            "      end,",
            "      input_fields: lambda do |object_definitions|",
            "        object_definitions['record'].only('name', 'email').required('name')",
            "      end,",
            "      execute: lambda do |connection, input|",
            *(
                f"        field_{n} = input['field_{n}'].presence || [1, 2, 3].map {{ |x| x + {n} }}"
                for n in range(8)
            ),
            *(f"        # {n}" for n in range(34)),
            "        post('/records', input).after_error_response(/.*/) do |code, body, _, message|",
            '          error("#{message}: #{body} (#{code})")',
            "        end",
            "      end,",
            *(f"      # a comment that explains line {n}" for n in range(6)),
            "      output_fields: lambda do |_|",
            "        [",
            *(f"          {{ name: 'field_{n}', type: 'string', control_type: 'text' }}," for n in range(6)),
            "        ]",
            "      end",
            "    },",
        ]
    )
    body = "\n".join(action.replace("%d", str(number)) for number in range(actions))
    return (
        "{\n  title: 'Large',\n  connection: {\n    fields: [\n"
        "      { name: 'api_key', control_type: 'password', optional: false },\n"
        "      { name: 'region', control_type: 'select', options: [%w[Europe eu], %w[America us]] }\n    ],\n"
        "    authorization: { type: 'api_key', apply: lambda do |connection|\n"
        "      headers('X-Key' => connection['api_key'])\n    end },\n"
        "    base_uri: ->(c) { \"https://#{c['region']}.api.test\" }\n  },\n"
        "  test: ->(_c) { get('/me') },\n  actions: {\n" + body + "\n  }\n}\n"
    )


def form() -> list[Row]:
    """A form of 200 fields, most of them with a condition, in a real window."""
    result = subprocess.run(
        [sys.executable, str(HERE / "large_form.py")],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    opened, complete, turn, conditions, change, scrolled = (float(each) for each in result.stdout.split())
    return [
        ("200 fields opened: painted, and ready to type", f"{opened:.0f} ms", "under 250 ms"),
        ("its last field made", f"{complete:.0f} ms", ""),
        ("the longest turn of the event loop till then", f"{turn:.0f} ms", "under 250 ms"),
        ("all its conditions evaluated anew", f"{conditions:.1f} ms", "under 16 ms"),
        ("a change with the window following it", f"{change:.1f} ms", "under 16 ms"),
        ("the longest turn while scrolling through it", f"{scrolled:.1f} ms", "under 16 ms"),
    ]
