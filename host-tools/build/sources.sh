# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Finds, checks and unpacks the sources of QEMU and Linux, and the helpers QEMU's build wants.

# Where a source comes from is told by two variables, set by *_locate:
#   $qemu_id, $linux_id      names its content, goes into content keys
#   $qemu_from, $linux_from  a tarball, or a directory of the user's

# Unchanged trees keep their fingerprint: names, sizes and times of all files.
tree_fingerprint()
{
    (cd "$1" && find . -name .git -prune -o -type f -printf '%P %s %T@\n' |
        LC_ALL=C sort) | short_hash
}

# user_source PATH: prints an id for a tarball or directory given by the user.
user_source()
{
    if [ -d "$1" ]; then
        printf 'tree-%s\n' "$(tree_fingerprint "$1")"
    elif [ -f "$1" ]; then
        printf 'tar-%s\n' "$(stat -c '%n %s %Y' "$1" | short_hash)"
    else
        die "$1: no such file or directory"
    fi
}

# Name of the work tree of a source: a directory of the user's keeps its tree
# from one edit to the next.
work_name()
{
    if [ -d "$2" ]; then
        printf 'user-%s\n' "$(printf '%s' "$2" | short_hash)"
    else
        printf '%s\n' "$1"
    fi
}

check_qemu_tree()
{
    version=$(cat "$1/VERSION" 2>/dev/null) && [ -f "$1/hw/display/vga.c" ] ||
        die "$2: not a QEMU source tree"
    case $version in
    10.0.*) ;;
    *) die "$2: QEMU $version, but the device is for QEMU 10.0" ;;
    esac
}

linux_makefile()
{
    sed -n "s/^$2 *= *//p" "$1/Makefile" 2>/dev/null | head -n 1
}

check_linux_tree()
{
    version=$(linux_makefile "$1" VERSION).$(linux_makefile "$1" PATCHLEVEL)
    [ "$version" != . ] && [ -f "$1/Kbuild" ] ||
        die "$2: not a Linux source tree"
    [ "$version" = 6.12 ] ||
        die "$2: Linux $version, but the patches are for Linux 6.12"
    [ -f "$1/drivers/gpu/drm/vmwgfx/device_include/svga_reg.h" ] ||
        die "$2: this Linux tree has no vmwgfx (drivers/gpu/drm/vmwgfx)"
}

# Newest directory src/$1*, if any.
cached_source()
{
    find "$cache_dir/src" -maxdepth 1 -name "$1*" -printf '%f\n' |
        sort -rV | head -n 1
}

# A fetched tarball is kept beside the sum it had when apt had checked it.
keep_source()
{
    (cd "$1" && sha256sum -- * >SHA256) || die "cannot write to $1"
    publish "$1" "$cache_dir/src/$2"
}

check_kept()
{
    if ! (cd "$1" && sha256sum --quiet -c SHA256) >/dev/null 2>&1; then
        rm -rf "$1"
        die "$1 was damaged and is removed now: the same command fetches it again"
    fi
}

qemu_locate()
{
    if [ -n "$qemu_source" ]; then
        qemu_from=$qemu_source
        qemu_id=$(user_source "$qemu_from") || exit $?
        [ ! -d "$qemu_from" ] || check_qemu_tree "$qemu_from" "$qemu_from"
        return
    fi
    qemu_id=$(cached_source qemu-10.0)
    if [ -z "$qemu_id" ]; then
        lock sources
        qemu_id=$(cached_source qemu-10.0)
        [ -n "$qemu_id" ] || qemu_fetch
        unlock
    fi
    qemu_from=$cache_dir/src/$qemu_id
}

qemu_fetch()
{
    fetch_source qemu 1:10.0.
    qemu_id=qemu-$(printf '%s' "${fetch_version#*:}" | tr -c 'A-Za-z0-9.' -)
    mkdir "$tmp_dir/keep"
    mv "$tmp_dir"/source/qemu_*.orig.tar.* "$tmp_dir/keep/"
    keep_source "$tmp_dir/keep" "$qemu_id"
}

packaged=/usr/src/linux-source-6.12.tar.xz

# Whether they are found without a fetch.
qemu_there()
{
    [ -n "$qemu_source" ] || [ -n "$(cached_source qemu-10.0)" ]
}

linux_there()
{
    [ -n "$kernel_source" ] || [ -f "$packaged" ] ||
        [ -n "$(cached_source linux-6.12)" ]
}

# $linux_held: what was found last still counts.
linux_locate()
{
    [ -z "${linux_held:-}" ] || return 0
    if [ -n "$kernel_source" ]; then
        linux_from=$kernel_source
        linux_id=$(user_source "$linux_from") || exit $?
        [ ! -d "$linux_from" ] || check_linux_tree "$linux_from" "$linux_from"
    elif [ -f "$packaged" ]; then
        linux_from=$packaged
        linux_id=linux-$(dpkg-query -W -f '${Version}' linux-source-6.12 |
            tr -c 'A-Za-z0-9.' -)
    else
        linux_fetched
    fi
}

linux_fetched()
{
    linux_id=$(cached_source linux-6.12)
    if [ -z "$linux_id" ]; then
        lock sources
        linux_id=$(cached_source linux-6.12)
        [ -n "$linux_id" ] || linux_fetch
        unlock
    fi
    linux_from=$cache_dir/src/$linux_id
}

linux_fetch()
{
    fetch_packages linux-source-6.12
    deb=$(echo "$tmp_dir"/packages/linux-source-6.12_*.deb)
    version=$(dpkg-deb -f "$deb" Version)
    linux_id=linux-$(printf '%s' "$version" | tr -c 'A-Za-z0-9.' -)
    run_step "unpack linux-source $version" unpack-linux-source progress_none \
        dpkg-deb -x "$deb" "$tmp_dir/linux-source"
    mkdir "$tmp_dir/keep"
    mv "$tmp_dir"/linux-source/usr/src/linux-source-6.12.tar.xz "$tmp_dir/keep/"
    keep_source "$tmp_dir/keep" "$linux_id"
}

# The tarball itself, of a source that is not a directory of the user's.
source_tarball()
{
    if [ -d "$1" ]; then
        check_kept "$1"
        find "$1" -name '*.tar.*'
    else
        printf '%s\n' "$1"
    fi
}

# Whether a source is a directory of the user's.
is_tree()
{
    [ -d "$1" ] && [ ! -f "$1/SHA256" ]
}

# source_import linux|qemu: sets $repo and $base, where the source is a commit, and
# $unpacked to words that make a new work tree of what was unpacked for that.
source_import()
{
    eval "import_from=\$${1}_from import_id=\$${1}_id"
    repo=$cache_dir/git/$1
    base=refs/svgalab/import-$import_id
    unpacked=
    if git -C "$repo" rev-parse -q --verify "$base" >/dev/null 2>&1; then
        return
    fi
    need_disk 4000 "the source of $1"
    import_dir=$import_from
    if ! is_tree "$import_from"; then
        tarball=$(source_tarball "$import_from") || exit $?
        import_dir=$tmp_dir/tree
        rm -rf "$import_dir"
        mkdir -p "$import_dir"
        run_step "unpack $1" "unpack-$1" progress_files \
            tar -x -v -C "$import_dir" --strip-components=1 -f "$tarball"
        "check_$1_tree" "$import_dir" "$import_from"
        unpacked="$base $import_dir"
        set -- "$1" all
    fi
    run_step "take $1 into git" "import-$1" progress_none \
        "$build_scripts/tree.sh" import "$repo" "$import_dir" "$base" ${2:+"$2"}
}

# source_plan linux|qemu: the steps of source_import.
source_plan()
{
    eval "import_from=\${${1}_from:-} import_id=\${${1}_id:-}"
    case " $plan_left " in *" import-$1 "*) return ;; esac
    if "${1}_there"; then
        git -C "$cache_dir/git/$1" rev-parse -q --verify \
            "refs/svgalab/import-$import_id" >/dev/null 2>&1 && return
        is_tree "$import_from" || plan_add "unpack-$1"
    else
        plan_add "unpack-$1"
    fi
    plan_add "import-$1"
}

# work_tree NAME: where a source is built; of a directory of the user's, one from
# one edit to the next. Trees of another source, or of before there was git, go.
work_tree()
{
    [ -d "$cache_dir/builds/$1" ] || {
        need_disk 3000 "building ${1%%-*}"
        keep_newest "$cache_dir/builds" "${1%%-*}-" 1
        rm -rf "$cache_dir/trees/linux-${1%%-*}"-* "$cache_dir/trees/${1%%-*}"-*
    }
}

# Sets $device_headers: vmwgfx's device_include and the DRM interface's headers,
# taken out of the source.
headers_ensure()
{
    linux_locate
    device_headers=$cache_dir/src/headers-$linux_id
    [ ! -d "$device_headers" ] || return 0
    lock headers
    [ -d "$device_headers" ] || headers_extract
    unlock
}

headers_plan()
{
    case " $plan_left " in *' extract '*) return ;; esac
    if linux_there && { is_tree "$linux_from" ||
        [ -d "$cache_dir/src/headers-$linux_id" ]; }; then
        return 0
    fi
    plan_add extract
}

# extract WHAT FROM DIR MEMBER...: takes single files out of a source, tree or
# tarball, into DIR, without the directories they are in there.
extract()
{
    what=$1
    from=$2
    into=$3
    shift 3
    mkdir -p "$into"
    if is_tree "$from"; then
        for member in "$@"; do
            # shellcheck disable=SC2086 # a member may be a pattern
            cp "$from"/$member "$into/" || die "$from: no $what in it"
        done
        return
    fi
    tarball=$(source_tarball "$from") || exit $?
    try_step "take $what out of $(basename "$tarball")" extract \
        progress_none tar -x -C "$into" --wildcards --no-anchored \
        --exclude='*/tools/*' --transform='s,.*/,,' -f "$tarball" "$@" ||
        die "$tarball: no $what in it: $(step_cause "$step_log") (log: $step_log)"
}

# One pass over the kernel's big tarball for all that we want of it.
headers_extract()
{
    extract "vmwgfx's device headers" "$linux_from" "$tmp_dir/headers" \
        'drivers/gpu/drm/vmwgfx/device_include/*.h' \
        include/uapi/drm/drm.h include/uapi/drm/drm_mode.h \
        include/uapi/drm/vmwgfx_drm.h scripts/checkpatch.pl \
        scripts/spelling.txt scripts/const_structs.checkpatch
    mkdir "$tmp_dir/headers/scripts"
    (cd "$tmp_dir/headers" && mv checkpatch.pl spelling.txt \
        const_structs.checkpatch scripts/) || die "cannot write to $cache_dir"
    keep_recent "$cache_dir/src" headers- 3
    publish "$tmp_dir/headers" "$device_headers"
}

# Sets $checkpatch: a directory with both projects' checkpatch.pl.
checkpatch_ensure()
{
    headers_ensure
    qemu_locate
    checkpatch=$cache_dir/src/checkpatch-$(printf '%s' "$linux_id $qemu_id" |
        short_hash)
    [ ! -d "$checkpatch" ] || return 0
    lock checkpatch
    if [ ! -d "$checkpatch" ]; then
        extract "QEMU's checkpatch" "$qemu_from" "$tmp_dir/checkpatch/qemu" scripts/checkpatch.pl
        cp -r "$device_headers/scripts" "$tmp_dir/checkpatch/linux"
        keep_recent "$cache_dir/src" checkpatch- 3
        publish "$tmp_dir/checkpatch" "$checkpatch"
    fi
    unlock
}

# Sets $qemu_pythonpath: a meson new enough for QEMU, unpacked privately where
# the machine's own is too old (Debian 12).
qemu_meson_ensure()
{
    qemu_pythonpath=
    /usr/bin/python3 -c 'import sys, pycotap, mesonbuild.coredata as c
sys.exit(tuple(map(int, c.version.split(".")[:2])) < (1, 5))' \
        2>/dev/null && return
    meson_dir=$cache_dir/src/meson-$fetch_release
    if [ ! -d "$meson_dir" ]; then
        lock sources
        [ -d "$meson_dir" ] || qemu_meson_fetch
        unlock
    fi
    qemu_pythonpath=$meson_dir/usr/lib/python3/dist-packages
}

qemu_meson_fetch()
{
    fetch_packages meson python3-pycotap
    for deb in "$tmp_dir"/packages/*.deb; do
        run_step "unpack $(basename "$deb")" unpack-meson progress_none \
            dpkg-deb -x "$deb" "$tmp_dir/meson"
    done
    publish "$tmp_dir/meson" "$meson_dir"
}
