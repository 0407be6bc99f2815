# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Sourced by ./svgalab to build QEMU with the device and its tests: qemu, sanitized, covered.

# A small build: one target with the devices of configs/, no user mode, no docs. KVM is on
# even if it is useless: without it, libvirt distrusts its capability cache on hosts where
# /dev/kvm can be opened, and every start takes half a minute.
qemu_options='--target-list=x86_64-softmmu --without-default-features
--without-default-devices --with-devices-x86_64=svgalab
--enable-system --enable-kvm --enable-tcg --enable-vnc --enable-png
--enable-plugins --enable-pixman --disable-docs --disable-install-blobs
--disable-werror'

# The sanitized flavour stops at memory errors and undefined behaviour. Its reports need
# only the names of functions and lines; full debug information would make the build take
# half as long again.
sanitized_options="$qemu_options --enable-asan --enable-ubsan
-Doptimization=1 --disable-debug-info --extra-cflags=-g1"

# Our directories that mirror the layout of the QEMU tree.
qemu_mirrored='configs docs hw include qapi tests/qtest'

# Hash the script as it was read: it may be edited while it runs.
qemu_rules=$(files_hash qemu-svga/build.sh)

# qemu_flavour qemu|sanitized|covered: selects the flavour for the functions below. covered
# counts which lines of the device run, and is otherwise built like qemu. Only qemu builds
# the test programs.
qemu_flavour()
{
    qemu_compiler='ccache gcc'
    qemu_flags=$qemu_options
    qemu_tests=
    case $1 in
    qemu) qemu_tests=$(cd "$root/qemu-svga" && ls tests/qtest/*-test.c | sed 's/\.c$//') ;;
    sanitized) qemu_flags=$sanitized_options ;;
    covered) qemu_compiler=$root/qemu-svga/coverage-cc.sh ;;
    esac
}

qemu_inputs()
{
    qemu_flavour "$1"
    headers_ensure
    locate qemu
    printf '%s\n' "$id" "$qemu_flags" "$(toolchain_id)" "$qemu_rules"
    cat "$device_headers"/*.h
    # shellcheck disable=SC2046 # directories are words
    files_hash $(printf 'qemu-svga/%s ' $qemu_mirrored patches plugins \
        coverage-cc.sh sanitized.sh) host-tools/build/tree.sh
}

qemu_where()
{
    source_tree "$1"
    whole=$tree/build/qemu-system-x86_64
}

qemu_make()
{
    qemu_lay
    # With the Python modules that QEMU's build needs, and none of the user's own.
    qemu_meson_ensure
    export PYTHONPATH="$qemu_pythonpath"
    qemu_configure "$1"
    # shellcheck disable=SC2086 # targets are words
    run_step "compile QEMU $1" ninja -C "$tree/build" -j "$jobs" qemu-system-x86_64 \
        tests/unit/svga/svga-count.so tests/unit/svga/svga-double-store.so $qemu_tests
    unset PYTHONPATH
    qemu_collect "$1"
}

# Fills $tree with QEMU's source, the patches, the device, its QAPI schema, docs and tests,
# our list of devices and vmwgfx's headers, with a vm_basic_types.h of ours. Only patches/
# changes files of QEMU's; a directory of a release's name in it has what that one needs
# besides. The unit tests get their own directory: QEMU has a test-fifo.c, too, and no shim.
qemu_lay()
{
    stage=$tmp_dir/stage
    rm -rf "$stage"
    mkdir -p "$stage/tests/unit/svga" "$stage/include/hw/display/svga-device"
    (
        cd "$root/qemu-svga" &&
            cp "$device_headers"/*.h "$stage/include/hw/display/svga-device/" &&
            find $qemu_mirrored -type f | cpio -pdu --quiet "$stage" &&
            cp tests/unit/*.[ch] tests/unit/meson.build plugins/*.c "$stage/tests/unit/svga/"
    ) || die "cannot write to $cache_dir"
    # shellcheck disable=SC2046 # paths are words
    lay "QEMU's" $(ls -d "$root"/qemu-svga/patches/*.patch \
        "$root/qemu-svga/patches/$qemu_version"/*.patch 2>/dev/null) "$stage"
    # QEMU's build behaves differently in what looks like a git checkout.
    rm -f "$tree/.git"
}

# Debian's source comes without images that meson insists on: of edk2, to be unpacked, if
# bzip2 is installed, and device trees if no compiler of them is. We use none, so empty ones are
# good enough.
qemu_fill_blobs()
{
    ! command -v bzip2 >/dev/null ||
        sed -n "s/^ *'\(edk2-.*\.fd\)',$/\1.bz2/p" "$tree/pc-bios/meson.build" |
        while IFS= read -r blob; do
            [ -e "$tree/pc-bios/$blob" ] || bzip2 </dev/null >"$tree/pc-bios/$blob"
        done
    sed -n "s/^ *'\(.*\.dtb\)',$/\1/p" "$tree/pc-bios/dtb/meson.build" 2>/dev/null |
        while IFS= read -r blob; do
            [ -e "$tree/pc-bios/dtb/$blob" ] || : >"$tree/pc-bios/dtb/$blob"
        done
}

# Configures once, and again when the options or the compiler change.
qemu_configure()
{
    stamp=$tree/build/.svgalab-configured
    if [ "$(cat "$stamp" 2>/dev/null)" = "$qemu_flags $(toolchain_id)" ]; then
        return
    fi
    rm -rf "$tree/build"
    mkdir "$tree/build" || die "cannot write to $tree"
    qemu_fill_blobs
    # shellcheck disable=SC2086 # options are words
    run_step "configure QEMU $1" env -C "$tree/build" ../configure \
        --python=/usr/bin/python3 --cc="$qemu_compiler" --host-cc=gcc $qemu_flags
    printf '%s\n' "$qemu_flags $(toolchain_id)" >"$stamp"
}

qemu_collect()
{
    (cd "$tree" && collect VERSION build/qemu-system-x86_64 build/tests/unit/svga/*.so)
    mkdir "$made/qtest"
    # shellcheck disable=SC2086 # tests are words
    [ -z "$qemu_tests" ] || (cd "$tree/build" && cp $qemu_tests "$made/qtest/") ||
        die "cannot write to $cache_dir"
    [ "$1" != sanitized ] || {
        mv "$made/qemu-system-x86_64" "$made/qemu-system-x86_64.sanitized" &&
            cp "$root/qemu-svga/sanitized.sh" "$made/qemu-system-x86_64" ||
            die "cannot write to $cache_dir"
    }
}
