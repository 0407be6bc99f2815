#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Tests how a suite's totals are counted from meson's log, as TAP.

set -u
checks=$(dirname "$(readlink -f "$0")")
output=$(mktemp)
trap 'rm -f "$output"' EXIT
. "$checks/tap.sh"
shown=$output

# count LINES SUM NAME [SAID [STATUS [ALL]]]: checks the sums of a suite with these lines of
# meson's log, after which meson exits with STATUS, and of all suites, if that is not the same.
count()
{
    fits=no
    printf '%s\n' "$1" | sed 's/"name": "/&svgalab:s \/ /' |
        jq -n -r --arg suites s --argjson status "${5:-0}" -f "$checks/../build/count.jq" \
            >"$output" 2>&1
    [ "$(cat "$output")" != "${4:+$4
}s: $2
${6:-$2}" ] || fits=yes
    result "$fits" "$3"
}

count '{"name": "a", "result": "OK", "stdout": "1..2\nok 1 a\nok 2 b # SKIP no\n"}' \
    '1 passed, 0 failed, 1 skipped' 'cases and skips'
count '{"name": "a", "result": "FAIL", "stdout": "ok 1 a\nnot ok 2 b\n"}' \
    '1 passed, 1 failed' 'a failed case' 'failed: not ok 2 b: svgalab:s / a'
count '{"name": "a", "result": "OK", "stdout": "not ok 1 a # XFAIL D1\n"}' \
    '1 passed, 0 failed' 'an expected failure'
count '{"name": "a", "result": "ERROR", "stdout": "ok 1 a\n"}' \
    '1 passed, 1 failed' 'a program that died' 'failed: ERROR: svgalab:s / a'
count '{"name": "a", "result": "TIMEOUT"}' '0 passed, 1 failed' 'a timeout' 'failed: TIMEOUT: svgalab:s / a'
count '{"name": "a", "result": "OK", "stdout": "said \"ok\"\n"}' \
    '1 passed, 0 failed' 'a program without cases'
count '{"name": "a", "result": "SKIP", "stdout": "1..0 # SKIP no\n"}' \
    '0 passed, 0 failed, 1 skipped' 'a skipped program'
count '{"name": "a", "result": "OK", "stdout": "# x\nok 1 a\n# y \"z\"\nnot ok 2 b\n"}' \
    '1 passed, 1 failed' 'what a failed case says' '# y "z"
failed: not ok 2 b: svgalab:s / a'
count '{"name": "a", "result": "OK"}
{"name": "b", "result": "FAIL", "stdout": "not ok 1 c\n"}' \
    '1 passed, 1 failed' 'two programs' 'failed: not ok 1 c: svgalab:s / b'
count '{"name": "a", "result": "OK"}' '1 passed, 0 failed' 'a failure of meson itself' \
    'failed: meson test' 1 '1 passed, 1 failed'
count '' '0 passed, 0 failed' 'nothing'
plan
