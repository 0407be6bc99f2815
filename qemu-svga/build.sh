# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# How QEMU is built with our device and its tests; sourced by ./svgalab.

# Built small: one target with the devices of configs/, no user-mode, no docs. kvm is on even where it is
# useless: without it libvirt distrusts its capability cache wherever /dev/kvm
# opens, and every start takes half a minute.
qemu_options='--target-list=x86_64-softmmu --without-default-features
--without-default-devices --with-devices-x86_64=svgalab
--enable-system --enable-kvm --enable-tcg --enable-vnc --enable-png
--enable-plugins --enable-pixman --disable-docs --disable-install-blobs
--disable-werror'

# The second flavour stops at errors of memory and at undefined behaviour. Only
# the emulator is of it: the tests' programs are the plain flavour's. As little
# debug information as still names functions and lines: it is for reading, and
# the rest makes the build half as slow again.
sanitized_options="$qemu_options --enable-asan --enable-ubsan
-Doptimization=1 --disable-debug-info --extra-cflags=-g1"

# qemu_flavour qemu|sanitized|covered: which one the functions below are about.
# The third counts which lines of the device run, and is the first elsewhere.
qemu_flavour()
{
    qemu_name=$1
    qemu_compiler='ccache gcc'
    qemu_flags=$qemu_options
    qemu_tests=
    case $1 in
    qemu) qemu_tests=$(cd "$root/qemu-svga/tests/qtest" &&
            find . -maxdepth 1 -name '*-test.c' |
            sed 's,^\./,,; s,\.c$,,' | sort) ;;
    sanitized) qemu_flags=$sanitized_options ;;
    covered) qemu_compiler=$root/qemu-svga/coverage-cc.sh ;;
    esac
}

# Sets $qemu_made, the finished build of the present content.
qemu_find()
{
    qemu_locate
    headers_ensure
    # shellcheck disable=SC2086 # directories are words
    qemu_made=$cache_dir/out/$qemu_name-$({
        printf '%s\n' "$qemu_id" "$qemu_flags" "$(toolchain_id)"
        [ "$qemu_name" != sanitized ] || sanitized_wrapper
        cat "$device_headers"/*.h
        (cd "$root" && find qemu-svga -mindepth 1 -maxdepth 1 \
            ! -name tests ! -name meson.build) | LC_ALL=C sort >"$tmp_dir/parts"
        files_hash $(cat "$tmp_dir/parts") qemu-svga/tests/qtest host-tools/build/tree.sh
    } | short_hash)
}

# Sets $qemu_out, for artifacts of the plain flavour.
qemu_key()
{
    qemu_flavour qemu
    qemu_find
    qemu_out=$qemu_made
}

# Of the flavour that the caller wants, by an option or a variable.
qemu_ensure()
{
    qemu_build "${flavour:-qemu}"
    qemu_out=$qemu_made
}

# What the sanitizers say goes where nobody cleans up before it was read.
sanitized_ensure()
{
    find "$cache_dir/logs/sanitizers" -type f -mtime +0 -delete
    qemu_build sanitized
}

# Sets $qemu_tree. Counts are kept beside the objects of the tree, so that the
# tree has to be of the present content, too.
covered_ensure()
{
    qemu_flavour covered
    qemu_find
    rm -rf "$qemu_made"
    qemu_build covered
}

# qemu_build FLAVOUR: sets $qemu_made.
qemu_build()
{
    qemu_flavour "$1"
    qemu_find
    if [ ! -d "$qemu_made" ]; then
        lock "$qemu_name"
        [ -d "$qemu_made" ] || qemu_make
        unlock
    fi
    touch -c "$qemu_made"
}

# The steps of a build from nothing, or of the rest of one. What a change of the
# device needs is not known.
qemu_plan()
{
    qemu_flavour "$1"
    headers_plan
    qemu_tree=$cache_dir/builds/absent
    if qemu_there; then
        case " $plan_left " in
        *' extract '*) qemu_locate ;;
        *)
            qemu_find
            [ ! -d "$qemu_made" ] || return 0
            ;;
        esac
        qemu_tree=$cache_dir/builds/$1-$(work_name "$qemu_id" "$qemu_source")
    fi
    [ -d "$qemu_tree" ] || source_plan qemu
    if [ -x "$qemu_tree/build/qemu-system-x86_64" ]; then
        return 0
    elif [ -f "$qemu_tree/build/.svgalab-configured" ]; then
        plan_add "$1-compile+"
    else
        plan_add "$1-configure" "$1-compile"
    fi
}

qemu_make()
{
    qemu_tree=$cache_dir/builds/$qemu_name-$(work_name "$qemu_id" "$qemu_source")
    qemu_meson_ensure
    source_import qemu
    work_tree "${qemu_tree##*/}"
    # shellcheck disable=SC2086 # they are words
    run_step 'lay the device over QEMU' "$qemu_name-overlay" progress_none \
        "$root/qemu-svga/overlay.sh" "$repo" "$base" "$qemu_tree" "$device_headers" $unpacked
    # What was laid down just now is what the build is of, however long it took
    # to get here.
    qemu_find
    qemu_configure
    # shellcheck disable=SC2046,SC2086 # targets are words
    qemu_run "compile QEMU ($qemu_name)" "$qemu_name-compile" progress_ninja \
        ninja -C "$qemu_tree/build" -j "$(jobs_count)" qemu-system-x86_64 \
        $([ -z "$qemu_tests" ] || printf 'tests/qtest/%s ' $qemu_tests)
    # shellcheck disable=SC2046 # options are words
    qemu_run 'compile the instruction counter' "$qemu_name-counter" \
        progress_none \
        gcc -shared -fPIC -O2 -Wall -Werror $(pkg-config --cflags glib-2.0) \
        -I "$qemu_tree/include/qemu" -o "$qemu_tree/build/svga-count.so" \
        "$root/qemu-svga/plugins/count.c"
    qemu_run 'compile the double store' "$qemu_name-double-store" \
        progress_none \
        gcc -shared -fPIC -O2 -fno-builtin -Wall -Werror \
        -o "$qemu_tree/build/svga-double-store.so" \
        "$root/qemu-svga/tests/qtest/svga-double-store.c"
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
    if [ "$(cat "$stamp" 2>/dev/null)" = "$qemu_flags $(toolchain_id)" ]; then
        return
    fi
    rm -rf "$qemu_tree/build"
    mkdir "$qemu_tree/build" || die "cannot write to $qemu_tree"
    ! command -v bzip2 >/dev/null || qemu_fill_blobs
    # shellcheck disable=SC2086 # options are words
    qemu_run "configure QEMU ($qemu_name)" "$qemu_name-configure" progress_none \
        env -C "$qemu_tree/build" ../configure --python=/usr/bin/python3 \
        --cc="$qemu_compiler" --host-cc=gcc $qemu_flags
    printf '%s\n' "$qemu_flags $(toolchain_id)" >"$stamp"
}

qemu_publish()
{
    made=$tmp_dir/$qemu_name
    rm -rf "$made"
    mkdir -p "$made/qtest"
    cp "$qemu_tree/VERSION" "$qemu_tree/build/qemu-system-x86_64" \
        "$qemu_tree/build/svga-count.so" \
        "$qemu_tree/build/svga-double-store.so" "$made/" ||
        die "cannot write to $cache_dir"
    for test in $qemu_tests; do
        cp "$qemu_tree/build/tests/qtest/$test" "$made/qtest/" ||
            die "cannot write to $cache_dir"
    done
    [ "$qemu_name" != sanitized ] || sanitized_wrap
    keep_recent "$cache_dir/out" "$qemu_name-" 3
    publish "$made" "$qemu_made"
}

# libvirt gives QEMU an environment of its own making, so that a script has to
# say what the sanitizers shall do. Leaks are not looked for: QEMU leaves most
# of what lives as long as the machine to the end of the process. And a daemon,
# which libvirt asks what QEMU can do, is not made by a fork: gcc's ASan may leave
# the child with a lock of its allocator that nobody releases.
sanitized_wrapper()
{
    common=abort_on_error=1:log_path=$cache_dir/logs/sanitizers/qemu
    cat <<WRAPPER
#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Starts the sanitized QEMU so that its first fault ends it and is written down.
export ASAN_OPTIONS=detect_leaks=0:$common
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1:$common
qemu=\${0%/*}/qemu-system-x86_64.sanitized
case " \$* " in
*' -daemonize '*) ;;
*) exec "\$qemu" "\$@" ;;
esac
for argument; do
    shift
    case \$argument in
    -daemonize) continue ;;
    unix:*) socket=\${argument#unix:} ;;
    esac
    set -- "\$@" "\$argument"
done
setsid "\$qemu" "\$@" </dev/null >/dev/null 2>&1 &
# Whoever started a daemon counts on being able to connect to its monitor.
until grep -q " 00010000 .* \${socket%%,*}\$" /proc/net/unix; do
    kill -0 \$! 2>/dev/null || exit 1
    sleep 0.1
done
WRAPPER
}

sanitized_wrap()
{
    mv "$made/qemu-system-x86_64" "$made/qemu-system-x86_64.sanitized" &&
        sanitized_wrapper >"$made/qemu-system-x86_64" &&
        chmod 755 "$made/qemu-system-x86_64" ||
        die "cannot write to $cache_dir"
}
