# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# The option --coverage of the verb test: what of the device its unit tests and qtests run through.

# Of the lines of each file that builds without QEMU, at least so many percent.
coverage_wanted=90

coverage_run()
{
    packages_ensure
    flavour=qemu
    qemu_ensure
    unit_build covered
    covered_ensure
    project_setup
    artifacts_write
    find "$unit_dir" "$qemu_tree/build" -name '*.gcda' -delete
    : >"$tmp_dir/counts"
    export SVGALAB_FLAVOUR=covered
    suite_run qtest
    build_dir=$unit_dir
    suite_run unit
    coverage_count unit "$root/qemu-svga" "$unit_dir" "$unit_dir/qemu-svga"
    coverage_count qtest "$qemu_tree" "$qemu_tree/build" \
        "$qemu_tree"/build/lib*.p
    try_step 'put both counts together' coverage-sum progress_none \
        gcovr -r "$root/qemu-svga" --csv "$tmp_dir/coverage.csv" \
        -a "$tmp_dir/coverage-unit.json" -a "$tmp_dir/coverage-qtest.json" ||
        die "gcovr failed: $(tail -n 1 "$step_log")"
    sed -n "/^svga_pure = /,/^)/s,^  '\\(.*\\)'\,$,hw/display/svga/\\1,p" \
        "$root/qemu-svga/hw/display/svga/meson.build" >"$tmp_dir/pure"
    printf '\n'
    cat "$tmp_dir"/failed-* 2>/dev/null || :
    awk -f "$build_scripts/coverage.awk" -v wanted="$coverage_wanted" \
        "$tmp_dir/pure" "$tmp_dir/coverage.csv" || exit "$EXIT_FAILED"
    # Counts of tests that failed are no counts.
    awk '$3 > 0 { failed = 1 } END { exit failed }' "$tmp_dir/counts" ||
        exit "$EXIT_FAILED"
}

# coverage_count NAME SOURCES BUILD OBJECTS...: to $tmp_dir/coverage-NAME.json,
# of objects in directories below BUILD, where the compiler ran.
coverage_count()
{
    count_name=$1
    count_sources=$2
    count_build=$3
    shift 3
    try_step "count what the $count_name tests ran" "coverage-$count_name" \
        progress_none gcovr -r "$count_sources" \
        --object-directory "$count_build" \
        --filter "$count_sources/hw/display/svga/.*\.[ch]\$" \
        --json "$tmp_dir/coverage-$count_name.json" "$@" ||
        die "gcovr failed: $(tail -n 1 "$step_log")"
}
