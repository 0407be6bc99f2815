#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Runs a command with the sanitized QEMU, or the sanitized unit tests; shows sanitizer reports.

# usage: sanitize.sh unit DIRECTORY | sanitize.sh COMMAND...
set -eu
checks=$(dirname "$(readlink -f "$0")")
export SVGALAB_FLAVOUR=sanitized
marker=$(mktemp)
trap 'rm -f "$marker"' EXIT

# Each program is a case. Their leaks would be leaks in QEMU.
unit_programs()
{
    export ASAN_OPTIONS=detect_leaks=1 \
        UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
    # shellcheck disable=SC2046 # paths of the cache have no white space
    set -- $(find "$1/qemu-svga" -maxdepth 1 -type f -name 'test-svga-*')
    [ $# -gt 0 ] || exit 3
    printf '1..%d\n' $#
    for program in "$@"; do
        if "$program" >"$marker" 2>&1; then
            printf 'ok - %s\n' "${program##*/}"
        else
            sed 's/^/# /' "$marker"
            printf 'not ok - %s\n' "${program##*/}"
        fi
    done
}

if [ "$1" = unit ]; then
    unit_programs "$2"
    exit
fi
artifacts=$("$checks/../../svgalab" build qemu)
logs=${artifacts%/*}/../logs/sanitizers
status=0
"$@" || status=$?
# Because of QEMU's coroutines every log begins with a warning; only errors count.
find "$logs" -type f -newer "$marker" -exec grep -lE \
    'ERROR: |runtime error: ' {} + >"$marker.found" || :
if [ -s "$marker.found" ]; then
    xargs sed 's/^/# /' <"$marker.found"
    status=1
fi
rm -f "$marker.found"
exit "$status"
