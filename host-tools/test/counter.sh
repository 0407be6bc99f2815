#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# The instruction counter with a guest whose instruction counts are known.

set -u

source=$1
work=$(mktemp -d "${TMPDIR:-/tmp}/svgalab-test.XXXXXX")
trap 'rm -rf "$work"' EXIT
count=0

artifact()
{
    [ -z "${SVGALAB_ARTIFACTS:-}" ] || sed -n "s/^$1=//p" "$SVGALAB_ARTIFACTS"
}
emulator=$(artifact qemu)
counter=$(artifact counter)
if [ ! -x "$emulator" ] || [ ! -r "$counter" ]; then
    printf '1..0 # SKIP no QEMU: SVGALAB_ARTIFACTS names none\n'
    exit 0
fi

report()
{
    count=$((count + 1))
    if [ "$1" -eq 0 ]; then
        printf 'ok %d %s\n' "$count" "$2"
    else
        printf 'not ok %d %s\n' "$count" "$2"
        sed 's/^/# /' "$work/log" "$work/windows"
    fi
}

# run ARGUMENT...: runs the firmware under the counter; it ends QEMU with code 33.
run()
{
    timeout 60 "$emulator" -M pc -cpu max -accel tcg -nodefaults -no-user-config \
        -display none -L /usr/share/qemu -bios "$work/firmware" \
        -device isa-debug-exit,iobase=0x501 \
        -plugin "file=$counter,$1" >"$work/log" 2>&1
}

# window N WANTED NAME: checks the counter's line for the Nth window.
window()
{
    [ "$(jq -c -s ".[$1 - 1]" "$work/windows")" = "{\"window\":$1,$2}" ]
    report $? "$3"
}

address()
{
    nm "$work/elf" | sed -n "s/ . $1\$//p"
}

: >"$work/windows"
{
    gcc -c -o "$work/object" "$source" &&
        ld -Ttext=0xffff0000 -e 0xfffffff0 -o "$work/elf" \
            "$work/object" &&
        objcopy -O binary -j .text "$work/elf" "$work/firmware"
} >"$work/log" 2>&1
report $? firmware

watch=out=$work/windows
for function in nothing loop recursion locks; do
    watch=$watch,call=$(address $function)
done
for function in lock unlock flush; do
    watch=$watch,$function=$(address $function)
done
status=0
run "$watch" || status=$?
report $((status != 33)) firmware_runs
none='"held":0,"flushes":0,"flush_pages":0,"flush_longest":0'
window 1 "\"instructions\":1,$none" nothing
window 2 "\"instructions\":2002,$none" loop
window 3 "\"instructions\":15,$none" recursion
window 4 '"instructions":22,"held":7,"flushes":1,"flush_pages":4,"flush_longest":4' \
    lock_and_flush
[ "$(wc -l <"$work/windows")" -eq 4 ]
report $? no_other_window

# refused NAME WORD ARGUMENT
refused()
{
    run "$3"
    [ $? -eq 1 ] && grep -q "$2" "$work/log"
    report $? "$1"
}
refused no_output 'no out=PATH' lock=1
refused unwritable 'No such file' out=/nonexistent/x
refused bad_address 'bad argument lock=0x1' "out=$work/windows,lock=0x1"
refused unknown 'bad argument dance' "out=$work/windows,dance=1"

printf '1..%d\n' "$count"
