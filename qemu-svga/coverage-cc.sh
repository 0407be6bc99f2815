#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Compiles QEMU, and has the lines and branches of the device alone counted.

# All other files keep their usual options, so that ccache has them.
for argument in "$@"; do
    case $argument in
    */hw/display/svga/*.c) exec ccache gcc --coverage "$@" ;;
    -c | -E | -S) other=1 ;;
    esac
done
# Linking needs the option, too; it does no harm when the build asks for the compiler's version.
if [ -z "${other:-}" ]; then
    exec ccache gcc --coverage "$@"
fi
exec ccache gcc "$@"
