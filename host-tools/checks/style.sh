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
. "$checks/tap.sh"
shown=$scratch/objections

# shellcheck disable=SC2086 # one word per check
set -- $all_checks
for check in "$@"; do
    quiet=no
    "check_$check" >"$scratch/objections" 2>&1
    [ -s "$scratch/objections" ] || quiet=yes
    result "$quiet" "$check"
done
plan
