#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Compiles QEMU as ever, but the device so that its lines and branches are counted.

# Everything but the device comes out of ccache that way.
for argument in "$@"; do
    case $argument in
    */hw/display/svga/*.c) exec ccache gcc --coverage "$@" ;;
    -c | -E | -S) other=1 ;;
    esac
done
# Linking, too, needs the option; asking the compiler who it is does no harm.
if [ -z "${other:-}" ]; then
    exec ccache gcc --coverage "$@"
fi
exec ccache gcc "$@"
