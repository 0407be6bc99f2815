# SPDX-License-Identifier: GPL-2.0
# Copyright (C) 2026 The svgalab authors
# Where the members of structures that the guest's probes read lie in a kernel; sourced by ./svgalab.

# The members that the probes name, the one list there is: STRUCT.MEMBER, or
# STRUCT.MEMBER-OTHER for one that is found from where OTHER is.
layout_members()
{
    grep -o '{[a-z_]*\.[a-z_-]*}' "$root/guest-tests/lib/probes.c" |
        tr -d '{}' | LC_ALL=C sort -u
}

# layout_make FILE: asks the compiler, in $tree where a kernel was built just now;
# FILE is NAME:OFFSET,... for the kernel's command line. Without it, the guest
# reads no members, and no layer that needs one is named.
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
        say 'the guest will not know this kernel well enough to name all layers'
    fi
}
