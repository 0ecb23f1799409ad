#!/usr/bin/env bash
# Lint, formatting, types and import contracts. Prints only what is wrong.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
"$bin/ruff" check --quiet .
"$bin/ruff" format --quiet --check .
"$bin/mypy" --no-error-summary
PYTHONPATH=core:gui:resources "$bin/lint-imports" --no-cache >/tmp/authbench-contracts.$$ 2>&1 || { cat /tmp/authbench-contracts.$$; rm -f /tmp/authbench-contracts.$$; exit 1; }
rm -f /tmp/authbench-contracts.$$
