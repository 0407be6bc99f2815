# SPDX-License-Identifier: GPL-2.0
# Copyright (C) 2026 The svgalab authors
# Finds the offsets of the structure members that the guest's probes read; sourced by ./svgalab.

# Prints the members that the probes name, which is the only list of them: STRUCT.MEMBER, or
# STRUCT.MEMBER-OTHER for an offset from OTHER.
layout_members()
{
    grep -o '{[a-z_]*\.[a-z_-]*}' "$root/guest-tests/lib/probes.c" |
        tr -d '{}' | LC_ALL=C sort -u
}

# layout_make FILE: asks the compiler, in $tree just after a kernel was built, and writes
# NAME:OFFSET,... for the kernel's command line. Without it, the guest reads no members and
# names no layer that needs one.
layout_make()
{
    layout_dir=$tmp_dir/layout
    rm -rf "$layout_dir"
    cp -r "$root/guest-kernel/layout" "$layout_dir" || die "cannot write to $cache_dir"
    layout_members | sed '
        s/^\([a-z_]*\)\.\([a-z_]*\)$/MEMBER(&, offsetof(struct \1, \2));/
        s/^\([a-z_]*\)\.\([a-z_]*\)-\([a-z_]*\)$/MEMBER(&, offsetof(struct \1, \2) - offsetof(struct \1, \3));/
        ' >"$layout_dir/members.h"
    if (kernel_step 'ask for the layout of structures' M="$layout_dir" layout.s); then
        sed -n 's/^\.layout \([^[:space:]]*\).*/\1/p' "$layout_dir/layout.s" |
            paste -s -d , - >"$1"
    else
        say 'the layout of this kernel is unknown: the guest cannot name all layers'
    fi
}
