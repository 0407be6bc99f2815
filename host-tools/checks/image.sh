#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Tests what is made of a kernel image and its modules, and what is refused, as TAP; boots nothing.

. "$(dirname "$(readlink -f "$0")")/scripted.sh"

release=7.1.0-fake

# poke FILE OFFSET BYTES: writes bytes, for printf, at that place.
poke()
{
    # shellcheck disable=SC2059 # they are escapes
    printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

# kernel_file FILE [CONFIG]: writes a header of the x86 boot protocol, the version's name, and a
# payload that has CONFIG as CONFIG_IKCONFIG puts it there.
kernel_file()
{
    truncate -s 2048 "$1"
    poke "$1" 497 '\003'
    poke "$1" 514 'HdrS\014\002'
    poke "$1" 526 '\000\002'
    poke "$1" 566 '\001'
    poke "$1" 1024 "$release (a@b) #1 Debian 7.1.23-1 (2026-01-01)"
    [ -n "${2:-}" ] || return 0
    { printf 'some codeIKCFG_ST'; gzip -nc "$2"; printf 'IKCFG_ED'; } | gzip -nc >"$1.payload"
    poke "$1" 588 "$(printf '\\%03o\\%03o' $(($(wc -c <"$1.payload") % 256)) \
        $(($(wc -c <"$1.payload") / 256)))"
    cat "$1.payload" >>"$1"
}

# module FILE NEEDS [RELEASE]
module()
{
    mkdir -p "${1%/*}"
    printf 'const char i[] __attribute__((section(".modinfo"), used)) = "depends=%s\\0vermagic=%s SMP";' \
        "$2" "${3:-$release}" | cc -c -x c -o "$1" -
}

# modules DIRECTORY [RELEASE]: as a kernel has them, virtio_pci built in.
modules()
{
    module "$1/kernel/gpu/drm.ko" '' "${2:-$release}"
    module "$1/kernel/gpu/vmw-helper.ko" drm "${2:-$release}"
    module "$1/kernel/gpu/vmwgfx.ko" drm,vmw_helper "${2:-$release}"
    module "$1/kernel/char/virtio_console.ko" virtio "${2:-$release}"
    echo kernel/virtio/virtio-pci.ko >"$1/modules.builtin"
}

# Prints a configuration with everything that is needed, but for $1.
configuration()
{
    script 'for option in $image_needs; do echo "CONFIG_$option=y"; done' |
        grep -v "^CONFIG_${1:-NONE}="
}

# package FILE DIRECTORY [DEPENDS]
package()
{
    mkdir -p "$2/DEBIAN"
    printf 'Package: x\nVersion: 1\nArchitecture: amd64\nMaintainer: a <a@b>\nDescription: x\n' \
        >"$2/DEBIAN/control"
    [ -z "${3:-}" ] || echo "Depends: $3" >>"$2/DEBIAN/control"
    dpkg-deb --root-owner-group -b "$2" "$1" >/dev/null
}

# image CODE PATTERN NAME FILE [MODULES]: makes the component, and prints its version and modules.
image()
{
    expect "$1" "$2" "$3" script 'image_file='"$4"' image_modules='"${5:-}"'
        mkdir -p "$tmp_dir/out/made"
        ln -s made "$tmp_dir/out/guest"
        printf "ours\0\0" >"$tmp_dir/out/made/initramfs.cpio"
        ensure kernel-image
        tail -c +7 "$out/initramfs.cpio" | (cd "$tmp_dir" && cpio -i --quiet)
        head -c 4 "$out/initramfs.cpio"
        echo ": $(cat "$out/release"): $(tr "\n" " " <"$tmp_dir/modules/list")"'
}

test_refused()
{
    image 2 'none: no such file' 'no image' "$scratch/none"
    echo text >"$scratch/text"
    image 2 'text: not a kernel' 'not a kernel' "$scratch/text"
    kernel_file "$scratch/old"
    poke "$scratch/old" 566 '\000'
    image 2 'CONFIG_64BIT is missing' 'not for x86-64' "$scratch/old"
    image 2 'nowhere: no such directory' 'no directory of modules' \
        "$scratch/bare" "$scratch/nowhere"
    mkdir "$scratch/empty"
    image 2 "empty: no modules of $release" 'a directory without modules' \
        "$scratch/bare" "$scratch/empty"
    modules "$scratch/other" 7.1.0-other
    image 2 "of 7.1.0-other, the kernel is $release" 'modules of another kernel' \
        "$scratch/bare" "$scratch/other"
    modules "$scratch/less"
    rm "$scratch/less/kernel/gpu/vmwgfx.ko"
    image 2 'CONFIG_DRM_VMWGFX is missing: it is neither a module in .*less' \
        'no module of the driver' "$scratch/bare" "$scratch/less"
}

test_options()
{
    for option in DRM_VMWGFX DEVTMPFS; do
        configuration "$option" >"$scratch/config"
        kernel_file "$scratch/lacks-$option" "$scratch/config"
        image 2 "CONFIG_$option is missing in this kernel ($release)" \
            "an option is missing, by the image: $option" "$scratch/lacks-$option"
    done
    mkdir "$scratch/boot"
    cp "$scratch/bare" "$scratch/boot/vmlinuz"
    configuration SYSFS >"$scratch/boot/config-$release"
    image 2 'CONFIG_SYSFS is missing' 'an option is missing, by the file beside' \
        "$scratch/boot/vmlinuz"
    configuration | sed 's/\(VMWGFX\)=y/\1=m/' >"$scratch/boot/config-$release"
    image 2 'CONFIG_DRM_VMWGFX is a module: give --modules DIR' 'modules are needed' \
        "$scratch/boot/vmlinuz"
}

test_made()
{
    configuration >"$scratch/config"
    kernel_file "$scratch/whole" "$scratch/config"
    image 0 "^ours: 7.1.23 ($release): \$" 'everything is built in' "$scratch/whole"
    modules "$scratch/installed/lib/modules/$release"
    order='drm.ko vmw-helper.ko vmwgfx.ko virtio_console.ko'
    image 0 ": $order \$" 'modules in their order' "$scratch/whole" "$scratch/installed"
    xz "$scratch/installed/lib/modules/$release/kernel/gpu/drm.ko"
    zstd -q --rm "$scratch/installed/lib/modules/$release/kernel/gpu/vmwgfx.ko"
    image 0 ": $order \$" 'compressed modules, the directory itself' \
        "$scratch/whole" "$scratch/installed/lib/modules/$release"
}

test_packages()
{
    mkdir "$scratch/debs" "$scratch/nothing"
    package "$scratch/debs/linux-image-x_1.deb" "$scratch/nothing" \
        "kmod, linux-binary-$release (= 1), linux-modules-$release"
    image 2 "no kernel in it, .*: linux-binary-$release linux-modules-$release" \
        'a package without a kernel' "$scratch/debs/linux-image-x_1.deb"
    mkdir -p "$scratch/p/boot"
    cp "$scratch/bare" "$scratch/p/boot/vmlinuz-$release"
    configuration >"$scratch/p/boot/config-$release"
    package "$scratch/debs/linux-binary-${release}_1.deb" "$scratch/p"
    modules "$scratch/q/usr/lib/modules/$release"
    package "$scratch/debs/linux-modules-${release}_1.deb" "$scratch/q"
    script_status=0
    script 'image_file='"$scratch"'/debs/linux-image-x_1.deb
        mkdir -p "$tmp_dir/out/made"; ln -s made "$tmp_dir/out/guest"
        : >"$tmp_dir/out/made/initramfs.cpio"; ensure kernel-image; cat "$out/release"' \
        >"$scratch/out" 2>"$scratch/err" </dev/null || script_status=$?
    fits=no
    [ "$script_status $(cat "$scratch/out")" != "0 7.1.23 ($release)" ] || fits=yes
    result "$fits" 'what a package depends on is taken from beside it'
    head -c 300 "$scratch/debs/linux-binary-${release}_1.deb" >"$scratch/half.deb"
    image 2 'half.deb: ' 'half a package' "$scratch/half.deb"
}

kernel_file "$scratch/bare"
for name in refused options made packages; do
    "test_$name"
done
plan
