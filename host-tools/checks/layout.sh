#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# A guest with wrong offsets of its kernel's structures must not blame a wrong layer. As TAP.

# Each offset in the table in turn is wrong by eight bytes, and once there is no
# table. Then the faults of the kernel "faulty" are judged: the right layer,
# unknown, or the name that stands for two.

set -u

checks=$(dirname "$(readlink -f "$0")")
tool=$1
work=$(mktemp -d "${TMPDIR:-/tmp}/svgalab-test.XXXXXX")
trap 'rm -rf "$work"' EXIT
. "$checks/tap.sh"
shown=$work/out
table=$(sed -n 's/^kernel-faulty-layout=//p' "${SVGALAB_ARTIFACTS:-/dev/null}")
if [ -z "$table" ]; then
    printf '1..0 # SKIP SVGALAB_ARTIFACTS names no layout of the faulty kernel\n'
    exit 0
fi

# Prints each wrong layer in results.json, each case without a layer, and each run
# without cases or without its list of unknown layers. Fails if there are any.
judge()
{
    jq -r '
        {
            walker: ["walker", "walker-or-helper", "unknown"],
            helper: ["helper", "walker-or-helper", "unknown"],
            driver_trap: ["driver-record", "unknown"],
            driver_record: ["driver-record", "unknown"],
            driver_boxes: ["driver-boxes", "unknown"]
        } as $right
        | (.cases[] | .name as $name | [.. | objects | .layer // empty] as $layers
            | if $layers == [] then "\($name): nothing was lost"
              else $layers - $right[$name / "/" | .[1]] | .[] | "\($name): \(.)" end),
        (if .cases == [] then "no cases" else empty end),
        (if (.unknown_probes // []) == [] then "no unknown probes" else empty end)
    ' "$1/results.json" >"$work/wrong" && cat "$work/wrong" && [ ! -s "$work/wrong" ]
}

# run_with NAME TABLE: runs all cases that lose a store, for buffers.
run_with()
{
    fits=no
    sed "s/^kernel-faulty-layout=.*/kernel-faulty-layout=$2/" \
        "$SVGALAB_ARTIFACTS" >"$work/artifacts.ini"
    "$tool" run --artifacts "$work/artifacts.ini" --kernel faulty \
        -t '^blame/(walker|helper|driver_[a-z]*)/buffer/' --results "$work/$number" \
        >"$work/out" 2>&1
    ! grep -q '^# witness: probe [a-z]*: .*; unknown layers: ' "$work/out" ||
        ! judge "$work/$number" >>"$work/out" 2>&1 || fits=yes
    result "$fits" "$1"
}

for entry in $(printf '%s' "$table" | tr ',' ' '); do
    member=${entry%:*}
    wrong=$((${entry##*:} + 8))
    run_with "$member" \
        "$(printf '%s' "$table" | sed "s/\(^\|,\)$member:[-0-9]*/\1$member:$wrong/")"
done
run_with 'no table' ''
plan
