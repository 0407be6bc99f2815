#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Starts the sanitized QEMU beside it so that its first fault ends it and is written down.

# libvirt gives QEMU an environment of its own making, so that a script has to
# say what the sanitizers shall do. Leaks are not looked for: QEMU leaves most
# of what lives as long as the machine to the end of the process.
here=${0%/*}
common=abort_on_error=1:log_path=$here/../../logs/sanitizers/qemu
export ASAN_OPTIONS=detect_leaks=0:$common
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1:$common
qemu=$here/qemu-system-x86_64.sanitized

# A daemon, which libvirt asks what QEMU can do, is not made by a fork: gcc's ASan may
# leave the child with a lock of its allocator that nobody releases.
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
# Whoever started a daemon counts on being able to connect to its monitor.
until grep -q " 00010000 .* ${socket%%,*}\$" /proc/net/unix; do
    kill -0 $! 2>/dev/null || exit 1
    sleep 0.1
done
