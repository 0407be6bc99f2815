# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Builds our own programs, with meson, and writes down where everything built is.

# Every checkout has a build directory of its own in the cache; what `run` needs
# of it goes to out/ under its content key, so that a second checkout of the same
# content builds nothing.

# The directory of flavour $project_flavour, with its meson options: the plain
# one, or one of those that only unit tests are built of.
project_dir()
{
    build_dir=$cache_dir/trees/project-$(printf '%s' "$root" | short_hash)
    case ${project_flavour:-plain} in
    plain) project_options= ;;
    sanitized) build_dir=$build_dir-sanitized
        project_options='-Db_sanitize=address,undefined -Db_lundef=false' ;;
    covered) build_dir=$build_dir-covered
        project_options=-Db_coverage=true ;;
    esac
}

# unit_build FLAVOUR: sets $unit_dir, where the unit tests are built.
unit_build()
{
    project_flavour=$1
    lock "project-$(printf '%s' "$root" | short_hash)"
    # shellcheck disable=SC2046 # targets are words
    project_compile "compile the unit tests ($1)" $(cd "$root/qemu-svga" &&
        ls tests/unit/test-*.c | sed 's,.*/test-\(.*\)\.c$,qemu-svga/test-svga-\1,')
    unlock
    unit_dir=$build_dir
    project_flavour=
    project_dir
}

# The build directories of checkouts that are gone.
project_collect()
{
    for stale in "$cache_dir"/trees/project-*/; do
        checkout=$(cat "${stale}checkout" 2>/dev/null) || continue
        [ -d "$checkout" ] || rm -rf "$stale"
    done
}

# Configures once, and again when one of its inputs that ninja does not watch
# has changed: options, compiler, the list of qtest programs.
project_setup()
{
    project_dir
    stamp="$project_options $qemu_source $kernel_source $(toolchain_id) $(meson --version) $(
        ls "$root/qemu-svga/tests/qtest")"
    if [ "$(cat "$build_dir/.svgalab-configured" 2>/dev/null)" = "$stamp" ]; then
        return
    fi
    project_collect
    headers_ensure
    rm -rf "$build_dir"
    # shellcheck disable=SC2086 # options are words
    run_step 'configure svgalab' project-configure progress_none \
        env PATH="$system_path" \
        meson setup "$build_dir" "$root" $project_options \
        -Dqemu_source="$qemu_source" -Dkernel_source="$kernel_source"
    printf '%s\n' "$root" >"$build_dir/checkout"
    printf '%s\n' "$stamp" >"$build_dir/.svgalab-configured"
}

# project_compile TITLE TARGET...
project_compile()
{
    project_title=$1
    shift
    project_setup
    run_step "$project_title" project-compile progress_ninja \
        env PATH="$system_path" \
        ninja -C "$build_dir" -j "$(jobs_count)" "$@"
}

# project_ensure COMPONENT: COMPONENT is tool or guest; sets ${COMPONENT}_out.
project_ensure()
{
    project_find "$1"
    if [ ! -d "$project_out" ]; then
        lock "project-$(printf '%s' "$root" | short_hash)"
        while [ ! -d "$project_out" ]; do
            "$1_make"
            # Files that were edited meanwhile may or may not be in it.
            made_for=$project_out
            project_find "$1"
            [ "$made_for" = "$project_out" ] || rm -rf "$made_for"
        done
        unlock
    fi
    touch -c "$project_out"
}

project_plan()
{
    project_dir
    if linux_there; then
        project_find "$1"
        [ ! -d "$project_out" ] || return 0
    fi
    [ ! -f "$build_dir/.svgalab-configured" ] || return 0
    headers_plan
    case " $plan_left " in
    *' project-configure '*) ;;
    *) plan_add project-configure ;;
    esac
    plan_add project-compile
}

project_find()
{
    "$1_key"
    eval "project_out=\$${1}_out"
}

tool_key()
{
    tool_out=$cache_dir/out/tool-$({
        toolchain_id
        files_hash meson.build host-tools/meson.build host-tools/src \
            host-tools/lib host-tools/data qemu-svga/include
    } | short_hash)
}

tool_make()
{
    project_compile 'compile the svgalab tool' host-tools/svgalab
    mkdir -p "$tmp_dir/tool"
    cp "$build_dir/host-tools/svgalab" "$tmp_dir/tool/" ||
        die "cannot write to $cache_dir"
    keep_recent "$cache_dir/out" tool- 3
    publish "$tmp_dir/tool" "$tool_out"
}

guest_key()
{
    linux_locate
    guest_out=$cache_dir/out/guest-$({
        printf '%s\n' "$linux_id" "$(toolchain_id)" "$(dpkg-query -W -f \
            '${Version}' libdrm-tests 2>/dev/null)"
        files_hash meson.build guest-tests qemu-svga/include \
            guest-kernel/overlay/mm/tests
    } | short_hash)
}

guest_make()
{
    project_compile 'compile the guest programs' \
        guest-tests/initramfs.cpio guest-tests/cases.list \
        guest-tests/kunit-cases.list
    mkdir -p "$tmp_dir/guest"
    cp "$build_dir/guest-tests/initramfs.cpio" \
        "$build_dir/guest-tests/cases.list" \
        "$build_dir/guest-tests/kunit-cases.list" "$tmp_dir/guest/" ||
        die "cannot write to $cache_dir"
    keep_recent "$cache_dir/out" guest- 3
    publish "$tmp_dir/guest" "$guest_out"
}

artifact()
{
    [ ! -e "$2" ] || printf '%s=%s\n' "$1" "$2"
}

artifact_text()
{
    [ ! -e "$2" ] || printf '%s=%s\n' "$1" "$(cat "$2")"
}

# Writes the key file that tells the tool what is built and where; sets
# $artifacts_file. Named by its content: calls never pull it from under others.
artifacts_write()
{
    {
        printf '[artifacts]\n'
        artifact qemu "${qemu_out:-}/qemu-system-x86_64"
        artifact_text qemu-version "${qemu_out:-}/VERSION"
        artifact counter "${qemu_out:-}/svga-count.so"
        [ -z "${qemu_out:-}" ] || printf 'device-level=L1\n'
        for kind in stock patched debug faulty; do
            eval "kernel_out=\${kernel_${kind}_out:-}"
            artifact "kernel-$kind" "$kernel_out/bzImage"
            artifact "kernel-$kind-map" "$kernel_out/System.map"
            artifact_text "kernel-$kind-version" "$kernel_out/release"
            artifact_text "kernel-$kind-layout" "$kernel_out/layout"
        done
        artifact initramfs "${guest_out:-}/initramfs.cpio"
        artifact cases "${guest_out:-}/cases.list"
        artifact kunit-cases "${guest_out:-}/kunit-cases.list"
        artifact expectations "$root/guest-tests/expectations"
        artifact findings "$root/docs/findings.md"
        printf 'cache-dir=%s\n' "$cache_dir"
    } >"$tmp_dir/artifacts" || die "cannot write to $cache_dir"
    artifacts_file=$cache_dir/artifacts/$(short_hash <"$tmp_dir/artifacts").ini
    if [ ! -f "$artifacts_file" ]; then
        keep_recent "$cache_dir/artifacts" '' 20
        publish "$tmp_dir/artifacts" "$artifacts_file"
    fi
}
