# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# The verb test: builds what the suites need, runs them and counts their cases.

all_suites='unit qtest guest kunit tool style docs debug sanitize'

# Builds what the suites need before they start, so that no test hides a long build.
suites_build()
{
    packages_ensure
    # shellcheck disable=SC2046 # components are words
    build $(for suite in $suites; do suite_components; done)
    case " $suites " in
    *' sanitize '*) unit_build sanitized
        # Nothing else removes the sanitizers' logs: keep those of the last day.
        find "$cache_dir/logs/sanitizers" -type f -mtime +0 -delete ;;
    esac
    lock "project-$checkout"
    project_compile '' 'compile the test programs'
    unlock
    artifacts_write
}

# Prints the components that $suite needs.
suite_components()
{
    case $suite in
    qtest | tool) echo qemu ;;
    sanitize) echo sanitized tool guest qemu kernel-patched ;;
    debug) echo tool guest qemu kernel-debug ;;
    docs) echo tool guest qemu kernel-stock kernel-patched ;;
    guest | kunit) echo tool guest qemu kernel-stock kernel-patched kernel-faulty ;;
    esac
}

# suite_run SUITE: runs it under meson and adds its cases to $tmp_dir/counts.
suite_run()
{
    suite_log=$build_dir/meson-logs/suite-$1.json
    rm -f "$suite_log"
    printf '\n== suite %s\n' "$1"
    suite_status=0
    setsid setpriv --pdeathsig TERM env PATH="$system_path" meson test \
        -C "$build_dir" --no-rebuild --suite "$1" --logbase "suite-$1" \
        --print-errorlogs </dev/null &
    step_pid=$!
    step_title="suite $1"
    wait "$step_pid" || suite_status=$?
    step_pid=
    if ! jq -n -r --arg suite "$1" -f "$build_scripts/count.jq" "$suite_log" \
        >"$tmp_dir/suite" 2>/dev/null; then
        say "suite $1 left no results (exit code $suite_status)"
        printf '%s 0 1 0\n' "$1" >"$tmp_dir/suite"
    fi
    read -r _ passed failed skipped <"$tmp_dir/suite"
    sed 1d "$tmp_dir/suite" >>"$tmp_dir/failed"
    # Meson found a failure that no case shows: count it, too.
    if [ "$suite_status" -ne 0 ] && [ "$failed" -eq 0 ]; then
        failed=1
    fi
    echo "== suite $1: $passed passed, $failed failed, $skipped skipped"
    echo "$1 $passed $failed $skipped" >>"$tmp_dir/counts"
}

verb_test()
{
    for suite in $suites; do
        known suite "$suite" "$all_suites"
    done
    suites=${suites:-$all_suites}
    if [ -n "$coverage" ]; then
        coverage_run
        return
    fi
    suites_build
    for suite in $suites; do
        suite_run "$suite"
    done
    printf '\n'
    cat "$tmp_dir/failed"
    awk '{ passed += $2; failed += $3; skipped += $4; empty += $2 + $3 == 0 }
        END {
            printf "%d passed, %d failed", passed, failed
            if (skipped) printf ", %d skipped", skipped
            printf "\n"
            exit failed ? 1 : empty ? 5 : 0
        }' "$tmp_dir/counts"
}
