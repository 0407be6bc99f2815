#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# A guest that crashes: its verdict names the place and the device's role. As TAP.

set -u
checks=$(dirname "$(readlink -f "$0")")
svgalab=$checks/../../svgalab
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$checks/tap.sh"
shown=$work/output

# Without the last expectation: here, this crash is not expected.
artifacts=$("$svgalab" build tool guest qemu kernel-faulty) || exit 1
sed '/^\[followed-pointer\]/,$d' "$checks/../../guest-tests/expectations" \
    >"$work/expectations"
sed "s|^expectations=.*|expectations=$work/expectations|" "$artifacts" \
    >"$work/artifacts.ini"

report()
{
    fits=no
    [ "$1" -ne 0 ] || fits=yes
    result "$fits" "$2"
}

# crash PATTERN TEXT: the run must exit with 4, its verdict must contain TEXT, and
# its output must match the schemas.
crash()
{
    status=0
    name=blame/$1/buffer/small/warm
    "$svgalab" run --kernel faulty --artifacts "$work/artifacts.ini" \
        -t "^$name$" --results "$work/$1" >"$work/output" 2>&1 || status=$?
    [ "$status" -eq 4 ] && tail -n 1 "$work/output" | grep -q \
        "^verdict: crash: during $name: Oops: general protection fault.*: at set_follow+0x[0-9a-f]*: $2"
    report $? "$1 (exit code $status)"
    "$svgalab" report "$work/$1" >>"$work/output" 2>&1 &&
        grep -q 'pages that the splat points to' "$work/$1/report.html"
    report $? "report_of_$1"
    "$checks/schema.sh" results "$work/$1/results.json" >>"$work/output" 2>&1 &&
        "$checks/schema.sh" reports "$work/$1/reports.jsonl" >>"$work/output" 2>&1 &&
        jq -e '.crash.pages[0]' "$work/$1/results.json" >/dev/null
    report $? "documents_of_$1"
}

printf '1..6\n'
crash crash_written 'the device had written in 1 of the [0-9]* pages that it points to (R[0-9A-Z]*: gpa 0x[0-9a-f]*, [0-9]* bytes, a copy, '
crash crash_read 'the device had written in none of the [0-9]* pages that it points to, and in none that they lead to ('
