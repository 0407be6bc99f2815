# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Says what a cold call has to build from nothing, and at each step how long the rest takes.

# What that costs: seconds of a machine of two cores. Only how they compare counts:
# how long they take on this one is told by what was built on it. A fetch is not
# among them. Those of the sanitized QEMU, of the debug kernel and of the
# project are guesses, not yet measured alone.
plan_costs='
project 19 source-qemu 15 qemu 279 sanitized 337 source-linux 60
kernel-stock 436 kernel-patched 436 kernel-debug 538
'

# What is left, in its order. It may have been begun by an earlier call: then it
# takes at most so long.
plan_left=
plan_item=

# plan COMPONENT...: the first line of a call that has something long to build.
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

# plan_begin ITEM DIRECTORY: those before this one have been done or are not needed.
# What it takes is worth to be remembered if there is no such directory yet.
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

# plan_time FORMAT: minutes, rounded up, that all that is left will take; nothing if
# nothing was ever built here that says how fast this machine is. What was
# built by this call, against what it had been expected to take, is how busy it is.
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
