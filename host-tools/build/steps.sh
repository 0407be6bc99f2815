# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Runs the long steps of a build: one line each with progress, duration, log and cause of failure.

step_pid=
step_title=

minutes()
{
    if [ "$1" -ge 60 ]; then
        printf '%dm%02ds' $(($1 / 60)) $(($1 % 60))
    else
        printf '%ds' "$1"
    fi
}

# Progress readers: each prints how far the step is, given its log file.

progress_none()
{
    :
}

progress_ninja()
{
    tail -c 4000 "$1" | sed -n 's/^\[\([0-9]*\/[0-9]*\)\].*/\1/p' | tail -n 1
}

progress_make()
{
    printf '%s objects' "$(grep -Ec '^ +(HOST)?(CC|AS|AR|LD) ' "$1")"
}

progress_files()
{
    printf '%s files' "$(wc -l <"$1")"
}

# Bytes in $tmp_dir, of $fetch_total kB where that is known.
progress_bytes()
{
    printf '%s kB%s' "$(du -sk "$tmp_dir" | cut -f1)" \
        "${fetch_total:+ of $fetch_total}"
}

# One line, cut to the width of the terminal: a wrapped one could not be
# written over.
step_show()
{
    columns=$(stty size <&2 2>/dev/null | cut -d' ' -f2)
    [ "${columns:-0}" -gt 0 ] || columns=80
    printf '\r\033[K%s' "$(printf '  %s %s %s%s (log %s)' "$step_title" \
        "$($step_progress "$step_log")" \
        "$(minutes $(($(date +%s) - step_start)))" "$step_left" \
        "$(tilde "$step_log")" |
        cut -c "1-$((columns - 1))")" >&2
}

# What in the log of a failed step tells its user most.
step_cause()
{
    available=$(df -Pk "$cache_dir" | awk 'NR == 2 { print $4 }')
    if [ "${available:-0}" -lt 8192 ] ||
       grep -qsi 'no space left on device' "$1"; then
        printf 'the disk of %s is full: free some space, then call again' \
            "$(tilde "$cache_dir")"
    elif grep -qsE 'Temporary failure resolving|Could not (resolve|connect)|Connection (refused|timed out|failed)|Network is unreachable' "$1"; then
        printf 'the Debian mirror cannot be reached: check the network (or proxy), then call again'
    else
        grep -sE -m 1 '^(tar|xz|gzip|cp|tree\.sh|patches\.sh|dpkg-deb): |(^|[^a-z_])([Ee]rror|ERROR|FAILED|E|fatal)(:|!)|\*\*\* ' "$1" |
            cut -c1-300 | grep . || tail -n 1 "$1" | cut -c1-300
    fi
}

# run_step TITLE LOG PROGRESS COMMAND...: runs COMMAND with its output in
# logs/LOG.log. Dies with one line if it fails. COMMAND is a program, in a
# process group of its own, and is told to stop when this shell dies.
run_step()
{
    try_step "$@" ||
        die "$step_title failed: $(step_cause "$step_log") (log: $step_log)"
}

# The same, but a failure is returned to the caller.
try_step()
{
    step_title=$1
    step_log=$cache_dir/logs/$2.log
    step_progress=$3
    plan_begin "$2"
    shift 3
    step_left=${plan_step:+$(plan_time ', about %s left')}
    step_start=$(date +%s)
    [ -t 2 ] ||
        printf '  %s (log %s)%s ... ' "$step_title" "$step_log" "$step_left" >&2
    setsid setpriv --pdeathsig TERM "$@" >"$step_log" 2>&1 </dev/null &
    step_pid=$!
    if [ -t 2 ]; then
        while kill -0 "$step_pid" 2>/dev/null; do
            step_show
            sleep 0.3
        done
    fi
    step_status=0
    wait "$step_pid" || step_status=$?
    step_pid=
    step_end
    return "$step_status"
}

step_end()
{
    step_took=$(($(date +%s) - step_start))
    step_word=failed
    if [ "$step_status" -eq 0 ]; then
        step_word=done
        plan_end "$step_took"
    fi
    [ ! -t 2 ] ||
        printf '\r\033[K  %s (log %s) ' "$step_title" "$(tilde "$step_log")" >&2
    printf '%s in %s\n' "$step_word" "$(minutes "$step_took")" >&2
}

# Ctrl-C and the like: stop the step's processes, say how to go on.
step_interrupted()
{
    trap '' HUP INT TERM
    if [ -n "$step_pid" ]; then
        kill -TERM "-$step_pid" 2>/dev/null || :
        wait "$step_pid" 2>/dev/null || :
        printf '\n' >&2
        say "interrupted: $step_title; the same command goes on where it stopped"
    else
        say 'interrupted; the same command goes on where it stopped'
    fi
    exit "$EXIT_ENVIRONMENT"
}

# Dies unless the cache's disk has $1 MB left for $2.
need_disk()
{
    available=$(df -Pm "$cache_dir" | awk 'NR == 2 { print $4 }')
    [ "${available:-0}" -ge "$1" ] ||
        die "$2 needs about $1 MB in $(tilde "$cache_dir"), ${available:-0} MB are free: free some space or set XDG_CACHE_HOME to a larger disk"
}
