#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Device faults fail a run, and the device is blamed; a fault that never fires fails it, too. As TAP.

set -u
checks=$(dirname "$(readlink -f "$0")")
output=$(mktemp)
trap 'rm -f "$output"' EXIT
. "$checks/tap.sh"
shown=$output

# run_with FAULT PATTERN: the run must exit with 1, and its output must match PATTERN.
run_with()
{
    fits=no
    status=0
    "$checks/../../svgalab" run --inject "$1" \
        -t '^store/one_page/texture/large/warm$' >"$output" 2>&1 || status=$?
    [ "$status" -ne 1 ] || ! tail -n 1 "$output" | grep -q "$2" || fits=yes
    result "$fits" "$1"
}

printf '1..4\n'
run_with lose '^verdict: fail: .*device side'
run_with shift '^verdict: fail: .*device side'
run_with truncate '^verdict: fail: .*device side'
run_with lose:1000 '^verdict: fail: no case failed with the fault lose:1000'
