# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Counts the function prototypes of a header: prints headers with more than `max`.

function flush_file()
{
    if (count > max)
        printf "%s: %d prototypes (at most %d)\n", file, count, max
    count = depth = comment = macro = 0
    statement = ""
}

FNR == 1 {
    flush_file()
    file = FILENAME
}

# Skip comments and preprocessor lines, including continued ones.
macro || /^[ \t]*#/ {
    macro = /\\$/
    next
}

comment || /^[ \t]*\/\*/ {
    comment = !/\*\//
    next
}

# A macro that expands to declarations is alone on its line.
depth == 0 && /^[A-Z][A-Z0-9_]*\(.*\)$/ { next }

{
    line = $0
    opened = gsub(/\{/, "{", line)
    closed = gsub(/\}/, "}", line)
    if (depth == 0)
        statement = statement " " line
    depth += opened - closed
    if (depth > 0 || opened > 0) {
        statement = depth > 0 ? "{" : ""
        next
    }
    if (depth == 0 && line ~ /;[ \t]*$/) {
        if (statement ~ /\(/ && statement !~ /^ *(typedef|\{)/ && statement !~ /=/)
            count++
        statement = ""
    } else if (closed > 0) {
        statement = ""
    }
}

END { flush_file() }
