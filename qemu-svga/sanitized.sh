#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Starts the sanitized QEMU beside this script; its first fault is logged and ends it.

# libvirt makes its own environment for QEMU, so a script has to set the sanitizers' options.
# Leaks are not checked: QEMU never frees most of what lives as long as the machine.
here=${0%/*}
common=abort_on_error=1:log_path=$here/../../logs/sanitizers/qemu
export ASAN_OPTIONS=detect_leaks=0:$common
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1:$common
qemu=$here/qemu-system-x86_64.sanitized

# libvirt starts QEMU as a daemon to ask for its capabilities. It must not fork: gcc's ASan
# may leave the child with a lock of its allocator that nobody releases.
case " $* " in
*' -daemonize '*) ;;
*) exec "$qemu" "$@" ;;
esac
for argument; do
    shift
    case $argument in
    -daemonize) continue ;;
    unix:*) socket=${argument#unix:} ;;
    esac
    set -- "$@" "$argument"
done
setsid "$qemu" "$@" </dev/null >/dev/null 2>&1 &
# The caller of a daemon expects that it can connect to the monitor.
until grep -q " 00010000 .* ${socket%%,*}\$" /proc/net/unix; do
    kill -0 $! 2>/dev/null || exit 1
    sleep 0.1
done
