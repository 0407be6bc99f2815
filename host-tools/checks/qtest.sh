#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs one qtest program on the QEMU it was built with; builds both when that is needed.

# usage: qtest.sh NAME
set -eu
checks=$(dirname "$(readlink -f "$0")")
artifacts=$("$checks/../../svgalab" build qemu)
qemu=$(sed -n 's/^qemu=//p' "$artifacts")
# qos programs look for their machine's firmware where QEMU looks.
export QTEST_QEMU_BINARY="$qemu"
exec "${qemu%/*}/qtest/$1" --tap -k
