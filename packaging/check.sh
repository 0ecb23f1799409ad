#!/usr/bin/env bash
# Lint, formatting, types and import contracts. Prints only what is wrong.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
report="$(mktemp)"
trap 'rm -f "$report"' EXIT
"$bin/ruff" check --quiet .
"$bin/ruff" format --quiet --check .
"$bin/mypy" --no-error-summary
PYTHONPATH=core:gui:resources "$bin/lint-imports" --no-cache >"$report" 2>&1 || { cat "$report"; exit 1; }

