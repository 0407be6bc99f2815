#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Lays the device, its QAPI schema, docs and tests, our list of devices and the device headers over QEMU 10.0.

# usage: overlay.sh REPO BASE TREE HEADERS [BASE DIR]
#
# REPO, BASE, TREE and the last two are those of tree.sh: QEMU's source is a
# commit there, and TREE becomes that commit with what is ours. HEADERS is
# drivers/gpu/drm/vmwgfx/device_include of a Linux source tree. A file of QEMU's
# is changed by patches/ alone.
#
# exit: as tree.sh

set -u

# Overlay directories that mirror the layout of the QEMU tree. The unit tests get
# a directory of their own, QEMU has a test-fifo.c, too, and no shim.
mirrored='configs docs hw include qapi tests/qtest'
unit_dest=tests/unit/svga
headers_dest=include/hw/display/svga-device

fail()
{
    printf 'overlay.sh: %s\n' "$1" >&2
    exit 3
}

[ $# -ge 4 ] || { echo 'usage: overlay.sh REPO BASE TREE HEADERS [BASE DIR]' >&2; exit 2; }
repo=$1 base=$2 work=$3 headers=$4
shift 4
here=$(cd "$(dirname "$0")" && pwd) || exit 3
ref=refs/svgalab/${work##*/}
[ -f "$headers/svga_reg.h" ] && [ -f "$headers/svga3d_reg.h" ] ||
    fail "$headers: not the device_include directory of vmwgfx"
stage=$(mktemp -d) || fail 'no temporary directory'
trap 'rm -rf "$stage"' EXIT
trap 'exit 3' HUP INT TERM

# The overlay's own vm_basic_types.h stands for the kernel's.
mkdir -p "$stage/$unit_dest" "$stage/$headers_dest" &&
    cp "$headers"/*.h "$stage/$headers_dest/" &&
    (cd "$here" && find $mirrored -type f | cpio -pdu --quiet "$stage") &&
    cp "$here"/tests/unit/*.[ch] "$here/tests/unit/meson.build" "$stage/$unit_dest/" ||
    fail "cannot write to $stage"

tree() { "$here/../host-tools/build/tree.sh" "$@" || exit $?; }

tree am "$repo" "$base" "$ref-patched" "$here"/patches/*.patch
tree add "$repo" "$ref-patched" "$ref" "$stage"
tree checkout "$repo" "$ref" "$work" "$@"
# QEMU's build does other things in what looks like a checkout of QEMU.
rm -f "$work/.git"
