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
    case ${1:-} in
    sanitized) project_options='-Db_sanitize=address,undefined -Db_lundef=false' ;;
    covered) project_options=-Db_coverage=true ;;
    *) project_options= ;;
    esac
}

tool_where() { project_where; }
guest_where() { project_where; }

# project_compile FLAVOUR TITLE TARGET...: configures $tree once, and again when an input changes
# that ninja does not watch: options, sources, compiler, meson, the list of qtest programs; then
# compiles. Sets $build_dir. The plain flavour is ''.
project_compile()
{
    project_where "$1"
    build_dir=$tree
    compile_title=$2
    shift 2
    stamp="$project_options $qemu_source $kernel_source $(toolchain_id) $(meson --version) $(
        ls "$root/qemu-svga/tests/qtest")"
    if [ "$(cat "$whole" 2>/dev/null)" != "$stamp" ]; then
        keep_recent "$cache_dir/trees" project- 8
        headers_ensure
        rm -rf "$tree"
        # shellcheck disable=SC2086 # options are words
        run_step 'configure svgalab' meson setup "$tree" "$root" $project_options \
            -Dqemu_source="$qemu_source" -Dkernel_source="$kernel_source"
        printf '%s\n' "$stamp" >"$whole"
    fi
    touch "$tree"
    run_step "$compile_title" ninja -C "$build_dir" -j "$jobs" "$@"
}

# The same for what is no component.
project_build()
{
    lock "project-$checkout"
    project_compile "$@"
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
    project_compile '' 'compile the svgalab tool' host-tools/svgalab
    collect "$build_dir/host-tools/svgalab"
}

guest_inputs()
{
    with_headers locate linux
    printf '%s\n' "$id" "$(toolchain_id)" \
        "$(dpkg-query -W -f '${Version}' libdrm-tests 2>/dev/null)"
    files_hash meson.build guest-tests qemu-svga/include guest-kernel/overlay/mm/tests
}

guest_make()
{
    set -- guest-tests/initramfs.cpio guest-tests/cases.list guest-tests/kunit-cases.list
    project_compile '' 'compile the guest programs' "$@"
    (cd "$build_dir" && collect "$@")
}
