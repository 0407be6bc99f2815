# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Counts the cases in one of meson's test logs: prints "SUITE passed failed skipped".

# One JSON object a line. A program that speaks TAP counts with each of its
# cases, any other as one. An expected failure (XFAIL) is a pass: the runner has
# judged it already. What failed goes to the file `failures`, with what the
# program said about it.

# Value of a string member of the object in text, its escapes resolved as far
# as lines matter.
function member(text, name,    at, value)
{
    at = index(text, "\"" name "\": \"")
    if (!at)
        return ""
    value = substr(text, at + length(name) + 5)
    gsub(/\\\\/, "\001", value)
    gsub(/\\"/, "\002", value)
    sub(/".*/, "", value)
    gsub(/\\n/, "\n", value)
    return value
}

function count_case(line)
{
    if (line ~ /# *SKIP/)
        skips++
    else if (line ~ /^ *ok/ || line ~ /# *XFAIL/)
        passes++
    else
        failure(line)
}

function failure(what)
{
    fails++
    if (failures)
        printf "%sfailed: %s: %s\n", notes, member($0, "name"), what >failures
}

/^\{/ {
    result = member($0, "result")
    passes = fails = skips = 0
    count = split(member($0, "stdout"), lines, "\n")
    notes = ""
    for (i = 1; i <= count; i++)
        if (lines[i] ~ /^ *(not )?ok +[0-9]+/) {
            count_case(lines[i])
            notes = ""
        } else if (lines[i] ~ /^ *# / && length(notes) < 4000) {
            notes = notes lines[i] "\n"
        }
    good = result == "OK" || result == "EXPECTEDFAIL" || result == "SKIP"
    if (passes + fails + skips == 0) {
        passes = result == "OK" || result == "EXPECTEDFAIL"
        skips = result == "SKIP"
    }
    if (!good && fails == 0)
        failure(result)
    passed += passes
    failed += fails
    skipped += skips
}

END { print suite, passed + 0, failed + 0, skipped + 0 }
