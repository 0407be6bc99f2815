#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Copyright (C) 2026 The svgalab authors
# Print a table entry for each case of the KUnit suites in the given files.
#
# usage: kunit-cases.sh FILE...

set -eu

for file in "$@"; do
    suite=$(sed -n 's/^[[:space:]]*\.name = "\([a-z0-9_]*\)",$/\1/p' "$file")
    sed -n "s/^[[:space:]]*KUNIT_CASE(\([a-z0-9_]*\)),\$/{ .name = \"$suite\/\1\", .run = run_kunit_case, .cpus = 2 },/p" "$file"
done
