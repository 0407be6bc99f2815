# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# The verb test: builds what the suites need, runs them and counts their cases.

all_suites='unit qtest guest kunit tool style docs debug sanitize'

# What the option --full adds, since it takes long.
long_suites='next next-debug'

# Builds what the suites need before they start, so that no test hides a long build.
suites_build()
{
    packages_ensure
    suites_build_next
    # shellcheck disable=SC2046 # components are words
    build $(for suite in $suites; do suite_components; done)
    case " $suites " in
    *' sanitize '*) project_build sanitized 'compile the sanitized unit tests' unit-tests
        # Nothing else removes the sanitizers' logs: keep those of the last day.
        find "$cache_dir/logs/sanitizers" -type f -mtime +0 -delete ;;
    esac
    project_build '' 'compile the test programs'
    artifacts_write
}

# Builds the kernels of the line "next". Their suites name that line in each call, so they are
# none of the artifacts that the suites are given.
suites_build_next()
{
    suites_line=$linux_line
    linux_line=next
    # shellcheck disable=SC2086 # suites are words
    for suite in $suites; do
        case $suite in
        next) build tool guest qemu kernel-stock kernel-patched kernel-faulty ;;
        next-debug) build tool guest qemu kernel-debug ;;
        esac
    done
    linux_line=$suites_line
    rm -f "$tmp_dir"/out/kernel-*
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

# suites_run SUITE...: runs them under meson, in $build_dir, and prints the sums of their cases
# last. Fails if a case failed.
suites_run()
{
    suites_log=$build_dir/meson-logs/svgalab.json
    rm -f "$suites_log"
    # shellcheck disable=SC2046 # suites are words
    setsid setpriv --pdeathsig TERM env PATH="$system_path" meson test -C "$build_dir" \
        --no-rebuild --logbase svgalab --print-errorlogs $(printf -- '--suite %s ' "$@") </dev/null &
    step_pid=$!
    step_title="suites $*"
    step_wait
    touch "$suites_log"
    jq -n -r --arg suites "$*" --argjson status "$step_status" \
        -f "$build_scripts/count.jq" "$suites_log" | tee "$tmp_dir/counts"
    tail -n 1 "$tmp_dir/counts" | grep -q ' 0 failed'
}

verb_test()
{
    for suite in $suites; do
        known suite "$suite" "$all_suites $long_suites"
    done
    suites=${suites:-$all_suites${full:+ $long_suites}}
    if [ -n "$coverage" ]; then
        coverage_run
        return
    fi
    suites_build
    # shellcheck disable=SC2086 # suites are words
    suites_run $suites || exit "$EXIT_FAILED"
    ! grep -q ': 0 passed, 0 failed' "$tmp_dir/counts" || exit "$EXIT_NOTHING"
}
