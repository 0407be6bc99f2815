#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Copyright (C) 2026 The svgalab authors
# Pack the test programs, and modetest with its libraries, into an initramfs.
#
# usage: pack.sh OUTPUT INIT PROGRAM...
#
# Equal input gives equal bytes: names are sorted, times and owners fixed.

set -eu

output=$1
init=$2
shift 2
root=$output.root
rm -rf "$root"
trap 'rm -rf "$root"' EXIT

mkdir -p "$root/dev" "$root/proc" "$root/sys" "$root/tmp"
install -D -s "$init" "$root/init"
install -D -s -t "$root/bin" "$@"

# modetest is linked dynamically: it needs everything that ldd finds for it.
modetest=$(command -v modetest || :)
for file in "${modetest:?is in the package libdrm-tests}" $(ldd "$modetest" | sed -n 's/.*[[:space:]]\(\/[^ ]*\) (0x.*/\1/p'); do
    install -D "$file" "$root$file"
done

# Uncompressed: unpacking takes an emulated CPU longer than it saves.
find "$root" -exec touch -h -d @0 {} +
(cd "$root" && find . | LC_ALL=C sort |
    cpio --quiet -o -H newc --owner=0:0 --reproducible) >"$output.tmp"
mv "$output.tmp" "$output"
