#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Runs one qtest program on the QEMU it was built with; builds both when that is needed.

# usage: qtest.sh NAME
set -eu
checks=$(dirname "$(readlink -f "$0")")
built()
{
    artifacts=$("$checks/../../svgalab" build qemu)
    sed -n 's/^qemu=//p' "$artifacts"
}

# Whatever QEMU it is, the programs are those of the plain build.
programs=$(SVGALAB_FLAVOUR=qemu built)
qemu=$(built)
# qos programs look for their machine's firmware where QEMU looks.
export QTEST_QEMU_BINARY="$qemu"
# A sanitizer has a memmove() of its own, before which no other can be loaded.
[ "${SVGALAB_FLAVOUR:-qemu}" = sanitized ] ||
    export QSVGA_DOUBLE_STORE="${programs%/*}/svga-double-store.so"
exec "${programs%/*}/qtest/$1" --tap -k
