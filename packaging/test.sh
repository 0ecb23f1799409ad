#!/usr/bin/env bash
# Runs the tests with a private home, no inherited keychain or display, and a UTF-8 locale.
set -euo pipefail
cd "$(dirname "$0")/.."
home="$(mktemp -d)"
trap 'rm -rf "$home"' EXIT
unset DBUS_SESSION_BUS_ADDRESS DISPLAY WAYLAND_DISPLAY PYTHON_KEYRING_BACKEND BROWSER
unset HTTP_PROXY HTTPS_PROXY ALL_PROXY http_proxy https_proxy all_proxy
export LANG=C.UTF-8 LC_ALL=C.UTF-8 QT_QPA_PLATFORM=offscreen AUTHBENCH_HOME="$home/authbench"
# One process for each of the two cores that are there at least; a file's tests stay together.
.venv/bin/python -m pytest -n "${AUTHBENCH_TEST_PROCESSES:-2}" --dist loadfile "$@"
