# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# The component kernel-image: a kernel that others have built, and the modules that our guest needs.

# Nothing of it is compiled or changed: an initramfs of ours carries its modules.
image_rules=$(files_hash host-tools/build/image.sh)
image_file='' image_modules='' # the options of run

# Modules without which there is no device or no way to talk to the host, each with its option.
image_drivers='vmwgfx:DRM_VMWGFX virtio_pci:VIRTIO_PCI virtio_console:VIRTIO_CONSOLE'

# Modules that single cases need: a RAM disk, buffers of another driver.
image_extras='brd udmabuf'

# What our init and our programs need. The witnesses' options are not here: who lacks them has
# unknown layers, and the run says so.
image_needs='64BIT BLK_DEV_INITRD BINFMT_ELF DEVTMPFS PROC_FS SYSFS TMPFS TTY PRINTK
SERIAL_8250_CONSOLE PCI FUTEX EPOLL DRM_VMWGFX VIRTIO_PCI VIRTIO_CONSOLE'

# The user named the image, so what is wrong with it is wrong usage.
image_die()
{
    die_code=$EXIT_USAGE
    die "$*"
}

# Called with the guest's programs built.
image_inputs()
{
    [ -f "$image_file" ] || image_die "$image_file: no such file"
    [ -z "$image_modules" ] || [ -d "$image_modules" ] ||
        image_die "$image_modules: no such directory"
    printf '%s\n' "$image_rules" "$(readlink "$tmp_dir/out/guest")"
    image_packages | while IFS= read -r image_part; do
        sha256sum "$image_part"
    done
    [ -n "$image_modules" ] || return 0
    for image_part in kernel lib/modules usr/lib/modules; do
        [ ! -d "$image_modules/$image_part" ] ||
            find "$image_modules/$image_part/" -printf '%P %s %T@\n' | LC_ALL=C sort
    done
}

image_where()
{
    tree=$tmp_dir/image
    whole=$tree/list
}

image_make()
{
    rm -rf "$tree"
    mkdir -p "$tree/package" "$tree/cpio/modules"
    image_unpack
    image_version
    image_config
    image_options
    image_pick_modules
    image_pack
    cp "$image_kernel" "$made/bzImage" || die "cannot write to $cache_dir"
    printf '%s\n' "$image_says" >"$made/release"
}

# True if the image is a Debian package.
image_is_package()
{
    [ "$(head -c 7 "$image_file")" = '!<arch>' ]
}

# Prints the packages that a package of a kernel depends on: newer ones are empty.
image_depends()
{
    dpkg-deb -f "$image_file" Depends 2>/dev/null | tr ',' '\n' |
        sed -n 's/^ *\(linux-[a-z]*-[0-9][^ ]*\).*/\1/p' | LC_ALL=C sort
}

# Prints the image and, if it is a package, those beside it that it depends on.
image_packages()
{
    printf '%s\n' "$image_file"
    ! image_is_package || image_depends | while IFS= read -r image_part; do
        find "$(dirname "$image_file")" -maxdepth 1 -name "${image_part}_*.deb"
    done
}

# Unpacks packages, and sets $image_kernel.
image_unpack()
{
    image_kernel=$image_file
    image_is_package || return 0
    image_packages >"$tree/packages"
    while IFS= read -r image_part; do
        try_step "unpack ${image_part##*/}" dpkg-deb -x "$image_part" "$tree/package" ||
            image_die "$image_part: $(step_cause "$step_log")"
    done <"$tree/packages"
    image_kernel=$(find "$tree/package" -type f -name 'vmlinuz*' | head -n 1)
    [ -n "$image_kernel" ] ||
        image_die "$image_file: no kernel in it, nor in what it depends on, if it lies beside it: $(image_depends | paste -s -d ' ' -)"
}

# image_number OFFSET BYTES: prints a number of the boot protocol's header.
image_number()
{
    od -A n -t "u$2" -j "$1" -N "$2" "$image_kernel" | tr -d ' '
}

# Sets $release and $image_says, the version by which defects are known. Debian's 6.1.0-57 is
# 6.1.192, which the header tells, too.
image_version()
{
    [ "$(image_number 514 4)" = 1400005704 ] ||
        image_die "$image_file: not a kernel (no bzImage for x86)"
    [ "$(image_number 518 2)" -ge 524 ] && [ $(($(image_number 566 2) & 1)) = 1 ] ||
        image_die "$image_file: CONFIG_64BIT is missing: this kernel is not for x86-64"
    image_banner=$(tail -c "+$(($(image_number 526 2) + 513))" "$image_kernel" | head -c 250 |
        tr '\0' '\n' | head -n 1)
    release=${image_banner%% *}
    case $release in
    */* | [!0-9]* | '') image_die "$image_file: its header has no version" ;;
    esac
    image_says=$(printf '%s\n' "$image_banner" |
        sed -n 's/.* Debian \([0-9]*\.[0-9]*\.[0-9]*\)-.*/\1/p')
    image_says=${image_says:+$image_says (}$release${image_says:+)}
}

# Leaves what is known of its options in $tree/config; that file is empty if nothing is.
image_config()
{
    : >"$tree/config"
    for image_part in "$tree/package/boot/config-$release" \
        "$tree/package/usr/lib/modules/$release/config" \
        "$image_modules/lib/modules/$release/config" "$image_modules/config" \
        "$(dirname "$image_file")/config-$release"; do
        [ ! -f "$image_part" ] || { cp "$image_part" "$tree/config" && return; }
    done
    image_ikconfig >"$tree/config"
}

# Prints the configuration that CONFIG_IKCONFIG put into the image, gzipped behind a mark.
image_ikconfig()
{
    image_payload=$((($(image_number 497 1) + 1) * 512 + $(image_number 584 4)))
    case $(od -A n -t x1 -j "$image_payload" -N 2 "$image_kernel") in
    ' 1f 8b') set -- gzip -dc ;;
    ' fd 37') set -- xz -dc --single-stream ;;
    ' 28 b5') set -- zstd -dcq ;;
    *) return 0 ;;
    esac
    # What is behind the payload's end makes them all complain.
    tail -c "+$((image_payload + 1))" "$image_kernel" | head -c "$(image_number 588 4)" |
        "$@" 2>/dev/null >"$tree/vmlinux" || :
    image_mark=$(grep -a -b -o -m 1 IKCFG_ST "$tree/vmlinux" | head -n 1)
    [ -z "$image_mark" ] ||
        tail -c "+$((${image_mark%%:*} + 9))" "$tree/vmlinux" | gzip -dc 2>/dev/null || :
}

image_options()
{
    if [ ! -s "$tree/config" ]; then
        say "$image_file: its options are not known: what it lacks will show when it boots"
        return
    fi
    for image_part in $image_needs; do
        grep -q "^CONFIG_$image_part=[ym]" "$tree/config" ||
            image_die "$image_file: CONFIG_$image_part is missing in this kernel ($release)"
    done
}

# Sets $image_dir, the directory with the modules; an empty one if everything is built in.
image_find_modules()
{
    for image_dir in "$tree/package/lib/modules/$release" \
        "$tree/package/usr/lib/modules/$release" "$image_modules/lib/modules/$release" \
        "$image_modules/usr/lib/modules/$release" "$image_modules"; do
        [ ! -d "$image_dir/kernel" ] || return 0
    done
    [ -z "$image_modules" ] ||
        image_die "$image_modules: no modules of $release (lib/modules/$release)"
    image_dir=
}

# Leaves the modules that the guest loads, in their order, in $tree/list.
image_pick_modules()
{
    : >"$tree/list"
    image_find_modules
    [ -n "$image_dir" ] || { image_want_builtin && return; }
    for image_part in $image_drivers; do
        image_add "${image_part%:*}" || image_lacks "${image_part#*:}" "${image_part%:*}"
    done
    for image_part in $image_extras; do
        image_add "$image_part" || :
    done
    image_same_release
}

# image_add NAME: adds the module, after those it needs; fails if there is none of that name. A
# name may have - or _ in any place. What it needs may also be built in.
image_add()
{
    set -- "$(find "$image_dir/" -name "$(echo "$1" | sed 's/[-_]/[-_]/g').ko*" | head -n 1)"
    [ -n "$1" ] || return 1
    for image_need in $(modinfo -F depends "$1" | tr ',' ' '); do
        image_add "$image_need" || :
    done
    printf '%s\n' "$1" >>"$tree/list"
}

# Without modules the drivers have to be built in.
image_want_builtin()
{
    for image_part in $image_drivers; do
        ! grep -q "^CONFIG_${image_part#*:}=m" "$tree/config" ||
            image_die "$image_file: CONFIG_${image_part#*:} is a module: give --modules DIR"
    done
}

# Without a list of what is built in, it shows when the kernel boots.
image_lacks()
{
    [ -e "$image_dir/modules.builtin" ] || return 0
    ! grep -q "/$(echo "$2" | sed 's/[-_]/[-_]/g')\.ko" "$image_dir/modules.builtin" || return 0
    image_die "$image_file: CONFIG_$1 is missing: it is neither a module in ${image_modules:-the package} nor built in ($release)"
}

# A module of another kernel would not load.
image_same_release()
{
    image_part=$(tail -n 1 "$tree/list")
    [ -n "$image_part" ] || return 0
    image_of=$(modinfo -F vermagic "$image_part")
    [ "${image_of%% *}" = "$release" ] ||
        image_die "$image_modules: its modules are of ${image_of%% *}, the kernel is $release"
}

# Joins the initramfs of our programs with one of the modules: the kernel unpacks both.
image_pack()
{
    awk '!seen[$0]++' "$tree/list" | while IFS= read -r image_part; do
        image_name=${image_part##*/}
        case $image_name in
        *.xz) xz -dc "$image_part" ;;
        *.zst) zstd -dcq "$image_part" ;;
        *.gz) gzip -dc "$image_part" ;;
        *) cat "$image_part" ;;
        esac >"$tree/cpio/modules/${image_name%%.ko*}.ko"
        printf '%s\n' "${image_name%%.ko*}.ko"
    done >"$tree/names"
    mv "$tree/names" "$tree/cpio/modules/list"
    (cd "$tree/cpio" && find . | LC_ALL=C sort | cpio --quiet -o -H newc --owner=0:0) |
        cat "$tmp_dir/out/guest/initramfs.cpio" - >"$made/initramfs.cpio" ||
        die "cannot write to $cache_dir"
}
