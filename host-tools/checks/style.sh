#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Runs every style check on the checkout, as TAP.

set -u
checks=$(dirname "$(readlink -f "$0")")
checkpatch=$("$checks/../../svgalab" checkpatch) || exit $?
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$checks/../.." || exit 3
. "$checks/checks.sh"

# shellcheck disable=SC2086 # one word per check
set -- $all_checks
printf '1..%d\n' $#
number=0
for check in "$@"; do
    number=$((number + 1))
    "check_$check" >"$scratch/objections" 2>&1
    if [ -s "$scratch/objections" ]; then
        sed 's/^/# /' "$scratch/objections"
        printf 'not ok %d %s\n' "$number" "$check"
    else
        printf 'ok %d %s\n' "$number" "$check"
    fi
done
