# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Finds, checks and unpacks the sources of QEMU and Linux, and the meson that QEMU needs.

packaged=/usr/src/linux-source-6.12.tar.xz

# source_facts linux|qemu: sets what we know of a source before we find one.
source_facts()
{
    case $1 in
    linux)
        called=Linux wanted=6.12 ours='the patches are' given=$kernel_source
        version_in=Makefile needed=drivers/gpu/drm/vmwgfx/device_include/svga_reg.h
        ;;
    qemu)
        called=QEMU wanted=10.0 ours='the device is' given=$qemu_source
        version_in=VERSION needed=hw/display/vga.c
        ;;
    esac
}

# Prints the name of the newest directory src/$1*, if any.
cached_source()
{
    find "$cache_dir/src" -maxdepth 1 -name "$1*" -printf '%f\n' | sort -V | tail -n 1
}

# source_there linux|qemu: true if it can be found without a fetch.
source_there()
{
    source_facts "$1"
    [ -n "$given" ] || [ -n "$(cached_source "$1-$wanted")" ] ||
        { [ "$1" = linux ] && [ -f "$packaged" ]; }
}

# locate linux|qemu: sets $id, which names the source's content in content keys, and $from: a
# tarball, a directory that keeps one, or a user's directory. They stay the same until
# sources_forget. Also sets $repo and $base, the source's commit, and $extracted, for single
# files of it; neither need exist.
locate()
{
    source_facts "$1"
    if [ ! -e "$tmp_dir/source-$1" ]; then
        source_find "$1"
        printf '%s\n' "$id" "$from" >"$tmp_dir/source-$1"
    fi
    { read -r id && read -r from; } <"$tmp_dir/source-$1"
    repo=$cache_dir/git/$1
    base=refs/svgalab/import-$id
    extracted=$cache_dir/src/extract-$1-$id
}

sources_forget() { rm -f "$tmp_dir"/source-*; }

# A user's directory is named by the names, sizes and times of all files, so that the name
# stays the same until one changes.
source_find()
{
    from=$given
    if [ -d "$given" ]; then
        check_tree "$given"
        id=tree-$(cd "$given" && find . -name .git -prune -o -type f -printf '%P %s %T@\n' |
            LC_ALL=C sort | short_hash)
    elif [ -f "$given" ]; then
        id=tar-$(stat -c '%n %s %Y' "$given" | short_hash)
    elif [ -n "$given" ]; then
        die "$given: no such file or directory"
    elif [ "$1" = linux ] && [ -f "$packaged" ]; then
        from=$packaged
        id=$(dpkg-query -W -f 'linux-${Version}' linux-source-6.12 | tr -c 'A-Za-z0-9.' -)
    else
        lock sources
        id=$(cached_source "$1-$wanted")
        [ -n "$id" ] || "${1}_fetch"
        unlock
        from=$cache_dir/src/$id
    fi
}

# check_tree DIRECTORY: dies unless it is a source as source_facts said.
check_tree()
{
    version=$(sed -n -E 's/^((VERSION|PATCHLEVEL) *= *)?([0-9.]+)$/\3/p' "$1/$version_in" \
        2>/dev/null | paste -s -d .)
    case $version in
    '') die "$from: not a $called source tree" ;;
    "$wanted" | "$wanted".*) ;;
    *) die "$from: $called $version, but $ours for $called $wanted" ;;
    esac
    [ -f "$1/$needed" ] || die "$from: this $called tree has no $needed"
}

qemu_fetch()
{
    fetch_source qemu 1:10.0.
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

source_imported() { git -C "$repo" rev-parse -q --verify "$base" >/dev/null 2>&1; }

# source_import linux|qemu: imports it unless it is imported.
source_import()
{
    locate "$1"
    ! source_imported || return 0
    need_disk 4000 "the source of $1"
    plan_begin "source-$1" "$base"
    import_dir=$from
    if ! is_tree "$from"; then
        find_tarball "$from"
        import_dir=$tmp_dir/tree
        rm -rf "$import_dir"
        mkdir "$import_dir"
        run_step "unpack $1" tar -x -v -C "$import_dir" --strip-components=1 -f "$tarball"
        check_tree "$import_dir"
        set -- "$1" all
    fi
    run_step "take $1 into git" "$build_scripts/tree.sh" \
        import "$repo" "$import_dir" "$base" ${2:+all}
    rm -rf "$tmp_dir/tree"
    plan_end
}

# source_tree NAME: sets $tree, where NAME is built from the located source. For a user's
# directory, an edit does not change it.
source_tree()
{
    tree=$cache_dir/builds/$1-$id
    ! is_tree "$from" || tree=$cache_dir/builds/$1-user-$(printf '%s' "$from" | short_hash)
}

# lay WHOSE LAYER...: fills $tree with the source and what tree.sh lays over it. Removes old
# trees of other sources before that.
lay()
{
    kind=${tree##*/}
    kind=${kind%%-*}
    if [ ! -d "$tree" ]; then
        keep_recent "$cache_dir/builds" "$kind-" 1
        need_disk 3000 "building $kind"
    fi
    whose=$1
    shift
    goal=refs/svgalab/${tree##*/}
    run_step "apply $whose patches" "$build_scripts/tree.sh" lay "$repo" "$base" "$goal" "$@"
    run_step "bring $whose files up to date" \
        "$build_scripts/tree.sh" checkout "$repo" "$goal" "$tree"
}

# extract linux|qemu WHAT MEMBER...: copies them to $extracted, without their directories.
extract()
{
    locate "$1"
    [ ! -d "$extracted" ] || return 0
    lock extract
    [ -d "$extracted" ] || extract_now "$@"
    unlock
}

extract_now()
{
    name=$1
    what=$2
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
    keep_recent "$cache_dir/src" "extract-$name-" 3
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
    ! dpkg --compare-versions "$(dpkg-query -W -f '${Version}' meson)" ge 1.5 || return 0
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
