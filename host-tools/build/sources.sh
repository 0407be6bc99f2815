# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Finds, checks and unpacks the sources of QEMU and Linux, and the meson that QEMU needs.

packaged=/usr/src/linux-source-6.12.tar.xz

# The releases of QEMU that the device builds with, the default first.
qemu_versions='10.0 10.2'

# source_facts linux|qemu: sets what we know of a source before we find one.
source_facts()
{
    case $1 in
    linux)
        called=Linux wanted=6.12 ours='the patches are' mark=Kbuild given=$kernel_source
        ;;
    qemu)
        called=QEMU wanted=${qemu_version:-${qemu_versions%% *}} ours='the device is'
        mark=hw/display/vga.c given=$qemu_source
        ;;
    esac
}

# Prints the name of the newest directory src/$1*, if any.
cached_source()
{
    find "$cache_dir/src" -maxdepth 1 -name "$1*" -printf '%f\n' |
        sort -rV | head -n 1
}

# source_there linux|qemu: true if it can be found without a fetch.
source_there()
{
    source_facts "$1"
    [ -n "$given" ] || [ -n "$(cached_source "$1-$wanted")" ] ||
        { [ "$1" = linux ] && [ -f "$packaged" ]; }
}

# locate linux|qemu: sets ${1}_id, which names the source's content in content keys, and
# ${1}_from: a tarball, a directory that keeps one, or a user's directory. The result is
# kept until sources_forget.
locate()
{
    eval "[ -z \"\$${1}_id\" ]" || return 0
    source_facts "$1"
    if [ -n "$given" ]; then
        user_source "$1"
    elif [ "$1" = linux ] && [ -f "$packaged" ]; then
        given=$packaged
        id=$(dpkg-query -W -f 'linux-${Version}' linux-source-6.12 | tr -c 'A-Za-z0-9.' -)
    else
        id=$(cached_source "$1-$wanted")
        if [ -z "$id" ]; then
            lock sources
            id=$(cached_source "$1-$wanted")
            [ -n "$id" ] || "${1}_fetch"
            unlock
        fi
        given=$cache_dir/src/$id
    fi
    eval "${1}_id=\$id ${1}_from=\$given"
}

sources_forget()
{
    linux_id='' linux_from='' qemu_id='' qemu_from=''
}

sources_forget

# Names a user's directory by the names, sizes and times of all files, so that the name
# stays the same until one changes.
user_source()
{
    if [ -d "$given" ]; then
        check_tree "$1" "$given"
        id=tree-$(cd "$given" && find . -name .git -prune -o -type f -printf '%P %s %T@\n' |
            LC_ALL=C sort | short_hash)
    elif [ -f "$given" ]; then
        id=tar-$(stat -c '%n %s %Y' "$given" | short_hash)
    else
        die "$given: no such file or directory"
    fi
}

# check_tree linux|qemu DIRECTORY
check_tree()
{
    version=$(case $1 in
        linux) sed -n -E 's/^(VERSION|PATCHLEVEL) *= *//p' "$2/Makefile" | paste -s -d . ;;
        qemu) cat "$2/VERSION" ;;
        esac 2>/dev/null) || :
    [ -n "$version" ] && [ -f "$2/$mark" ] || die "$given: not a $called source tree"
    case $version in
    "$wanted" | "$wanted".*) ;;
    *) die "$given: $called $version, but $ours for $called $wanted" ;;
    esac
    [ "$1" = qemu ] || [ -f "$2/drivers/gpu/drm/vmwgfx/device_include/svga_reg.h" ] ||
        die "$given: this Linux tree has no vmwgfx (drivers/gpu/drm/vmwgfx)"
}

qemu_fetch()
{
    fetch_source qemu "1:$wanted."
    keep_source "qemu-${fetch_version#*:}" "$tmp_dir"/fetched/qemu_*.orig.tar.*
}

linux_fetch()
{
    fetch_packages linux-source-6.12
    deb=$(echo "$tmp_dir"/fetched/linux-source-6.12_*.deb)
    run_step 'unpack linux-source' dpkg-deb -x "$deb" "$tmp_dir/fetched"
    keep_source "linux-$(dpkg-deb -f "$deb" Version)" "$tmp_dir"/fetched/usr/src/*.tar.xz
}

# keep_source ID FILE: keeps a fetched tarball as $id, with the checksum that it had when apt
# had verified it.
keep_source()
{
    id=$(printf '%s' "$1" | tr -c 'A-Za-z0-9.' -)
    mkdir "$tmp_dir/keep"
    mv "$2" "$tmp_dir/keep/" && (cd "$tmp_dir/keep" && sha256sum -- * >SHA256) ||
        die "cannot write to $cache_dir"
    publish "$tmp_dir/keep" "$cache_dir/src/$id"
}

# True if a source is a user's directory.
is_tree()
{
    [ -d "$1" ] && [ ! -f "$1/SHA256" ]
}

# Sets $tarball, for a source that is not a user's directory.
find_tarball()
{
    tarball=$1
    [ -d "$1" ] || return 0
    if ! (cd "$1" && sha256sum --quiet -c SHA256) >/dev/null 2>&1; then
        rm -rf "$1"
        die "$1 was damaged and is removed now: the same command fetches it again"
    fi
    tarball=$(find "$1" -name '*.tar.*')
}

# source_imported linux|qemu: sets $repo and $base, the source's commit; true if that exists.
source_imported()
{
    repo=$cache_dir/git/$1
    eval "base=refs/svgalab/import-\$${1}_id"
    git -C "$repo" rev-parse -q --verify "$base" >/dev/null 2>&1
}

# source_import linux|qemu: imports it unless it is imported. Sets $unpacked, arguments with
# which tree.sh makes a new work tree from what was unpacked here.
source_import()
{
    locate "$1"
    unpacked=
    ! source_imported "$1" || return 0
    need_disk 4000 "the source of $1"
    plan_begin "source-$1" "$base"
    source_facts "$1"
    eval "given=\$${1}_from"
    import_dir=$given
    if ! is_tree "$given"; then
        find_tarball "$given"
        import_dir=$tmp_dir/tree
        rm -rf "$import_dir"
        mkdir "$import_dir"
        run_step "unpack $1" tar -x -v -C "$import_dir" --strip-components=1 -f "$tarball"
        check_tree "$1" "$import_dir"
        unpacked="$base $import_dir"
    fi
    run_step "take $1 into git" "$build_scripts/tree.sh" \
        import "$repo" "$import_dir" "$base" ${unpacked:+all}
    plan_end
}

# source_tree NAME linux|qemu: sets $tree, where NAME is built from that source. For a user's
# directory, an edit does not change it.
source_tree()
{
    eval "tree_from=\$${2}_from tree_id=\$${2}_id"
    tree=$cache_dir/builds/$1-$tree_id
    ! is_tree "$tree_from" ||
        tree=$cache_dir/builds/$1-user-$(printf '%s' "$tree_from" | short_hash)
}

# Before a new $tree, removes the trees of other sources except the newest, and those from
# before svgalab used git.
trees_collect()
{
    [ ! -d "$tree" ] || return 0
    kind=${tree##*/}
    kind=${kind%%-*}
    need_disk 3000 "building $kind"
    ls -td "$cache_dir/builds/$kind"-* 2>/dev/null | tail -n +2 |
        while IFS= read -r stale; do
            rm -rf "$stale"
        done
    rm -rf "$cache_dir/trees/linux-$kind"-* "$cache_dir/trees/$kind"-*
}

# Sets $extracted, for single files of a source; true if they are there.
extracted()
{
    eval "extracted=\$cache_dir/src/extract-$1-\$${1}_id"
    [ -d "$extracted" ]
}

# extract linux|qemu WHAT MEMBER...: copies them to $extracted, without their directories.
extract()
{
    locate "$1"
    ! extracted "$1" || return 0
    lock extract
    extracted "$1" || extract_now "$@"
    unlock
}

extract_now()
{
    source_facts "$1"
    source=$1
    what=$2
    eval "from=\$${1}_from"
    shift 2
    rm -rf "$tmp_dir/extract"
    mkdir "$tmp_dir/extract"
    if is_tree "$from"; then
        # shellcheck disable=SC2048,SC2086 # a member may be a pattern
        (cd "$from" && cp $* "$tmp_dir/extract/") || die "$from: no $what in it"
    else
        find_tarball "$from"
        try_step "take $what out of $called" tar -x -C "$tmp_dir/extract" \
            --wildcards --no-anchored --exclude='*/tools/*' --transform='s,.*/,,' \
            -f "$tarball" "$@" ||
            die "$tarball: no $what in it: $(step_cause "$step_log") (log: $step_log)"
    fi
    keep_recent "$cache_dir/src" "extract-$source-" 3
    publish "$tmp_dir/extract" "$extracted"
}

# Sets $device_headers, with vmwgfx's device_include, the DRM interface's headers and
# everything else that we need from the kernel's big tarball.
headers_ensure()
{
    extract linux "vmwgfx's device headers" 'drivers/gpu/drm/vmwgfx/device_include/*.h' \
        include/uapi/drm/drm.h include/uapi/drm/drm_mode.h include/uapi/drm/vmwgfx_drm.h \
        scripts/checkpatch.pl scripts/spelling.txt scripts/const_structs.checkpatch
    device_headers=$extracted
}

# Sets $qemu_pythonpath to a meson that is new enough for QEMU, in the cache if the machine's
# own is too old (Debian 12).
qemu_meson_ensure()
{
    qemu_pythonpath=
    /usr/bin/python3 -c 'import sys, pycotap, mesonbuild.coredata as c
sys.exit(tuple(map(int, c.version.split(".")[:2])) < (1, 5))' \
        2>/dev/null && return
    meson_dir=$cache_dir/src/meson-$fetch_release
    qemu_pythonpath=$meson_dir/usr/lib/python3/dist-packages
    lock sources
    if [ ! -d "$meson_dir" ]; then
        fetch_packages meson python3-pycotap
        for deb in "$tmp_dir"/fetched/*.deb; do
            run_step "unpack $(basename "$deb")" dpkg-deb -x "$deb" "$tmp_dir/meson"
        done
        publish "$tmp_dir/meson" "$meson_dir"
    fi
    unlock
}
