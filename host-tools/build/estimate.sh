# SPDX-License-Identifier: GPL-2.0-or-later
# Says what a cold call has to build, and about how long the rest of that will take.

# What the long steps cost from nothing, by the names of their logs: seconds of a
# machine of two cores. Only how they compare counts: how long they take on this
# one is told by those that were done on it. A fetch is not among them.
step_costs='
extract 11
project-configure 1
project-compile 7
unpack-qemu 5
qemu-configure 17
qemu-compile 262
unpack-linux 19
kernel-copy 31
kernel-stock-configure 6
kernel-stock-compile 418
kernel-patched-configure 6
kernel-patched-compile 418
kernel-faulty-compile 20
'

# The steps that are left, in their order. One that only ends what an earlier
# call began has a "+": it takes at most so long, and teaches nothing.
plan_left=

# plan COMPONENT...: the first line of a call that has something long to build.
plan()
{
    plan_components "$@"
    [ -n "$plan_left" ] || return 0
    say "to do: $(printf '%s\n' "$plan_left" | tr -d + | sed 's/ /, /g')$(
        plan_time ': about %s in all')"
}

# What a component needs is known where its build is. The source is looked at once.
plan_components()
{
    plan_left=
    : >>"$cache_dir/logs/durations"
    plan_known=$(wc -l <"$cache_dir/logs/durations")
    ! linux_there || linux_locate
    linux_held=1
    for component in "$@"; do
        case $component in
        tool | guest) project_plan "$component" ;;
        qemu) qemu_plan "${flavour:-qemu}" ;;
        sanitized) qemu_plan sanitized ;;
        kernel-*) kernel_plan "${component#kernel-}" ;;
        esac
    done
    linux_held=
}

# plan_add STEP...
plan_add()
{
    plan_left=${plan_left:+$plan_left }$*
}

# plan_time FORMAT: how long all that is left will take, if that is known.
plan_time()
{
    left=$(estimate "$plan_left")
    # shellcheck disable=SC2059 # it is a format
    [ -z "$left" ] || printf "$1" "$left min"
}

# plan_begin LOG: the steps before this one have been done or are not needed.
plan_begin()
{
    plan_step=
    case " $plan_left " in
    *" $1 "* | *" $1+ "*) ;;
    *) return 0 ;;
    esac
    until [ "${plan_left%%[ +]*}" = "$1" ]; do
        plan_left=${plan_left#* }
    done
    plan_step=${plan_left%% *}
}

# plan_end SECONDS: a step of the plan was done; the last line of a step counts.
plan_end()
{
    plan_left=${plan_left#"$plan_step"}
    plan_left=${plan_left# }
    case $plan_step in
    '' | *+) ;;
    *) printf '%s %s\n' "$plan_step" "$1" >>"$cache_dir/logs/durations" ;;
    esac
}

# estimate STEPS: minutes, rounded up, that they will take; nothing if no step was
# ever done here that says how fast this machine is. What the steps since this
# call began took against what they had been expected to is how busy it is.
estimate()
{
    printf '%s\n' "$step_costs" | awk -v steps="$1" -v old="${plan_known:-0}" '
        function expected(step) {
            return step in before ? before[step] : cost[step] * rate
        }
        costs { if (NF == 2) cost[$1] = $2; next }
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
