# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Says what a call has to build from scratch and, at each step, how long the rest will take.

# Seconds for each item on a machine with two cores. Only their ratios matter: what was
# built on this machine shows how fast it is. Fetches are not included. The figures for the
# sanitized QEMU and the debug kernel are guesses, not yet measured alone.
plan_costs="project 17 source-qemu 25 qemu 289 sanitized 347 source-linux 64 \
kernel-stock 418 kernel-patched 418 kernel-debug 520"

# The items left to build, in order, each between blanks. One that an earlier call has begun
# takes at most its estimate.
plan_left=' '
plan_item=
planned=

# plan COMPONENT...: prints the first line of a call that has something long to build; once.
plan()
{
    [ -z "$planned" ] || return 0
    planned=1
    for component in "$@"; do
        plan_component "$component"
    done
    [ "$plan_left" = ' ' ] ||
        say "to do: $(echo "$plan_left" | sed 's/^ //; s/ $//; s/ /, /g')$(plan_time ': about %s in all')"
}

plan_add()
{
    case $plan_left in
    *" $1 "*) ;;
    *) plan_left="$plan_left$1 " ;;
    esac
}

# plan_begin ITEM DIRECTORY: drops the items before this one, which are done or not needed.
# The time that ITEM takes is recorded only if DIRECTORY does not exist yet.
plan_begin()
{
    case $plan_left in
    *" $1 "*) plan_item=$1 ;;
    *) return 0 ;;
    esac
    plan_left=" $1 ${plan_left#*" $1 "}"
    plan_start=$(date +%s)
    plan_whole=1
    [ ! -e "$2" ] || plan_whole=
}

plan_end()
{
    [ -n "$plan_item" ] || return 0
    [ -z "$plan_whole" ] ||
        echo "$plan_item $(($(date +%s) - plan_start))" >>"$cache_dir/logs/durations"
    plan_left=" ${plan_left#" $plan_item "}"
    plan_item=
}

# plan_time FORMAT: prints how many minutes, rounded up, the rest will take, from what the last
# three items took; nothing if no build has shown yet how fast this machine is.
plan_time()
{
    [ -n "$plan_item" ] || plan_start=$(date +%s)
    tail -qn 3 "$cache_dir/logs/durations" 2>/dev/null |
        awk -v costs="$plan_costs" -v left="$plan_left" -v format="$1" \
            -v spent=$(($(date +%s) - plan_start)) '
        BEGIN {
            count = split(costs, word, " ")
            for (i = 1; i < count; i += 2)
                cost[word[i]] = word[i + 1]
        }
        { took += $2; known += cost[$1] }
        END {
            for (i = split(left, item, " "); i > 0; i--)
                sum += cost[item[i]]
            if (!sum || !known)
                exit
            sum = sum * took / known - spent
            sum = sum < 1 ? 1 : sum
            printf format, int(sum / 60) + (sum % 60 > 0) " min"
        }'
}
