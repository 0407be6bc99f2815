#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# The built tool with bad input: one line on stderr, the right exit code.

set -u

tool=$1
work=$(mktemp -d "${TMPDIR:-/tmp}/svgalab-test.XXXXXX")
trap 'rm -rf "$work"' EXIT
count=0

export XDG_STATE_HOME="$work/state" XDG_CACHE_HOME="$work/cache"
unset SVGALAB_ARTIFACTS

printf 'store/a\nstore/b\n' >"$work/cases.list"
# defect CLASS CASES [LINE]: an expectation of the patched kernel.
defect()
{
    printf '[known]\nreason = known to fail\nclass = %s\nkernels = patched\n' \
        "$1"
    printf 'cases = %s\n%s\n' "$2" "${3:-}"
}

defect plain store/b >"$work/expectations"
cat >"$work/good.ini" <<INI
[artifacts]
qemu=/bin/true
kernel-stock=$work/cases.list
kernel-patched=$work/cases.list
initramfs=$work/cases.list
cases=$work/cases.list
expectations=$work/expectations
cache-dir=$work/cache
INI
sed '/^qemu=/d' "$work/good.ini" >"$work/no-qemu.ini"
sed 's|^kernel-stock=.*|kernel-stock=/nonexistent/image|' \
    "$work/good.ini" >"$work/no-kernel.ini"
# good_but NAME KEY VALUE: the artifacts NAME.ini, with one other value.
good_but()
{
    sed "s|^$2=.*|$2=$3|" "$work/good.ini" >"$work/$1.ini"
}

good_but no-expect expectations "$work/none"
defect odd store/a >"$work/odd"
good_but odd-expect expectations "$work/odd"
defect plain store/gone >"$work/gone"
good_but gone-expect expectations "$work/gone"
defect isolated store/. 'text = BUG' >"$work/alone"
good_but alone expectations "$work/alone"
defect isolated store/. >"$work/mute"
good_but mute expectations "$work/mute"
defect plain store/a 'linux = 6.13..' >"$work/later"
good_but later expectations "$work/later"
printf 'store/a\nSTORE\n' >"$work/bad.list"
good_but bad-list cases "$work/bad.list"
printf 'store/a\nblame/a\n' >"$work/blame.list"
good_but blame cases "$work/blame.list"
sed -i "s|^expectations=.*|expectations=/dev/null|" "$work/blame.ini"

report()
{
    count=$((count + 1))
    if [ "$1" -eq 0 ]; then
        printf 'ok %d %s\n' "$count" "$2"
    else
        printf 'not ok %d %s\n' "$count" "$2"
        sed 's/^/# /' "$work/out" "$work/err"
    fi
}

# expect CODE NAME WORD ARGUMENT...: exit code CODE, and an error in one line
# that contains WORD.
expect()
{
    wanted=$1 name=$2 word=$3
    shift 3
    "$tool" "$@" >"$work/out" 2>"$work/err"
    status=$?
    [ "$status" -eq "$wanted" ] && [ "$(wc -l <"$work/err")" -eq 1 ] &&
        grep -q -e "$word" "$work/err"
    report $? "$name (exit code $status)"
}

# shows NAME WORD ARGUMENT...: exit code 0, and WORD on standard output.
shows()
{
    name=$1 word=$2
    shift 2
    "$tool" "$@" >"$work/out" 2>"$work/err" && [ ! -s "$work/err" ] &&
        grep -q -e "$word" "$work/out"
    report $? "$name"
}

good="--artifacts $work/good.ini"

shows 'help' '^  run ' --help
shows 'help_of_run' '--kernel=KIND' run --help
shows 'help_of_list' '--exclude=REGEX' list -h
shows 'json_without_file' '^store/a$' run $good --list --json
shows 'json_before_option' '^store/a$' run $good --json --list
shows 'help_of_report' '--output=FILE' report --help
shows 'version' '^svgalab [0-9]' --version
expect 2 'no_verb' 'no verb'
expect 2 'unknown_verb' 'unknown verb dance' dance
expect 2 'unknown_option_before_verb' 'unknown option' --dance
expect 2 'unknown_option' '--dance' run --dance
expect 2 'unknown_short_option' '-q' list -q
expect 2 'option_without_value' 'kernel' run --kernel
expect 2 'extra_argument' 'unexpected argument' run store/a
expect 2 'timeout_not_a_number' 'soon' run --timeout soon
expect 2 'timeout_zero' 'timeout' run --timeout 0
expect 2 'too_many_guests' 'guests' run --guests 17
expect 2 'boot_timeout_negative' 'boot-timeout' run --boot-timeout=-1
expect 2 'unknown_kernel' "unknown kernel 'odd'" run --kernel odd
expect 2 'image_and_kernel' 'in place of --kernel' run --image x --kernel stock
expect 2 'kernel_image_alone' 'in place of --kernel' run --kernel image
expect 2 'modules_alone' 'belongs to it' run --modules x
expect 2 'unknown_fault' "unknown fault 'eat'" run --inject eat
expect 2 'fault_number_zero' 'lose:0' run --inject lose:0
expect 2 'property_without_value' "KEY=VALUE.*'level'" run --device-property level
expect 2 'property_without_key' "not '=1'" run --device-property =1
expect 2 'property_key_odd' "not 'Level=L1'" run --device-property Level=L1
expect 2 'property_value_odd' "not 'level=a\\\\nb'" run --device-property 'level=a
b'
expect 2 'property_of_ours' 'reports is set by svgalab' \
    run --device-property level=L1 --device-property reports=x
expect 2 'two_outputs' 'only one of' run --json --junit
expect 3 'junit_unwritable' 'cannot write to /nonexistent/x' \
    run --junit /nonexistent/x
expect 3 'junit_directory' "cannot write to $work" run --junit "$work"
expect 2 'report_of_nothing' 'which result directory' report
expect 2 'report_of_two' 'which result directory' report "$work" "$work"
expect 3 'report_not_there' '/nonexistent: no such directory' \
    report /nonexistent
mkdir "$work/half"
expect 3 'report_not_results' 'has no results.json' report "$work/half"
printf '{"schema":2,' >"$work/half/results.json"
expect 3 'report_half_written' 'is not JSON, or only the begin' \
    report "$work/half"
# run NAME VERDICT OUTCOME: a result directory with one case.
run()
{
    mkdir "$work/$1"
    printf '{"schema":2,"verdict":"%s","verdict_text":"","started":"",
        "environment":{},"reproduce":{},"summary":{},"device":{},
        "screenshots":[],"cases":[{"name":"store/a","outcome":"%s"}]}' \
        "$2" "$3" >"$work/$1/results.json"
}

# differs NAME WORD ARGUMENT...: exit code 1, and WORD on standard output.
differs()
{
    name=$1 word=$2
    shift 2
    "$tool" diff "$@" >"$work/out" 2>"$work/err"
    status=$?
    [ "$status" -eq 1 ] && [ ! -s "$work/err" ] &&
        grep -q -e "$word" "$work/out"
    report $? "$name (exit code $status)"
}

run old pass xfail
run new pass pass
run broken error pass
shows 'help_of_diff' 'diff A B' diff --help
expect 2 'diff_of_nothing' 'which two' diff
expect 2 'diff_of_one' 'which two' diff "$work/old"
expect 2 'diff_of_three' 'which two' diff "$work/old" "$work/old" "$work/old"
expect 2 'diff_unknown_option' '--colour' diff --colour
expect 3 'diff_not_there' '/nonexistent: no such directory or file' \
    diff "$work/old" /nonexistent
expect 3 'diff_not_results' "$work: has no results.json" \
    diff "$work" "$work/old"
expect 3 'diff_half_written' 'is not JSON, or only the begin' \
    diff "$work/half" "$work/old"
expect 3 'diff_of_another_file' 'cases.list: is not JSON' \
    diff "$work/old" "$work/cases.list"
awk 'BEGIN { for (i = 0; i < 300000; i++) printf "[" }' >"$work/deep.json"
expect 3 'diff_of_a_deep_file' 'deep.json: is not JSON' \
    diff "$work/old" "$work/deep.json"
mkfifo "$work/fifo"
expect 3 'diff_of_a_fifo' 'fifo: no such' diff "$work/old" "$work/fifo"
shows 'diff_of_the_same' '1 unchanged$' diff "$work/old" "$work/old"
shows 'diff_of_the_same_json' '"differs" : false' \
    diff "$work/old" "$work/old" --json
differs 'diff_fixed' '^fixed: store/a$' "$work/old" "$work/new"
differs 'diff_of_files' '^broken: store/a$' \
    "$work/new/results.json" "$work/old/results.json"
differs 'diff_json_first' '"change" : "fixed"' \
    --json "$work/old" "$work/new"
differs 'diff_of_verdicts' '^verdict: pass -> error$' \
    "$work/new" "$work/broken"
shows 'help_of_bench' 'walker: instructions' bench --help
expect 2 'bench_of_nothing' 'There is: walker' bench
expect 2 'bench_of_something_else' 'There is: walker' bench dance
expect 3 'no_artifacts' './svgalab' run
expect 3 'artifacts_not_there' '/nonexistent' run --artifacts /nonexistent
expect 3 'artifacts_junk' 'cases.list' run --artifacts "$work/cases.list"
# shellcheck disable=SC2086 # $good is an option and its value
{
expect 2 'bad_regex' 'bad regular expression' run $good -t '('
expect 2 'bad_exclude' 'bad regular expression' list $good -x '['
expect 5 'no_case_matches' 'none of the 2 cases' run $good -t nothing
expect 5 'all_excluded' 'none of the 2 cases' list $good -x store
shows 'list' '^store/a$' list $good
shows 'list_expected_failure' '^store/b # expected failure: known: known to fail$' \
    list $good --kernel patched
shows 'cases_of_the_faulty_kernel' '^blame/a$' \
    run --artifacts "$work/blame.ini" --kernel faulty --list
expect 5 'other_cases_on_the_faulty_kernel' 'none of the 1 cases' \
    run --artifacts "$work/blame.ini" --kernel faulty --list -t store
expect 5 'blame_on_another_kernel' 'none of the 1 cases' \
    run --artifacts "$work/blame.ini" --list -t blame
shows 'list_of_run' '^store/b$' run $good --list -t b
expect 3 'unknown_uri' 'cannot connect' run $good -c no-such-driver:///
expect 3 'unreachable_uri' 'cannot connect to qemu+unix' \
    run $good -c 'qemu+unix:///system?socket=/nonexistent/socket'
expect 3 'driver_not_qemu' 'is TEST, not QEMU' run $good -c test:///default
}
expect 3 'no_qemu' 'names no QEMU' run --artifacts "$work/no-qemu.ini"
expect 3 'no_kernel' '/nonexistent/image' \
    run --artifacts "$work/no-kernel.ini" --kernel stock
expect 3 'no_counter' 'names no instruction counter' \
    bench walker --artifacts "$work/good.ini"
expect 3 'no_expectations' "$work/none" run --artifacts "$work/no-expect.ini"
expect 2 'bad_expectations' "odd:3: unknown class 'odd'" \
    run --artifacts "$work/odd-expect.ini"
expect 2 'bad_expectations_before_a_build' "odd:3: unknown class 'odd'" \
    run --artifacts "$work/odd-expect.ini" --list
expect 2 'expectation_of_no_case' 'gone:5: no case has such a name' \
    run --artifacts "$work/gone-expect.ini"
expect 2 'isolated_without_text' 'mute:1: isolated needs' \
    list --artifacts "$work/mute.ini" --kernel stock
shows 'defect_of_an_unknown_version' '^store/a # expected' \
    list --artifacts "$work/later.ini" --kernel patched
echo 'kernel-patched-version=6.12.117' >>"$work/later.ini"
shows 'defect_of_a_later_version' '^store/a$' \
    list --artifacts "$work/later.ini" --kernel patched
expect 5 'only_isolated_cases' 'a boot of its own' \
    run --artifacts "$work/alone.ini"
expect 3 'bad_case_list' 'bad.list:2' run --artifacts "$work/bad-list.ini"

printf '1..%d\n' "$count"
