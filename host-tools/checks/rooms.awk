# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Finds includes from a room into a higher one, and files that include each other.

# usage: awk -f rooms.awk -v top=DIRECTORY [-v headers=DIRECTORY] ROOMS FILE...
#
# ROOMS has the names of the directories below DIRECTORY, the lowest first, each
# with a description. Files in DIRECTORY itself are the floor: any file may
# include them. X.c and X.h count as one. Separate headers, below the same rooms
# of `headers`, count as if they were beside their sources.

# The path without "." and ".." in it.
function plain(path,    part, n, i, kept, out)
{
    n = split(path, part, "/")
    for (i = 1; i <= n; i++) {
        if (part[i] == ".." && kept) kept--
        else if (part[i] != "." && part[i] != "") stack[++kept] = part[i]
    }
    for (i = 1; i <= kept; i++) out = out (i > 1 ? "/" : "") stack[i]
    return out
}

# A file's place below the top, wherever it is kept.
function place(file)
{
    file = plain(file)
    if (index(file, top "/") == 1) return substr(file, length(top) + 2)
    if (headers && index(file, headers "/") == 1)
        return substr(file, length(headers) + 2)
    return file
}

function room(at) { return index(at, "/") ? substr(at, 1, index(at, "/") - 1) : "" }

function unit(at) { sub(/\.[ch]$/, "", at); return at }

# The file that `file` includes as "name": beside itself, or from the top.
function meant(file, name,    at)
{
    at = place(file)
    sub(/[^\/]*$/, "", at)
    at = plain(at name)
    if (at in known) return at
    return plain(name) in known ? plain(name) : ""
}

# Follows the includes; a file met again while it is open closes a cycle.
function follow(from, way,    i, n, next_one)
{
    state[from] = "open"
    n = split(goes[from], target_of, " ")
    for (i = 1; i <= n; i++) list_of[from, i] = target_of[i]
    for (i = 1; i <= n; i++) {
        next_one = list_of[from, i]
        if (state[next_one] == "open")
            print top ": includes go round: " \
                substr(way " " next_one, index(way " ", " " next_one " ") + 1)
        else if (!state[next_one])
            follow(next_one, way " " next_one)
    }
    state[from] = "done"
}

BEGIN {
    top = plain(top)
    headers = plain(headers)
    order[""] = 0
    for (i = 2; i < ARGC; i++) {
        known[place(ARGV[i])] = 1
        used[room(place(ARGV[i]))] = 1
    }
}

FILENAME == ARGV[1] {
    if (!/^#/ && NF) { rooms[++count] = $1; order[$1] = count }
    next
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, quoted, "\"")
    from[++includes] = FILENAME
    line[includes] = FNR
    name[includes] = quoted[2]
}

END {
    for (r in used)
        if (!(r in order)) print top "/" r ": a room that " ARGV[1] " does not name"
    for (i = 1; i <= count; i++)
        if (!(rooms[i] in used)) print ARGV[1] ": there is nothing in " rooms[i]
    for (i = 1; i <= includes; i++) {
        a = place(from[i])
        b = meant(from[i], name[i])
        if (b == "") continue
        if (order[room(b)] > order[room(a)])
            printf "%s:%d: includes %s, of a higher room\n", from[i], line[i], b
        if (unit(a) != unit(b) && !((unit(a), unit(b)) in edge)) {
            edge[unit(a), unit(b)] = 1
            goes[unit(a)] = goes[unit(a)] " " unit(b)
        }
    }
    for (at in known)
        if (!state[unit(at)]) follow(unit(at), " " unit(at))
}
