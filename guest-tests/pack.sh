#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Copyright (C) 2026 The svgalab authors
# Pack the test programs, and modetest with its libraries, into an initramfs.
#
# usage: pack.sh OUTPUT INIT PROGRAM...
#
# Equal input gives equal bytes: names are sorted, times and owners fixed.

set -eu

die()
{
    echo "pack.sh: $*" >&2
    exit 1
}

[ $# -ge 2 ] || die "usage: pack.sh OUTPUT INIT PROGRAM..."
output=$1
init=$2
shift 2

root=$output.root
rm -rf "$root"
trap 'rm -rf "$root"' EXIT
mkdir -p "$root/bin" "$root/dev" "$root/proc" "$root/sys" "$root/tmp"

add_program()
{
    install -s -m 755 "$1" "$2"
}

# A dynamically linked program at its own path, with everything that ldd finds for it.
add_with_libraries()
{
    program=$(command -v "$1") || die "no $1: package libdrm-tests"
    mkdir -p "$root/usr/bin"
    cp -L "$program" "$root/usr/bin/$1"
    ldd "$program" | sed -n 's/.*[[:space:]]\(\/[^ ]*\) (0x.*/\1/p' |
    while read -r library; do
        mkdir -p "$root${library%/*}"
        cp -L "$library" "$root$library"
    done
}

add_program "$init" "$root/init"
for program in "$@"; do
    add_program "$program" "$root/bin/${program##*/}"
done
add_with_libraries modetest

# Uncompressed: unpacking takes an emulated CPU longer than it saves.
find "$root" -exec touch -h -d @0 {} +
(cd "$root" && find . | LC_ALL=C sort |
    cpio --quiet -o -H newc --owner=0:0 --reproducible) >"$output.tmp"
mv "$output.tmp" "$output"
