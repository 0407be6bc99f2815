#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# A run with every event of the report stream: its stream and results match the schemas. As TAP.

set -u
checks=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0

report()
{
    number=$((number + 1))
    if [ "$1" -eq 0 ]; then
        printf 'ok %d %s\n' "$number" "$2"
    else
        sed 's/^/# /' "$work/output"
        printf 'not ok %d %s\n' "$number" "$2"
    fi
}

printf '1..4\n'
"$checks/../../svgalab" run --results "$work/run" --test "^(subres/planar|\
readback/(device_write|store_around_device_write)|cmdbuf/recover_first|\
mapping/unmap_before_submit)/.*small/warm$" >"$work/output" 2>&1
report $? run
"$checks/schema.sh" results "$work/run/results.json" >"$work/output" 2>&1
report $? results.json
"$checks/schema.sh" reports "$work/run/reports.jsonl" >"$work/output" 2>&1
report $? reports.jsonl

# The names in the schema, and those in the stream.
jq -r '."$defs"[].properties.event | select(.) | .const // .enum[]' \
    "$checks/../data/reports.schema.json" | LC_ALL=C sort >"$work/known"
jq -r .event "$work/run"/reports*.jsonl | LC_ALL=C sort -u >"$work/seen"
diff "$work/known" "$work/seen" >"$work/output"
report $? every_event
