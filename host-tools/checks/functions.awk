# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Lengths of C and shell functions: lines between { and } in column 0.

# Prints functions longer than `max` lines, and at the end, where there are
# enough functions for it to mean something, a median or 90 % mark that is too
# high. Tables end their first line with "= {" and so do not count.

function flush_file()
{
    inside = 0
    name = ""
}

FNR == 1 { flush_file() }

!inside && /^[A-Za-z_].*\(/ { name = $0 }

/^\{$/ {
    inside = 1
    start = FNR
    next
}

inside && /^\}/ {
    lines = FNR - start - 1
    lengths[++count] = lines
    if (lines > max)
        printf "%s:%d: function of %d lines (at most %d): %s\n", \
            FILENAME, start, lines, max, name
    inside = 0
}

function sort_lengths(    i, j, value)
{
    for (i = 2; i <= count; i++) {
        value = lengths[i]
        for (j = i - 1; j > 0 && lengths[j] > value; j--)
            lengths[j + 1] = lengths[j]
        lengths[j] = value
    }
}

END {
    if (count < 20)
        exit
    sort_lengths()
    if (lengths[int((count + 1) / 2)] > 20)
        printf "the median function has %d lines (at most 20)\n", \
            lengths[int((count + 1) / 2)]
    if (lengths[int(count * 0.9)] > 40)
        printf "90 %% of the functions have up to %d lines (at most 40)\n", \
            lengths[int(count * 0.9)]
}
