# SPDX-License-Identifier: GPL-2.0-or-later
# How QEMU is built with our device and its tests; sourced by ./svgalab.

# Built small: one target, no user-mode, no docs. kvm is on even where it is
# useless: without it libvirt distrusts its capability cache wherever /dev/kvm
# opens, and every start takes half a minute.
qemu_options='--target-list=x86_64-softmmu --without-default-features
--enable-system --enable-kvm --enable-tcg --enable-vnc --enable-png
--enable-plugins --enable-pixman --disable-docs --disable-install-blobs
--disable-werror'

# Sets $qemu_out, the finished build of the present content.
qemu_key()
{
    qemu_locate
    headers_ensure
    # shellcheck disable=SC2086 # directories are words
    qemu_out=$cache_dir/out/qemu-$({
        printf '%s\n' "$qemu_id" "$qemu_options" "$(toolchain_id)"
        cat "$device_headers"/*.h
        (cd "$root" && find qemu-svga -mindepth 1 -maxdepth 1 \
            ! -name tests ! -name meson.build) | LC_ALL=C sort >"$tmp_dir/parts"
        files_hash $(cat "$tmp_dir/parts") qemu-svga/tests/qtest
    } | short_hash)
}

qemu_ensure()
{
    qemu_key
    if [ ! -d "$qemu_out" ]; then
        lock qemu
        [ -d "$qemu_out" ] || qemu_make
        unlock
    fi
    touch -c "$qemu_out"
}

qemu_make()
{
    qemu_tree=$cache_dir/trees/qemu-$(work_name "$qemu_id" "$qemu_source")
    qemu_meson_ensure
    [ -d "$qemu_tree/build" ] || need_disk 3000 'building QEMU'
    qemu_tree_prepare
    run_step 'lay the device over QEMU' qemu-overlay progress_none \
        "$root/qemu-svga/overlay.sh" "$qemu_tree" "$device_headers"
    # What was laid down just now is what the build is of, however long it took
    # to get here.
    qemu_key
    qemu_configure
    qemu_tests=$(cd "$root/qemu-svga/tests/qtest" &&
        find . -maxdepth 1 -name '*-test.c' | sed 's,^\./,,; s,\.c$,,' | sort)
    # shellcheck disable=SC2046,SC2086 # targets are words
    qemu_run 'compile QEMU' qemu-compile progress_ninja \
        ninja -C "$qemu_tree/build" -j "$(jobs_count)" qemu-system-x86_64 \
        $(printf 'tests/qtest/%s ' $qemu_tests)
    qemu_publish
}

# A step with the environment that QEMU's build needs: no other python before
# the system's, our meson, our ccache.
qemu_run()
{
    run_title=$1
    run_log=$2
    run_progress=$3
    shift 3
    run_step "$run_title" "$run_log" "$run_progress" \
        env PATH=/usr/bin:/bin:/usr/sbin:/sbin LC_ALL=C.UTF-8 \
        PYTHONPATH="$qemu_pythonpath" "$@"
}

qemu_tree_prepare()
{
    if [ ! -d "$qemu_tree" ]; then
        keep_newest "$cache_dir/trees" qemu- 1
        unpack_tree QEMU "$qemu_from" qemu
        publish "$tmp_dir/tree" "$qemu_tree"
    elif [ -d "$qemu_source" ] &&
         [ "$(cat "$qemu_tree/.svgalab-stamp" 2>/dev/null)" != "$qemu_id" ]; then
        sync_tree "$qemu_source" "$qemu_tree" 'take over changes of the QEMU tree'
    fi
    printf '%s\n' "$qemu_id" >"$qemu_tree/.svgalab-stamp"
}

# Debian's source comes without the edk2 images, but where there is a bzip2 meson
# insists on unpacking them. We use none: empty ones do.
qemu_fill_blobs()
{
    sed -n "s/^ *'\(edk2-.*\.fd\)',$/\1.bz2/p" "$qemu_tree/pc-bios/meson.build" |
        while IFS= read -r blob; do
            [ -e "$qemu_tree/pc-bios/$blob" ] ||
                bzip2 </dev/null >"$qemu_tree/pc-bios/$blob"
        done
}

# Once, and again when the options or the compiler are no longer the same.
qemu_configure()
{
    stamp=$qemu_tree/build/.svgalab-configured
    if [ "$(cat "$stamp" 2>/dev/null)" = "$qemu_options $(toolchain_id)" ]; then
        return
    fi
    rm -rf "$qemu_tree/build"
    mkdir "$qemu_tree/build" || die "cannot write to $qemu_tree"
    ! command -v bzip2 >/dev/null || qemu_fill_blobs
    # shellcheck disable=SC2086 # options are words
    qemu_run 'configure QEMU' qemu-configure progress_none \
        env -C "$qemu_tree/build" ../configure --python=/usr/bin/python3 \
        --cc='ccache gcc' --host-cc=gcc $qemu_options
    printf '%s\n' "$qemu_options $(toolchain_id)" >"$stamp"
}

qemu_publish()
{
    made=$tmp_dir/qemu
    rm -rf "$made"
    mkdir -p "$made/qtest"
    cp "$qemu_tree/VERSION" "$qemu_tree/build/qemu-system-x86_64" "$made/" ||
        die "cannot write to $cache_dir"
    for test in $qemu_tests; do
        cp "$qemu_tree/build/tests/qtest/$test" "$made/qtest/" ||
            die "cannot write to $cache_dir"
    done
    keep_newest "$cache_dir/out" qemu- 3
    publish "$made" "$qemu_out"
}
