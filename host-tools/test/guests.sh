#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# The built tool with guests that never boot: no run may leave one behind.

set -u

# usage: guests.sh TOOL SCHEMA_SCRIPT
tool=$1
schema=$2
work=$(mktemp -d "${TMPDIR:-/tmp}/svgalab-test.XXXXXX")
# Short enough for socket paths, and without other runs in it.
XDG_RUNTIME_DIR=$(mktemp -d /tmp/sgXXXXXX)
export XDG_RUNTIME_DIR
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null; rm -rf "$work" "$XDG_RUNTIME_DIR"' EXIT
trap 'exit 143' TERM INT HUP
count=0

emulator=
if [ -n "${SVGALAB_ARTIFACTS:-}" ]; then
    emulator=$(sed -n 's/^qemu=//p' "$SVGALAB_ARTIFACTS")
fi
if [ ! -x "$emulator" ]; then
    printf '1..0 # SKIP no QEMU: SVGALAB_ARTIFACTS names none\n'
    exit 0
fi

export XDG_STATE_HOME="$work/state"
mkdir "$work/state"
: >"$work/expectations"
printf 'store/a\n' >"$work/cases.list"

# A boot sector with Linux's magic number, whose second sector jumps to itself:
# it loads and starts, but never prints anything.
{
    head -c 497 /dev/zero
    printf '\001'
    head -c 12 /dev/zero
    printf '\125\252\353\376HdrS\000\002'
    head -c 4096 /dev/zero
} >"$work/image"

write_artifacts()
{
    cat <<INI
[artifacts]
qemu=$1
kernel-patched=$work/image
initramfs=$work/cases.list
cases=$work/cases.list
expectations=$work/expectations
cache-dir=$work/cache
INI
}
write_artifacts "$emulator" >"$work/good.ini"
write_artifacts /bin/false >"$work/false.ini"

report()
{
    count=$((count + 1))
    if [ "$1" -eq 0 ]; then
        printf 'ok %d %s\n' "$count" "$2"
    else
        printf 'not ok %d %s\n' "$count" "$2"
        sed 's/^/# /' "$work/out"
    fi
}

# Guests of this test: only they have the image in their command line. The
# pattern comes from a file, or grep would find itself.
printf '%s\n' "$work/image" >"$work/pattern"
guests()
{
    grep -laF -f "$work/pattern" /proc/[0-9]*/cmdline 2>/dev/null
}

# until_true SECONDS COMMAND...: retries until COMMAND succeeds.
until_true()
{
    deadline=$(($(date +%s) + $1))
    shift
    until "$@"; do
        [ "$(date +%s)" -lt "$deadline" ] || return 1
    done
}

guest_runs() { [ -n "$(guests)" ]; }
guest_is_gone() { [ -z "$(guests)" ]; }

nothing_left()
{
    guest_is_gone &&
        [ -z "$(find "$XDG_RUNTIME_DIR" -name 'run-*' 2>/dev/null)" ] &&
        [ -z "$(find /var/lock/ -name "LCK..*$(basename "$XDG_RUNTIME_DIR")*")" ]
}

# sh starts background jobs with SIGINT ignored; env resets that.
start()
{
    setsid env --default-signal=INT "$tool" run --artifacts "$work/good.ini" --boot-timeout 300 \
        >"$work/out" 2>&1 &
    pid=$!
    until_true 60 guest_runs
}

"$tool" run --artifacts "$work/good.ini" --boot-timeout 2 >"$work/out" 2>&1
status=$?
[ "$status" -eq 4 ] && grep -q '^verdict: crash: the guest hung' "$work/out"
report $? "never_boots (exit code $status)"
nothing_left
report $? 'never_boots_leaves_nothing'

# The result of a real run matches its schema and can be made a page.
results=$XDG_STATE_HOME/svgalab/results/latest
"$schema" results "$results/results.json" >"$work/out" 2>&1
report $? 'results_of_a_crash'
"$tool" report "$results" >"$work/out" 2>&1 &&
    grep -q '<span class="crash">crash</span>' "$results/report.html" &&
    grep -q '<h2>The run as a whole</h2>' "$results/report.html"
report $? 'report_of_a_crash'
"$tool" report "$results" -o /nonexistent/page >"$work/out" 2>&1
status=$?
[ "$status" -eq 3 ] && [ "$(wc -l <"$work/out")" -eq 1 ]
report $? "report_to_nowhere (exit code $status)"
"$tool" report "$results" -o - | cmp -s - "$results/report.html"
report $? 'report_to_standard_output'

"$tool" run --artifacts "$work/false.ini" >"$work/out" 2>&1
status=$?
[ "$status" -eq 3 ] && [ "$(wc -l <"$work/out")" -ge 1 ]
report $? "qemu_that_fails (exit code $status)"

# refused PROPERTY WORDS: QEMU's answer is the verdict, in one line, and the run ends.
refused()
{
    "$tool" run --artifacts "$work/good.ini" --device-property "$1" >"$work/out" 2>&1
    status=$?
    [ "$status" -eq 3 ] && grep -qxF "# device properties: $1" "$work/out" &&
        tail -n 1 "$work/out" | grep -q "^verdict: error: the guest does not start: QEMU: $2 (0 pass"
    report $? "refused_property_$1 (exit code $status)"
    nothing_left
    report $? "refused_property_$1_leaves_nothing"
}

refused nope=1 "Property 'vmware-svga.nope' not found"
refused max_outputs=99 'max_outputs must be from 1 to 8'
refused vgamem_mb=some "Parameter 'vgamem_mb' expects uint64"
refused level=L7 "level 'L7' is not implemented; Implemented levels: L1\\."
"$schema" results "$results/results.json" >"$work/out" 2>&1 &&
    [ "$(jq -c .environment.device_properties "$results/results.json")" = '{"level":"L7"}' ]
report $? 'refused_properties_are_in_the_results'

for signal in TERM INT HUP; do
    if start; then
        kill "-$signal" "$pid"
        wait "$pid"
        status=$?
        pid=
        [ "$status" -gt 128 ] && nothing_left
        report $? "sig${signal}_leaves_nothing (exit code $status)"
    else
        report 1 "sig${signal}_leaves_nothing: no guest came up"
    fi
done

# The guest itself rather than a probe of the accelerator, by libvirt's status file.
guest_is_begun()
{
    grep -qs "<domstatus state='running'" \
        "$XDG_RUNTIME_DIR"/svgalab/run-*/run/qemu/svgalab.xml
}

if start && until_true 60 guest_is_begun; then
    guest=$(guests | sed -n '1s,^/proc/\([0-9]*\)/.*,\1,p')
    kill -KILL "$guest"
    wait "$pid"
    status=$?
    pid=
    [ "$status" -eq 4 ] &&
        grep -q '^verdict: crash: the guest died in the boot: .*; QEMU: .*reason=crashed' "$work/out"
    report $? "killed_qemu_is_told (exit code $status)"
else
    report 1 'killed_qemu_is_told: no guest came up'
fi

if start; then
    kill -KILL "$pid"
    wait "$pid" 2>/dev/null
    pid=
    until_true 30 nothing_left
    report $? 'sigKILL_leaves_nothing'
else
    report 1 'sigKILL_leaves_nothing: no guest came up'
fi

if start; then
    kill -TERM "$pid"
    kill -TERM "$pid" 2>/dev/null
    wait "$pid"
    pid=
    until_true 30 nothing_left
    report $? 'two_signals_leave_nothing'
else
    report 1 'two_signals_leave_nothing: no guest came up'
fi

printf '1..%d\n' "$count"
