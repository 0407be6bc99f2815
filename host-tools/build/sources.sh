# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Finds, checks and unpacks the sources of QEMU and Linux, and the meson that QEMU needs.

# The releases of QEMU that the device builds with, the default first.
qemu_versions='10.0 10.2'

# source_facts linux|qemu: sets what we know of a source before we find one. $given is the user's,
# $packaged what Debian's package installs, and $kept begins the name of what we keep.
source_facts()
{
    packaged=
    case $1 in
    linux)
        called=Linux given=$kernel_source kept=linux-$linux_line
        version_in=Makefile needed=drivers/gpu/drm/vmwgfx/device_include/svga_reg.h
        oldest=6.6 newest=999 ours='the patches are for Linux 6.6 and newer'
        [ "$linux_line" = next ] || packaged=/usr/src/linux-source-$linux_line.tar.xz
        ;;
    qemu)
        called=QEMU given=$qemu_source kept=qemu-$qemu_version
        oldest=$qemu_version newest=$qemu_version ours="the device is for QEMU $qemu_version"
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
    [ -n "$given" ] || [ -f "$packaged" ] || [ -n "$(cached_source "$kept")" ]
}

# locate linux|qemu: sets $id, which names the source's content in content keys, and $from: a
# tarball or a user's directory. They stay the same until sources_forget. Also sets $repo and $base, the source's commit, and $extracted, for single
# files of it; neither need exist.
locate()
{
    source_facts "$1"
    located=$tmp_dir/source-$kept
    if [ ! -e "$located" ]; then
        source_find "$1"
        printf '%s\n' "$id" "$from" >"$located"
    fi
    { read -r id && read -r from; } <"$located"
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
    elif [ -f "$packaged" ]; then
        from=$packaged
        id=$(dpkg-query -W -f "$1-"'${Version}' "linux-source-$linux_line" |
            tr -c 'A-Za-z0-9.' -)
    else
        lock sources
        id=$(cached_source "$kept")
        [ -n "$id" ] || source_fetch "$1"
        unlock
        from=$(find "$cache_dir/src/$id" -name '*.tar.*')
    fi
}

# Prints the version that a source's $version_in says.
source_version() { sed -n -E 's/^((VERSION|PATCHLEVEL) *= *)?([0-9.]+)$/\3/p' | paste -s -d .; }

# check_tree DIRECTORY: dies unless it is a source as source_facts said.
check_tree()
{
    version=$(cat "$1/$version_in" 2>/dev/null | source_version)
    [ -n "$version" ] || die "$from: not a $called source tree"
    printf '%s\n' "$oldest" "$version" "$newest.999" | sort -CV ||
        die "$from: $called $version, but $ours"
    [ -f "$1/$needed" ] || die "$from: this $called tree has no $needed"
}

# source_fetch linux|qemu: keeps a tarball as $id, with the checksum that it had when apt had
# verified it.
source_fetch()
{
    case $1 in
    linux)
        if [ "$linux_line" = next ]; then
            next_fetch
            version=next-$version
        else
            linux_fetch "linux-source-$linux_line"
        fi
        ;;
    qemu)
        fetch_source qemu "1:$newest."
        version=${fetch_version#*:}
        ;;
    esac
    id=$(printf '%s' "$1-$version" | tr -c 'A-Za-z0-9.' -)
    mkdir "$tmp_dir/keep"
    find "$tmp_dir/fetched" \( -name '*.orig.tar.*z' -o -name 'linux-source-*.tar.*' \) \
        -exec mv {} "$tmp_dir/keep/" \;
    (cd "$tmp_dir/keep" && sha256sum -- *.tar.* >SHA256) || die "cannot write to $cache_dir"
    publish "$tmp_dir/keep" "$cache_dir/src/$id"
}

# linux_fetch PACKAGE: fetches and unpacks it; sets $version.
linux_fetch()
{
    fetch_packages "$1"
    deb=$(echo "$tmp_dir"/fetched/*.deb)
    run_step "unpack $1" dpkg-deb -x "$deb" "$tmp_dir/fetched"
    version=$(dpkg-deb -f "$deb" Version)
}

# Dies if $from is a tarball in the cache, and not what apt had verified.
tarball_check()
{
    case $from in
    "$cache_dir/src/$id"/*) ;;
    *) return 0 ;;
    esac
    (cd "${from%/*}" && sha256sum --quiet -c SHA256) >/dev/null 2>&1 || {
        rm -rf "$cache_dir/src/$id"
        die "$from was damaged and is removed now: the same command fetches it again"
    }
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
    if [ -f "$from" ]; then
        tarball_check
        import_dir=$tmp_dir/tree
        rm -rf "$import_dir"
        mkdir "$import_dir"
        run_step "unpack $1" tar -x -v -C "$import_dir" --strip-components=1 -f "$from"
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
    [ ! -d "$from" ] || tree=$cache_dir/builds/$1-user-$(printf '%s' "$from" | short_hash)
}

# lay WHOSE LAYER...: fills $tree with the source and what tree.sh lays over it. Removes old
# trees of other sources before that.
lay()
{
    kind=${tree##*/}
    kind=${kind%%-*}
    if [ ! -d "$tree" ]; then
        keep_recent "$cache_dir/builds" "$kind-" 2
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
    lock extract
    [ -d "$extracted" ] || extract_now "$@"
    unlock
}

extract_now()
{
    keep_recent "$cache_dir/src" "extract-$1-" 3
    what=$2
    shift 2
    extract_to=$tmp_dir/extract
    rm -rf "$extract_to"
    mkdir "$extract_to"
    if [ -d "$from" ]; then
        # shellcheck disable=SC2048,SC2086 # a member may be a pattern
        (cd "$from" && cp $* "$extract_to/") || die "$from: no $what in it"
    else
        tarball_check
        try_step "take $what out of $called" tar -x -C "$extract_to" --wildcards \
            --no-anchored --exclude='*/tools/*' --transform='s,.*/,,' -f "$from" "$@" ||
            die "$from: no $what in it: $(step_cause "$step_log") (log: $step_log)"
    fi
    publish "$extract_to" "$extracted"
}

# with_headers COMMAND...: lets it see the Linux that has the headers we build against. That is
# 6.12 whatever kernel is tested, so that one QEMU serves all; but a user's tree has its own.
with_headers()
{
    tested_line=$linux_line
    [ -n "$kernel_source" ] || linux_line=6.12
    with_status=0
    "$@" || with_status=$?
    linux_line=$tested_line
    return $with_status
}

# Sets $device_headers, with vmwgfx's device_include, the DRM interface's headers and
# everything else that we need from the kernel's big tarball.
headers_ensure()
{
    with_headers extract linux "vmwgfx's device headers" \
        'drivers/gpu/drm/vmwgfx/device_include/*.h' include/uapi/drm/drm.h \
        include/uapi/drm/drm_mode.h include/uapi/drm/vmwgfx_drm.h \
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
