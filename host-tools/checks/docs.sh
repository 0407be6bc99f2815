#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Runs every console block of README.md and docs/*.md and compares the output, as TAP.

# The blocks run in a copy of the checkout, in order, page by page, so that
# builds and leftovers do not end up in ours. A block without expected output
# only has to succeed. console.awk and match.awk define how pages are read.
#
# usage: docs.sh [CHECKOUT]
set -u
checks=$(dirname "$(readlink -f "$0")")
checkout=$(cd "${1:-$checks/../..}" && pwd) || exit 3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 3' HUP INT TERM

# The pages must not see results of other runs on this machine.
export XDG_CACHE_HOME="${XDG_CACHE_HOME:-$HOME/.cache}" HOME="$scratch/home"
unset XDG_STATE_HOME
mkdir "$HOME"

copy_checkout()
{
    mkdir "$scratch/svgalab"
    (cd "$checkout" && tar -c --exclude=./.git --exclude='./build*' .) |
        tar -x -C "$scratch/svgalab"
}

# Splits a block into files: command.N, expected.N. A line that ends in a
# backslash continues on the next one.
split_block()
{
    rm -f "$scratch"/command.* "$scratch"/expected.*
    awk -v to="$scratch" 'NR == 1 { next }
        more { print >(to "/command." n); more = /\\$/; next }
        /^\$ / { n++; sub(/^\$ /, ""); print >(to "/command." n)
            printf "" >(to "/expected." n); more = /\\$/; next }
        { if (!n) { n = 1; print "false # no command" >(to "/command.1") }
            print >(to "/expected." n) }' "$1"
}

# run_block FILE: true if all its commands succeed with the expected output.
run_block()
{
    split_block "$1"
    step=1
    [ -f "$scratch/command.1" ] || { echo '# no command in it'; return 1; }
    while [ -f "$scratch/command.$step" ]; do
        status=0
        (cd "$scratch/svgalab" && exec sh "$scratch/command.$step") \
            >"$scratch/output" 2>&1 </dev/null || status=$?
        if ! difference=$(awk -f "$checks/match.awk" \
            "$scratch/expected.$step" "$scratch/output"); then
            block_failed "$difference"
            return 1
        elif [ "$status" -ne 0 ]; then
            block_failed "exit code $status"
            return 1
        fi
        step=$((step + 1))
    done
}

block_failed()
{
    printf '# $ %s\n# %s\n# its output ends with:\n' \
        "$(head -n 1 "$scratch/command.$step")" "$1"
    tail -n 30 "$scratch/output" | sed 's/^/#   /'
}

copy_checkout
number=0
cd "$checkout" || exit 3
for page in README.md docs/*.md; do
    [ -f "$page" ] || continue
    rm -rf "$scratch/blocks"
    mkdir "$scratch/blocks"
    awk -f "$checks/console.awk" -v dir="$scratch/blocks" "$page"
    for block in "$scratch"/blocks/*; do
        [ -f "$block" ] || continue
        number=$((number + 1))
        read -r where mode why <"$block"
        if [ "${block##*/}" = unchecked ]; then
            printf '# command blocks that are not console blocks: %s\n' \
                "$(tr '\n' ' ' <"$block")"
            printf 'not ok %d %s has blocks that nobody runs\n' "$number" "$page"
        elif [ "$mode" = no-run ] && [ -n "$why" ]; then
            printf 'ok %d %s # SKIP %s\n' "$number" "$where" "$why"
        elif run_block "$block"; then
            printf 'ok %d %s\n' "$number" "$where"
        else
            printf 'not ok %d %s\n' "$number" "$where"
        fi
    done
done
printf '1..%d\n' "$number"
