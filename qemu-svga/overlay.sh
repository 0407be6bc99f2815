#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Lays the device, its QAPI schema, docs and tests, our list of devices and the device headers over a QEMU 10.0 source tree.

# usage: overlay.sh QEMU_SOURCE_TREE DEVICE_HEADERS_DIR
#
# DEVICE_HEADERS_DIR is drivers/gpu/drm/vmwgfx/device_include of a Linux
# source tree. The script may be run any number of times: it writes only files
# whose content changes, so that ninja rebuilds only what has to be rebuilt,
# removes files that an earlier run laid down and the overlay no longer has,
# and changes nothing at all unless every patch applies. What it did is kept
# in QEMU_SOURCE_TREE/.svgalab: `manifest` (files laid down), `orig/` (patched
# files as they were), `done/` (the same files with our patches) and `prev/`
# (as the last run found them, which an interrupted run may have left behind).
#
# Exit codes: 0 done, 2 usage, 3 the tree, the headers or a patch do not fit.

set -eu

# Destination of the headers, where the overlay has its own vm_basic_types.h.
headers_dest=include/hw/display/svga-device
# Overlay directories that mirror the layout of the QEMU tree.
mirrored='configs docs hw include qapi tests/qtest'
# The unit tests get a directory of their own: QEMU has a test-fifo.c, too.
unit_dest=tests/unit/svga

fail()
{
    printf 'overlay.sh: %s\n' "$1" >&2
    exit "${2:-3}"
}

[ $# -eq 2 ] || fail 'usage: overlay.sh QEMU_SOURCE_TREE DEVICE_HEADERS_DIR' 2
here=$(cd "$(dirname "$0")" && pwd)
[ -d "$1" ] || fail "$1: no such directory"
[ -d "$2" ] || fail "$2: no such directory"
tree=$(cd "$1" && pwd)
headers=$(cd "$2" && pwd)
state=$tree/.svgalab
stage=$state/stage

check_inputs()
{
    if ! [ -f "$tree/VERSION" ] || ! [ -f "$tree/hw/display/vga.c" ]; then
        fail "$tree: not a QEMU source tree"
    fi
    version=$(cat "$tree/VERSION")
    case $version in
    10.0.*) ;;
    *) fail "$tree: QEMU $version, but the overlay is for QEMU 10.0" ;;
    esac
    if ! [ -f "$headers/svga_reg.h" ] || ! [ -f "$headers/svga3d_reg.h" ]; then
        fail "$headers: not the device_include directory of vmwgfx"
    fi
    command -v patch >/dev/null 2>&1 || fail 'the program patch is missing'
}

# Puts every file of the overlay and the device headers below $stage/new.
stage_files()
{
    for dir in $mirrored; do
        [ -d "$here/$dir" ] || continue
        (cd "$here" && find "$dir" -type f) >"$stage/list"
        while IFS= read -r file; do
            mkdir -p "$stage/new/$(dirname "$file")"
            cp "$here/$file" "$stage/new/$file"
        done <"$stage/list"
    done
    mkdir -p "$stage/new/$unit_dest" "$stage/new/$headers_dest"
    # Without the shim, in whose place QEMU has its own headers.
    cp "$here"/tests/unit/*.[ch] "$here/tests/unit/meson.build" \
        "$stage/new/$unit_dest/"
    for file in "$headers"/*.h; do
        [ "${file##*/}" = vm_basic_types.h ] ||
            cp "$file" "$stage/new/$headers_dest/"
    done
    [ -f "$stage/new/$headers_dest/vm_basic_types.h" ] ||
        fail "$headers_dest/vm_basic_types.h is missing from the overlay"
    (cd "$stage/new" && find . -type f | sed 's,^\./,,' | sort) >"$stage/laid"
}

# Says which content of the file the patches start from: the file as it was
# before we ever touched it, unless somebody else changed it since.
patch_base()
{
    for record in 'done' prev; do
        if [ -f "$state/orig/$1" ] && [ -f "$state/$record/$1" ] &&
           cmp -s "$tree/$1" "$state/$record/$1"; then
            printf '%s\n' "$state/orig/$1"
            return
        fi
    done
    printf '%s\n' "$tree/$1"
}

# Applies all patches to copies of their files below $stage/done.  Without
# fuzz: a hook-up whose surroundings changed has to be looked at.
stage_patches()
{
    sed -n 's,^+++ b/\([^	]*\).*,\1,p' "$here"/patches/*.patch | sort -u \
        >"$stage/patched"
    while IFS= read -r file; do
        [ -f "$tree/$file" ] || fail "$tree: $file is missing"
        mkdir -p "$stage/orig/$(dirname "$file")" \
                 "$stage/done/$(dirname "$file")"
        cp "$(patch_base "$file")" "$stage/orig/$file"
        cp "$stage/orig/$file" "$stage/done/$file"
    done <"$stage/patched"
    for file in "$here"/patches/*.patch; do
        patch -s -f -p1 -F0 --no-backup-if-mismatch -d "$stage/done" \
            <"$file" >"$stage/log" 2>&1 ||
            fail "${file##*/} does not apply to $tree: $(head -n 1 "$stage/log")"
    done
}

# Refuses to write over a file of the tree that no earlier run put there.
check_collisions()
{
    [ -f "$state/manifest" ] || : >"$state/manifest"
    while IFS= read -r file; do
        if [ -e "$tree/$file" ] && ! grep -qxF "$file" "$state/manifest"; then
            fail "$tree: has a $file of its own"
        fi
    done <"$stage/laid"
}

# Writes $2 to $1 if the content differs, never showing a half-written file.
install_file()
{
    if ! cmp -s "$2" "$1"; then
        mkdir -p "$(dirname "$1")"
        cp "$2" "$state/tmp"
        mv "$state/tmp" "$1"
    fi
}

# Takes away what an earlier run laid down or patched and this one does not.
drop_stale()
{
    while IFS= read -r file; do
        grep -qxF "$file" "$stage/laid" || rm -f "$tree/$file"
    done <"$stage/manifest"
    [ -d "$state/done" ] || return 0
    (cd "$state/done" && find . -type f | sed 's,^\./,,') >"$stage/list"
    while IFS= read -r file; do
        if ! grep -qxF "$file" "$stage/patched"; then
            if cmp -s "$tree/$file" "$state/done/$file"; then
                install_file "$tree/$file" "$state/orig/$file"
            fi
            rm -f "$state/done/$file" "$state/prev/$file" "$state/orig/$file"
        fi
    done <"$stage/list"
}

# An interruption in here is mended by the next run: the manifest names old
# and new files from the start, and the records of a patched file, which tell
# our own work from somebody else's, are written before the file.
commit()
{
    cp "$state/manifest" "$stage/manifest"
    sort -u "$stage/manifest" "$stage/laid" >"$stage/union"
    install_file "$state/manifest" "$stage/union"
    drop_stale
    while IFS= read -r file; do
        install_file "$tree/$file" "$stage/new/$file"
    done <"$stage/laid"
    while IFS= read -r file; do
        install_file "$state/prev/$file" "$tree/$file"
        install_file "$state/orig/$file" "$stage/orig/$file"
        install_file "$state/done/$file" "$stage/done/$file"
        install_file "$tree/$file" "$stage/done/$file"
    done <"$stage/patched"
    install_file "$state/manifest" "$stage/laid"
}

check_inputs
rm -rf "$stage"
mkdir -p "$stage/new" "$stage/orig" "$stage/done"
trap 'rm -rf "$stage"' EXIT
trap 'exit 3' HUP INT TERM
stage_files
stage_patches
check_collisions
commit
