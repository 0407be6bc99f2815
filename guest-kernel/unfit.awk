# SPDX-License-Identifier: GPL-2.0
# Copyright (C) 2026 The svgalab authors
# Compares fragments of a kernel's configuration with what Kconfig made of them: the last file. It
# silently drops an option that it does not know, whose dependencies are missing or that others
# select. Prints the first fragment with such options, and these. Of our fragments, only what is to
# be there counts; in the user's, the variable $theirs, every line. It may also lack what ours need.

function set(option, value)
{
    if (FILENAME == ARGV[ARGC - 1]) {
        has[option] = value
        return
    }
    if (!(option in wanted))
        options[++count] = option
    wanted[option] = value
    from[option] = FILENAME
}

function unfit_of(fragment, i, option, list)
{
    for (i = 1; i <= count; i++) {
        option = options[i]
        if (from[option] == fragment && (fragment == theirs || wanted[option] == "y") &&
            wanted[option] != (option in has ? has[option] : "n"))
            list = list " " option "=" wanted[option]
    }
    return list
}

BEGIN {
    # Not by -v, which would expand backslashes.
    theirs = ENVIRON["theirs"]
}

{
    sub(/[ \t\r]+$/, "")
}

/^# CONFIG_[A-Za-z0-9_]+ is not set$/ {
    set($2, "n")
}

/^CONFIG_[A-Za-z0-9_]+=/ {
    set(substr($0, 1, index($0, "=") - 1), substr($0, index($0, "=") + 1))
}

END {
    # Theirs first: what ours lacks may follow from it.
    for (i = ARGC - 2; i > 0; i--) {
        list = unfit_of(ARGV[i])
        if (list) {
            print ARGV[i] (theirs && ARGV[i] != theirs ? " with " theirs : "") \
                ": not possible in this kernel:" list
            exit
        }
    }
}
