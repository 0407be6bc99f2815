# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Locks between calls of svgalab, and a temporary directory for each call.

# All locks are flock() locks: the kernel releases them when the last holder is gone,
# however it died. Children inherit them, so that a tree stays locked while an orphaned
# compiler may still write to it.

lock_depth=2

# lock NAME: takes the lock until the matching unlock; says so if it has to wait. Locks nest.
lock()
{
    lock_depth=$((lock_depth + 1))
    lock_file=$cache_dir/locks/$1
    eval "exec $lock_depth>>\"\$lock_file\""
    if ! flock -n "$lock_depth"; then
        say "waiting: process $(tail -n 1 "$lock_file") is working on the same ($1)"
        # In the background, so that the shell can handle signals meanwhile.
        setsid flock "$lock_depth" &
        step_pid=$!
        step_title="waiting for $1"
        step_wait
    fi
    printf '%s\n' "$$" >"$lock_file"
}

unlock()
{
    eval "exec $lock_depth>&-"
    lock_depth=$((lock_depth - 1))
}

# Creates $tmp_dir for this process, which removes it at its end. First removes the
# directories of dead processes: their locks are free.
tmp_setup()
{
    exec 7>>"$cache_dir/locks/tmp"
    flock 7
    for stale in "$cache_dir"/tmp/*/; do
        [ ! -e "${stale}lock" ] || flock -n "${stale}lock" rm -rf "$stale" || :
    done
    tmp_dir=$cache_dir/tmp/$$
    rm -rf "$tmp_dir"
    mkdir "$tmp_dir" || die "cannot write to $cache_dir/tmp"
    exec 8>"$tmp_dir/lock"
    flock -n 8
    exec 7>&-
}

tmp_cleanup()
{
    [ -z "${tmp_dir:-}" ] || rm -rf "$tmp_dir"
    exec 8>&-
}
