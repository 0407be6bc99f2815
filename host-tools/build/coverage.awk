# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Makes a table of gcovr's CSV, and fails if a file of the pure core falls short of `wanted` percent.

# usage: awk -f coverage.awk -v wanted=N PURE_FILES GCOVR_CSV

function row(name, lines, run, branches, taken, mark)
{
    printf "%-24s %6d %6.1f %% %8d %6.1f %%%s\n", name, lines,
        lines ? 100 * run / lines : 100, branches,
        branches ? 100 * taken / branches : 100, mark
}

BEGIN { FS = ","; printf "%-24s %6s %8s %8s %8s\n", "file", "lines", "run",
        "branches", "taken" }

FILENAME == ARGV[1] { pure[$1] = 1; next }

FNR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }

{
    lines = $column["line_total"]
    run = $column["line_covered"]
    branches = $column["branch_total"]
    taken = $column["branch_covered"]
    name = $column["filename"]
    short = name
    sub(/.*display\/svga\//, "", short)
    bad = name in pure && 100 * run < wanted * lines
    row(short, lines, run, branches, taken,
        bad ? "  below " wanted " %" : name in pure ? "  pure" : "")
    below += bad
    all_lines += lines; all_run += run
    all_branches += branches; all_taken += taken
    if (name in pure) {
        pure_lines += lines; pure_run += run
        pure_branches += branches; pure_taken += taken
    }
}

END {
    row("pure core", pure_lines, pure_run, pure_branches, pure_taken, "")
    row("all", all_lines, all_run, all_branches, all_taken, "")
    exit below || !pure_lines ? 1 : 0
}
