# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Counts cases and prints them as TAP; sourced. $shown are the files that tell why one failed.

number=0

# result yes|no NAME: says whether the case of that name passed.
result()
{
    number=$((number + 1))
    if [ "$1" = yes ]; then
        printf 'ok %d %s\n' "$number" "$2"
    else
        # shellcheck disable=SC2086,SC2154 # the files are words, and the caller's
        sed 's/^/# /' $shown
        printf 'not ok %d %s\n' "$number" "$2"
    fi
}

plan()
{
    printf '1..%d\n' "$number"
}
