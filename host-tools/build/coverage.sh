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
    qemu_where covered
    counted=$tree
    artifacts_write
    export SVGALAB_FLAVOUR=covered
    project_build covered 'compile the covered unit tests' unit-tests
    unit_dir=$build_dir
    find "$unit_dir" "$counted/build" -name '*.gcda' -delete
    # If a test fails, the counts are worthless.
    failed=
    suites_run unit || failed=1
    project_build '' 'configure the qtests' build.ninja
    suites_run qtest || failed=1
    coverage_count unit "$root/qemu-svga" "$unit_dir" "$unit_dir/qemu-svga"
    coverage_count qtest "$counted" "$counted/build" "$counted"/build/lib*.p
    coverage_report
    coverage_report --branches
    below=
    for file in $(sed -n "/^svga_pure = /,/^)/s/^  '\(.*\)',$/\1/p" \
        "$root/qemu-svga/hw/display/svga/meson.build"); do
        coverage_report --filter ".*/svga/$file\$" --fail-under-line "$coverage_wanted" \
            >/dev/null 2>&1 || below="$below $file"
    done
    [ -z "$below" ] || say "less than $coverage_wanted % of the lines run:$below"
    [ -z "$below$failed" ] || exit "$EXIT_FAILED"
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
    name=$1 sources=$2 build=$3
    shift 3
    run_step "count what the $name tests ran" gcovr -r "$sources" --object-directory "$build" \
        --filter "$sources/hw/display/svga/.*\.[ch]\$" --json "$tmp_dir/coverage-$name.json" "$@"
}
