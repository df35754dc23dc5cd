# Shared by the scripts: a Python environment of the project's own, and Debian's packages when we may install them.
# shellcheck shell=bash

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }

# need COMMAND PACKAGE… : install Debian packages as root, or say exactly what to install.
need() {
  local command=$1
  shift
  command -v "$command" >/dev/null 2>&1 && return 0
  install_packages "$@"
}

install_packages() {
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "Installation de : $*"
    if [ -z "${APT_UPDATED:-}" ]; then
      apt-get update -qq >&2
      APT_UPDATED=1
    fi
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
  else
    say "Il manque des paquets. Lancez : sudo apt-get install $*"
    exit 1
  fi
}

# Chromium without its windows is enough for the tests, and costs them less; where it is packaged.
test_browser() {
  local browser
  for browser in chromium-headless-shell chromium; do
    if command -v $browser >/dev/null 2>&1; then break; fi
    if [ $browser = chromium ] || apt-cache show $browser >/dev/null 2>&1; then
      install_packages $browser fonts-dejavu-core
      break
    fi
  done
  FABRIQUE_TEST_BROWSER=$(command -v $browser)
  export FABRIQUE_TEST_BROWSER
}

python_of_the_machine() {
  local candidate
  for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
    [ -n "$candidate" ] || continue
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$candidate"
      return 0
    fi
  done
  return 1
}

# environment LOCK : bring .venv to a lock file; nothing to do when it is there already.
environment() {
  local lock=$1 python stamp
  stamp=$(cat "$lock" pyproject.toml | sha256sum | cut -d' ' -f1)
  if [ -x .venv/bin/python ] && [ "$(cat .venv/.stamp 2>/dev/null)" = "$lock $stamp" ]; then
    return 0
  fi
  python=$(python_of_the_machine) || { install_packages python3 python3-venv; python=$(python_of_the_machine); }
  "$python" -c 'import ensurepip, venv' 2>/dev/null || install_packages python3-venv
  [ -x .venv/bin/python ] || "$python" -m venv .venv
  say "Installation des bibliothèques ($lock)"
  if uv_command; then
    $UV pip install -q --python .venv/bin/python --require-hashes -r "$lock"
    $UV pip install -q --python .venv/bin/python --no-deps -e .
  else
    .venv/bin/python -m pip install -q --require-hashes -r "$lock"
    .venv/bin/python -m pip install -q --no-deps -e .
  fi
  echo "$lock $stamp" >.venv/.stamp
}

# uv is several times faster than pip; it is used if it is there or can be had.
uv_command() {
  if command -v uv >/dev/null 2>&1; then UV=uv; return 0; fi
  if [ -x .venv/bin/uv ]; then UV=.venv/bin/uv; return 0; fi
  .venv/bin/python -m pip install -q uv 2>/dev/null && UV=.venv/bin/uv
}
