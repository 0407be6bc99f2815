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

# count LINES EXPECTED NAME [SAID]: checks the totals for these lines of meson's log.
count()
{
    fits=no
    printf '%s\n' "$1" |
        jq -n -r --arg suite s -f "$checks/../build/count.jq" >"$output" 2>&1
    [ "$(cat "$output")" != "s $2${4:+
$4}" ] || fits=yes
    result "$fits" "$3"
}

count '{"name": "a", "result": "OK", "stdout": "1..2\nok 1 a\nok 2 b # SKIP no\n"}' \
    '1 0 1' 'cases and skips'
count '{"name": "a", "result": "FAIL", "stdout": "ok 1 a\nnot ok 2 b\n"}' \
    '1 1 0' 'a failed case' 'failed: not ok 2 b: a'
count '{"name": "a", "result": "OK", "stdout": "not ok 1 a # XFAIL D1\n"}' \
    '1 0 0' 'an expected failure'
count '{"name": "a", "result": "ERROR", "stdout": "ok 1 a\n"}' \
    '1 1 0' 'a program that died' 'failed: ERROR: a'
count '{"name": "a", "result": "TIMEOUT"}' '0 1 0' 'a timeout' 'failed: TIMEOUT: a'
count '{"name": "a", "result": "OK", "stdout": "said \"ok\"\n"}' \
    '1 0 0' 'a program without cases'
count '{"name": "a", "result": "SKIP", "stdout": "1..0 # SKIP no\n"}' \
    '0 0 1' 'a skipped program'
count '{"name": "a", "result": "OK", "stdout": "# x\nok 1 a\n# y \"z\"\nnot ok 2 b\n"}' \
    '1 1 0' 'what a failed case says' '# y "z"
failed: not ok 2 b: a'
count '{"name": "a", "result": "OK"}
{"name": "b", "result": "FAIL", "stdout": "not ok 1 c\n"}' \
    '1 1 0' 'two programs' 'failed: not ok 1 c: b'
count '' '0 0 0' 'nothing'
plan
