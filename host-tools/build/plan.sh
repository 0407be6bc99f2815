# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Says which long steps a cold call has before it, and at each of them how long the rest takes.

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
