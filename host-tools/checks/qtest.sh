#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Runs one qtest program with the QEMU it was built with; builds both if needed.

# usage: qtest.sh NAME
set -eu
checks=$(dirname "$(readlink -f "$0")")
built()
{
    artifacts=$("$checks/../../svgalab" build qemu)
    sed -n 's/^qemu=//p' "$artifacts"
}

# Whichever QEMU it is, the programs come from the plain build.
programs=$(SVGALAB_FLAVOUR=qemu built)
qemu=$(built)
# qos programs look for firmware where QEMU does.
export QTEST_QEMU_BINARY="$qemu"
# A sanitizer has its own memmove(), and no other can be loaded before it.
[ "${SVGALAB_FLAVOUR:-qemu}" = sanitized ] ||
    export QSVGA_DOUBLE_STORE="${programs%/*}/svga-double-store.so"
exec "${programs%/*}/qtest/$1" --tap -k
