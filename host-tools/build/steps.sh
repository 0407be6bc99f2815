# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Runs long build steps; prints one line for each, with progress, duration, log and any cause.

step_pid=
step_title=

# Prints for how long the step has been running.
step_took()
{
    took=$(($(date +%s) - step_start))
    printf '%dm%02ds' $((took / 60)) $((took % 60))
}

# Prints the step's progress from its log: the count of ninja or apt, or the number of lines
# for anything else.
step_progress()
{
    tail -c 4000 "$step_log" | sed -n -e 's/^\[\([0-9]*\/[0-9]*\)\].*/\1/p' \
        -e 's/^dlstatus:[^:]*:\([0-9]*\).*/\1 %/p' | tail -n 1 | grep . ||
        printf '%s lines' "$(wc -l <"$step_log")"
}

# Prints one line, which the terminal must not wrap: it could not be overwritten.
step_show()
{
    printf '\r\033[K\033[?7l  %s %s %s%s (log %s)\033[?7h' "$step_title" "$(step_progress)" \
        "$(step_took)" "$step_left" "$step_log" >&2
}

disk_is_full()
{
    [ "$(cache_free)" -lt 8 ] || grep -qsi 'no space left on device' "$1"
}

# Prints the most useful line of a failed step's log.
step_cause()
{
    if disk_is_full "$1"; then
        printf 'the disk of %s is full: free some space, then call again' "$cache_dir"
    elif grep -qsE 'Temporary failure resolving|Could not (resolve|connect)|Connection (refused|timed out|failed)|Network is unreachable' "$1"; then
        printf 'the Debian mirror cannot be reached: check the network (or proxy), then call again'
    else
        grep -sE -m 1 '^(tar|xz|gzip|cp|tree\.sh|dpkg-deb): |(^|[^A-Za-z_])([Ee]rror|ERROR|FAILED|E|fatal)(:|!)|\*\*\* ' "$1" |
            cut -c1-300 | grep . || tail -n 1 "$1" | cut -c1-300
    fi
}

# run_step TITLE COMMAND...: runs COMMAND with its output in a log named after TITLE; dies
# with one line if it fails. COMMAND is a program, not a function. It runs in its own
# process group, and gets SIGTERM when this shell dies.
run_step() { try_step "$@" || step_die; }

step_die()
{
    die "$step_title failed: $(step_cause "$step_log") (log: $step_log)"
}

# The same, but returns a failure to the caller.
try_step()
{
    step_title=$1
    step_log=$cache_dir/logs/$(printf '%s' "$1" | tr -cs 'A-Za-z0-9.' -).log
    shift
    step_left=${plan_item:+$(plan_time ', about %s left')}
    step_start=$(date +%s)
    [ -t 2 ] ||
        printf '  %s (log %s)%s ... ' "$step_title" "$step_log" "$step_left" >&2
    setsid setpriv --pdeathsig TERM env PATH="$system_path" LC_ALL=C.UTF-8 "$@" \
        >"$step_log" 2>&1 </dev/null &
    step_pid=$!
    while [ -t 2 ] && kill -0 "$step_pid" 2>/dev/null; do
        step_show
        sleep 0.3
    done
    step_wait
    step_word=done
    [ "$step_status" -eq 0 ] || step_word=failed
    [ ! -t 2 ] ||
        printf '\r\033[K  %s (log %s) ' "$step_title" "$step_log" >&2
    printf '%s in %s\n' "$step_word" "$(step_took)" >&2
    return "$step_status"
}

# Waits for $step_pid, a process that Ctrl-C ends; sets $step_status.
step_wait()
{
    step_status=0
    wait "$step_pid" || step_status=$?
    step_pid=
}

# Handles Ctrl-C and the like: stops the step's processes, says how to go on.
step_interrupted()
{
    trap '' HUP INT TERM
    if [ -n "$step_pid" ]; then
        kill -TERM "-$step_pid" 2>/dev/null || :
        wait "$step_pid" 2>/dev/null || :
        printf '\n' >&2
    fi
    say "interrupted${step_pid:+: $step_title}; the same command goes on where it stopped"
    exit "$EXIT_ENVIRONMENT"
}
