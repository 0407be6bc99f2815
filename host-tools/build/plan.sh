# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Says what a call has to build from scratch and, at each step, how long the rest will take.

# Seconds for each item on a machine with two cores. Only their ratios matter: what was
# built on this machine shows how fast it is. Fetches are not included. The figures for the
# sanitized QEMU and the debug kernel are guesses, not yet measured alone.
plan_costs='
project 17 source-qemu 25 qemu 289 sanitized 347 source-linux 64
kernel-stock 418 kernel-patched 418 kernel-debug 520
'

# The items left to build, in order. One that an earlier call has begun takes at most its
# estimate.
plan_left=
plan_item=

# plan COMPONENT...: prints the first line of a call that has something long to build.
plan()
{
    plan_left=
    for component in "$@"; do
        plan_component "$component"
    done
    [ -z "$plan_left" ] ||
        say "to do: $(echo "$plan_left" | sed 's/ /, /g')$(plan_time ': about %s in all')"
}

# plan_add ITEM...
plan_add()
{
    : >>"$cache_dir/logs/durations"
    [ -n "$plan_left" ] || plan_known=$(wc -l <"$cache_dir/logs/durations")
    for added in "$@"; do
        case " $plan_left " in
        *" $added "*) ;;
        *) plan_left=${plan_left:+$plan_left }$added ;;
        esac
    done
}

# plan_begin ITEM DIRECTORY: drops the items before this one, which are done or not needed.
# The time that ITEM takes is recorded only if DIRECTORY does not exist yet.
plan_begin()
{
    case " $plan_left " in
    *" $1 "*) ;;
    *) return 0 ;;
    esac
    until [ "${plan_left%% *}" = "$1" ]; do
        plan_left=${plan_left#* }
    done
    plan_item=$1
    plan_start=$(date +%s)
    plan_whole=1
    [ ! -e "$2" ] || plan_whole=
}

plan_end()
{
    [ -n "$plan_item" ] || return 0
    [ -z "$plan_whole" ] ||
        echo "$plan_item $(($(date +%s) - plan_start))" >>"$cache_dir/logs/durations"
    plan_left=${plan_left#"$plan_item"}
    plan_left=${plan_left# }
    plan_item=
}

# plan_time FORMAT: prints how many minutes, rounded up, the rest will take; nothing if no
# build has shown yet how fast this machine is. How long this call's builds took, compared
# with what was expected, shows how busy it is.
plan_time()
{
    [ -n "$plan_item" ] || plan_start=$(date +%s)
    echo "$plan_costs" | awk -v items="$plan_left" -v format="$1" -v old="${plan_known:-0}" \
        -v spent_on_first=$(($(date +%s) - plan_start)) '
        function expected(item) {
            return item in before ? before[item] : cost[item] * rate
        }
        costs { for (i = 1; i < NF; i += 2) cost[$i] = $(i + 1); next }
        !($1 in cost) { next }
        FNR <= old { before[$1] = $2; next }
        { now[$1] = $2 }
        END {
            for (item in before) { took += before[item]; known += cost[item] }
            rate = known >= 10 ? took / known : 1
            for (item in now) { spent += now[item]; planned += expected(item) }
            count = split(items, item_of, " ")
            if (!count || known < 10 && planned < 10)
                exit
            for (i = 1; i <= count; i++)
                sum += expected(item_of[i])
            sum = sum * (planned >= 10 ? spent / planned : 1) - spent_on_first
            sum = sum < 1 ? 1 : sum
            printf format, int(sum / 60) + (sum % 60 > 0) " min"
        }' costs=1 - costs=0 "$cache_dir/logs/durations"
}
