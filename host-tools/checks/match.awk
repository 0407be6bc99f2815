# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Compares a command's output with a page: prints the first expected line that is missing.

# First file: expected lines. Second: real ones. A line of "..." matches any
# number of lines, "..." within a line any text. Trailing blank lines are
# ignored.

function as_pattern(text)
{
    gsub(/[][\\.^$*+?(){}|\/]/, "\\\\&", text)
    gsub(/\\\.\\\.\\\./, ".*", text)
    return "^" text "$"
}

function trimmed(lines, count)
{
    while (count > 0 && lines[count] ~ /^[ \t]*$/)
        count--
    return count
}

FILENAME == ARGV[1] {
    expected[++wanted] = $0
    next
}

{ real[++got] = $0 }

END {
    wanted = trimmed(expected, wanted)
    got = trimmed(real, got)
    at = 0
    for (i = 1; i <= wanted; i++) {
        if (expected[i] ~ /^[ \t]*\.\.\.[ \t]*$/) {
            skip = 1
            continue
        }
        pattern = as_pattern(expected[i])
        at++
        while (skip && at <= got && real[at] !~ pattern)
            at++
        if (at > got || real[at] !~ pattern) {
            printf "expected: %s\n", expected[i]
            exit 1
        }
        skip = 0
    }
    if (!skip && at < got && wanted > 0) {
        printf "not expected: %s\n", real[at + 1]
        exit 1
    }
}
