#!/bin/sh
# Prints the path of a Python this project can use, the one Lambda runs (3.13) first; one clear line and exit code 1 if none.
# A name on the PATH may be a pyenv shim that cannot run, so each candidate is tried, not only looked up.

runs() {  # $1: a Python, $2: oldest version that will do
    "$1" -c "import sys, venv, ensurepip; sys.exit(sys.version_info < ($2))" >/dev/null 2>&1
}

pyenv_root=${PYENV_ROOT:-$(pyenv root 2>/dev/null || echo "$HOME/.pyenv")}
for candidate in ${PYTHON:-} python3.13 "$pyenv_root"/versions/3.13*/bin/python3.13 python3.12 python3.11 python3 python; do
    if runs "$candidate" "3, 11"; then
        "$candidate" -c 'import sys; print(sys.executable)'
        exit 0
    fi
done
echo "takepart: no Python 3.11 or newer with venv and pip was found: install Python 3.13, or name one with PYTHON=/path/to/python3" >&2
exit 1
