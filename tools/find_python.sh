#!/bin/sh
# Prints the Python to use: the project's own, else the first one of the machine that is new enough.
# A pyenv shim can exist and yet run nothing, so every candidate has to prove its version.
new_enough='import sys; sys.exit(sys.version_info < (3, 11))'
for candidate in .venv/bin/python python3 python3.14 python3.13 python3.12 python3.11 python; do
    path=$(command -v "$candidate" 2>/dev/null) || continue
    if "$path" -c "$new_enough" 2>/dev/null; then
        echo "$path"
        exit 0
    fi
done
echo "Python 3.11 or newer is needed. Install it: sudo apt-get install python3 python3-venv  (Ubuntu 22.04: python3.11 python3.11-venv)" >&2
exit 1
