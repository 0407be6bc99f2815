# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# The option --coverage of the verb test: what of the device its unit tests and qtests run through.

# Of the lines of each file that builds without QEMU, at least so many percent.
coverage_wanted=90

coverage_run()
{
    packages_ensure
    flavour=qemu
    ensure qemu
    # Counts lie beside the objects, which have to be of the present content, too.
    find_out covered
    rm -rf "$out"
    ensure covered
    artifacts_write
    export SVGALAB_FLAVOUR=covered
    unit_build covered
    unit_dir=$build_dir
    qemu_where covered
    counted=$tree
    find "$unit_dir" "$counted/build" -name '*.gcda' -delete
    suite_run unit
    project_where
    project_setup
    build_dir=$tree
    suite_run qtest
    coverage_count unit "$root/qemu-svga" "$unit_dir" "$unit_dir/qemu-svga"
    coverage_count qtest "$counted" "$counted/build" "$counted"/build/lib*.p
    cat "$tmp_dir/failed"
    coverage_report
    coverage_report --branches
    below=
    for file in $(sed -n "/^svga_pure = /,/^)/s/^  '\(.*\)',$/\1/p" \
        "$root/qemu-svga/hw/display/svga/meson.build"); do
        coverage_report --filter ".*/svga/$file\$" --fail-under-line "$coverage_wanted" \
            >/dev/null 2>&1 || below="$below $file"
    done
    [ -z "$below" ] || say "less than $coverage_wanted % of the lines run:$below"
    # Counts of tests that failed are no counts.
    [ -z "$below" ] && ! grep -qv '^[a-z]* [0-9]* 0 ' "$tmp_dir/counts" || exit "$EXIT_FAILED"
}

# Of both counts together.
coverage_report()
{
    gcovr -r "$root/qemu-svga" -a "$tmp_dir/coverage-unit.json" \
        -a "$tmp_dir/coverage-qtest.json" "$@"
}

# coverage_count NAME SOURCES BUILD OBJECTS...: to $tmp_dir/coverage-NAME.json,
# of objects in directories below BUILD, where the compiler ran.
coverage_count()
{
    count_name=$1
    count_sources=$2
    count_build=$3
    shift 3
    run_step "count what the $count_name tests ran" gcovr -r "$count_sources" \
        --object-directory "$count_build" --filter "$count_sources/hw/display/svga/.*\.[ch]\$" \
        --json "$tmp_dir/coverage-$count_name.json" "$@"
}
