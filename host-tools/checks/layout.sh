#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# A guest that is told wrong offsets of its kernel's structures names no wrong layer for that. As TAP.

# Each member of the table in turn lies eight bytes further on than it is said
# to, and once there is no table. Then the faults of the kernel "faulty" are
# judged: the right layer, or unknown, or the one name for two.

set -u

tool=$1
work=$(mktemp -d "${TMPDIR:-/tmp}/svgalab-test.XXXXXX")
trap 'rm -rf "$work"' EXIT
number=0
table=$(sed -n 's/^kernel-faulty-layout=//p' "${SVGALAB_ARTIFACTS:-/dev/null}")
if [ -z "$table" ]; then
    printf '1..0 # SKIP SVGALAB_ARTIFACTS names no layout of the faulty kernel\n'
    exit 0
fi

# Prints each layer of results.json that is wrong, and fails; or a case without
# one, or a run that did not say what it does not know.
judge()
{
    awk '
        BEGIN {
            right["walker"] = "walker walker-or-helper unknown"
            right["helper"] = "helper walker-or-helper unknown"
            right["driver_trap"] = "driver-record unknown"
            right["driver_record"] = "driver-record unknown"
            right["driver_boxes"] = "driver-boxes unknown"
        }
        function value(text) {
            sub(/^[^:]*: *"/, "", text)
            sub(/".*/, "", text)
            return text
        }
        function end_case() {
            if (name && !judged) {
                print name ": nothing was lost"
                failed = 1
            }
        }
        /"unknown_layers" :/ { said = 1 }
        /"name" : "blame\// {
            end_case()
            name = value($0)
            split(name, part, "/")
            judged = 0
            cases++
        }
        name && /"layer" :/ {
            judged = 1
            layer = value($0)
            if (index(" " right[part[2]] " ", " " layer " ") == 0) {
                print name ": " layer
                failed = 1
            }
        }
        END {
            end_case()
            if (!cases || !said) {
                print cases + 0 " cases, unknown probes: " said + 0
                failed = 1
            }
            exit failed
        }' "$1/results.json"
}

# run_with NAME TABLE: all cases that lose a store, of buffers.
run_with()
{
    number=$((number + 1))
    sed "s/^kernel-faulty-layout=.*/kernel-faulty-layout=$2/" \
        "$SVGALAB_ARTIFACTS" >"$work/artifacts.ini"
    "$tool" run --artifacts "$work/artifacts.ini" --kernel faulty \
        -t '^blame/(walker|helper|driver_[a-z]*)/buffer/' --results "$work/$number" \
        >"$work/out" 2>&1
    if grep -q '^# witness: probe [a-z]*: .*; unknown layers: ' "$work/out" &&
       judge "$work/$number" >>"$work/out" 2>&1; then
        printf 'ok %d %s\n' "$number" "$1"
    else
        sed 's/^/# /' "$work/out"
        printf 'not ok %d %s\n' "$number" "$1"
    fi
}

for entry in $(printf '%s' "$table" | tr ',' ' '); do
    member=${entry%:*}
    wrong=$((${entry##*:} + 8))
    run_with "$member" \
        "$(printf '%s' "$table" | sed "s/\(^\|,\)$member:[-0-9]*/\1$member:$wrong/")"
done
run_with 'no table' ''
printf '1..%d\n' "$number"
