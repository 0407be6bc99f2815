# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# About how long steps will take on this machine, from what is known of others.

# What the long steps cost from nothing, by the names of their logs: seconds of a
# machine of two cores. Only how they compare counts: how long they take on this
# one is told by those that were done on it. A fetch is not among them. Those of
# the sanitized QEMU, of the debug and the faulty kernel and of the project are
# guesses, not yet measured alone.
step_costs='
extract 11 project-configure 1 project-compile 7 unpack-linux 19 import-linux 41
kernel-checkout 12 unpack-qemu 5 import-qemu 6 qemu-configure 17 qemu-compile 262
sanitized-configure 17 sanitized-compile 320
kernel-stock-configure 6 kernel-stock-compile 418
kernel-patched-configure 6 kernel-patched-compile 418
kernel-debug-configure 6 kernel-debug-compile 520 kernel-faulty-compile 20
'

# estimate STEPS: minutes, rounded up, that they will take; nothing if no step was
# ever done here that says how fast this machine is. What the steps since this
# call began took against what they had been expected to is how busy it is.
estimate()
{
    printf '%s\n' "$step_costs" | awk -v steps="$1" -v old="${plan_known:-0}" '
        function expected(step) {
            return step in before ? before[step] : cost[step] * rate
        }
        costs { for (i = 1; i < NF; i += 2) cost[$i] = $(i + 1); next }
        !($1 in cost) { next }
        FNR <= old { before[$1] = $2; next }
        { now[$1] = $2 }
        END {
            for (step in before) { took += before[step]; known += cost[step] }
            rate = known >= 10 ? took / known : 1
            for (step in now) { spent += now[step]; planned += expected(step) }
            if (known < 10 && planned < 10)
                exit
            count = split(steps, step_of, " ")
            for (i = 1; i <= count; i++) {
                sub(/[+]$/, "", step_of[i])
                sum += expected(step_of[i])
            }
            sum *= planned >= 10 ? spent / planned : 1
            print int(sum / 60) + (sum > int(sum / 60) * 60)
        }' costs=1 - costs=0 "$cache_dir/logs/durations"
}
