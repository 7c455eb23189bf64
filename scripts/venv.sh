#!/bin/sh
# Makes .venv from a bare python3 >= 3.11: also where Debian left the venv module without its pip.
set -eu

fail() {
    echo "$*" >&2
    exit 1
}

find_python() {
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$python"
            return
        fi
    done
}

# A virtual environment without pip, filled by a pip that stands outside of it (--python: pip 22.3 and later).
without_ensurepip() {
    "$1" -m pip --version >/dev/null 2>&1 || return 1
    rm -rf .venv
    "$1" -m venv --without-pip .venv && "$1" -m pip --python .venv install --quiet pip
}

python=$(find_python)
[ -n "$python" ] || fail "Svodka needs Python 3.11 or later, and found none: install it and run make again."
if [ -x .venv/bin/python ] && .venv/bin/python -m pip --version >/dev/null 2>&1; then
    exit 0
fi
rm -rf .venv
if ! said=$("$python" -m venv .venv 2>&1) && ! without_ensurepip "$python"; then
    rm -rf .venv
    echo "$said" >&2
    fail "No .venv could be made. If Python lacks its venv module (Debian, Ubuntu): apt install python3-venv, then make again."
fi
