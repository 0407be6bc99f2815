# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# The option --coverage of the verb test: measures how much of the device the tests run.

# At least this percentage of the lines must run, in each file that builds without QEMU.
coverage_wanted=90

coverage_run()
{
    packages_ensure
    flavour=qemu
    ensure qemu
    # The counts lie beside the objects: build again, so that these match the present content.
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
    # If a test failed, the counts are worthless.
    [ -z "$below" ] && ! grep -qv '^[a-z]* [0-9]* 0 ' "$tmp_dir/counts" || exit "$EXIT_FAILED"
}

# Reports on both counts together.
coverage_report()
{
    gcovr -r "$root/qemu-svga" -a "$tmp_dir/coverage-unit.json" \
        -a "$tmp_dir/coverage-qtest.json" "$@"
}

# coverage_count NAME SOURCES BUILD OBJECTS...: writes $tmp_dir/coverage-NAME.json. OBJECTS
# are directories of object files below BUILD, where the compiler ran.
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
