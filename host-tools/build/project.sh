# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# The components tool and guest and the unit tests: our own programs, built with meson.

# Every checkout has build directories of its own in the cache.
checkout=$(printf '%s' "$root" | short_hash)

# project_where [FLAVOUR]: also sets its meson options. Only unit tests are built in a flavour
# other than the plain one.
project_where()
{
    tree=$cache_dir/trees/project-$checkout${1:+-$1}
    whole=$tree/.svgalab-configured
    item=project
    case ${1:-} in
    sanitized) project_options='-Db_sanitize=address,undefined -Db_lundef=false' ;;
    covered) project_options=-Db_coverage=true ;;
    *) project_options= ;;
    esac
}

tool_where() { project_where; }
guest_where() { project_where; }

# Removes the build directories of checkouts that are gone.
project_collect()
{
    for stale in "$cache_dir"/trees/project-*/; do
        [ -d "$(cat "${stale}checkout" 2>/dev/null || echo /)" ] || rm -rf "$stale"
    done
}

# Configures $tree once, and again when an input changes that ninja does not watch: options,
# sources, compiler, meson, the list of qtest programs.
project_setup()
{
    stamp="$project_options $qemu_source $kernel_source $(toolchain_id) $(meson --version) $(
        ls "$root/qemu-svga/tests/qtest")"
    if [ "$(cat "$whole" 2>/dev/null)" = "$stamp" ]; then
        return
    fi
    project_collect
    headers_ensure
    rm -rf "$tree"
    # shellcheck disable=SC2086 # options are words
    run_step 'configure svgalab' meson setup "$tree" "$root" $project_options \
        -Dqemu_source="$qemu_source" -Dkernel_source="$kernel_source"
    printf '%s\n' "$root" >"$tree/checkout"
    printf '%s\n' "$stamp" >"$whole"
}

# project_compile FLAVOUR TITLE TARGET...: sets $build_dir. The plain flavour is ''.
project_compile()
{
    project_where "$1"
    build_dir=$tree
    compile_title=$2
    shift 2
    project_setup
    run_step "$compile_title" ninja -C "$build_dir" -j "$jobs" "$@"
}

# unit_build FLAVOUR: builds the unit tests; sets $build_dir.
unit_build()
{
    lock "project-$checkout"
    project_compile "$1" "compile the $1 unit tests" unit-tests
    unlock
}

tool_inputs()
{
    toolchain_id
    files_hash meson.build host-tools/meson.build host-tools/src \
        host-tools/lib host-tools/data qemu-svga/include
}

tool_make()
{
    plan_begin "$item" "$tree"
    project_compile '' 'compile the svgalab tool' host-tools/svgalab
    collect "$build_dir/host-tools/svgalab"
}

guest_inputs()
{
    locate linux
    printf '%s\n' "$linux_id" "$(toolchain_id)" \
        "$(dpkg-query -W -f '${Version}' libdrm-tests 2>/dev/null)"
    files_hash meson.build guest-tests qemu-svga/include guest-kernel/overlay/mm/tests
}

guest_make()
{
    plan_begin "$item" "$tree"
    set -- guest-tests/initramfs.cpio guest-tests/cases.list guest-tests/kunit-cases.list
    project_compile '' 'compile the guest programs' "$@"
    (cd "$build_dir" && collect "$@")
}
