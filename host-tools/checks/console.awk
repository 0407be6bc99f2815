# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Extracts the console blocks of a Markdown page, one file per block.

# ```console            every line that begins with "$ " is a command, what
#                       follows it up to the next is its expected output
# ```console no-run WHY the block cannot be run here, and why; counts as skipped
# Writes `dir`/NNN, first line "PAGE:LINE" or "PAGE:LINE no-run WHY". Blocks that
# show commands under another name would escape; they are listed in
# `dir`/unchecked.

/^ *```/ && inside {
    inside = 0
    close(file)
    next
}

/^ *```console/ {
    inside = 1
    file = sprintf("%s/%03d", dir, ++number)
    sub(/^ *```console */, "")
    printf "%s:%d %s\n", FILENAME, FNR, $0 >file
    next
}

/^ *```/ {
    if (/^ *```(sh|bash|shell|terminal)/)
        printf "%s:%d\n", FILENAME, FNR >(dir "/unchecked")
    inside = 1
    file = "/dev/null"
    next
}

inside && file != "/dev/null" { print >file }
