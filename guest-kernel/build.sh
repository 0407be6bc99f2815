# SPDX-License-Identifier: GPL-2.0
# Copyright (C) 2026 The svgalab authors
# Sourced by ./svgalab to build the guest kernels: kernel-stock, -patched, -faulty and -debug.

# Hash the scripts as they were read: they may be edited while they run.
kernel_rules=$(files_hash guest-kernel/build.sh guest-kernel/layout.sh guest-kernel/unfit.awk)

# patches/ and overlay/ are for the newest Linux that we know. A room VERSION/ has what is
# different on Linux up to VERSION, under the same names; an empty patch is not needed there.
# Prints the rooms for the source of $base, the least different first.
older_rooms()
{
    version=$(git -C "$repo" show "$base:Makefile" 2>/dev/null | source_version)
    [ -z "$version" ] || {
        echo "$version"
        (cd "$root/guest-kernel" && ls -d [0-9]*.[0-9]* 2>/dev/null)
    } | sort -V | sed "0,/^$version\$/d" | sort -rV
}

# series_gather ROOM...: puts the patches and the new files together in $series.
series_gather()
{
    series=$tmp_dir/guest-kernel
    rm -rf "$series"
    mkdir "$series"
    (
        cd "$root/guest-kernel"
        cp -r patches overlay unmailed "$series/"
        for room in "$@"; do
            cp -r "$room/." "$series/"
        done
    ) || die "cannot write to $cache_dir"
    find "$series/patches" -name '*.patch' -empty -delete
}

# kernel_layers KIND: prints what tree.sh is to lay over the source. Of our patches, stock gets
# only the tests. Those with the line "Mailed: alone" after "---" go to other lists than the
# series, so they come after unmailed/, which we do not mail.
kernel_layers()
{
    # shellcheck disable=SC2046 # rooms are words
    series_gather $(older_rooms)
    if [ "$1" = stock ]; then
        printf '%s\n' "$series"/patches/*-add-tests-*.patch "$series/unmailed"
    else
        grep -L '^Mailed: alone$' "$series"/patches/*.patch || :
        printf '%s\n' "$series/unmailed"
        grep -l '^Mailed: alone$' "$series"/patches/*.patch || :
    fi
}

kernel_inputs()
{
    locate linux
    printf '%s\n' "$id" "$(toolchain_id)" "$kernel_rules" "$(layout_members)"
    [ -z "$kernel_fragment" ] || short_hash <"$kernel_fragment"
    ours='patches [0-9]*/patches'
    [ "$1" != stock ] || ours='patches/*-add-tests-* [0-9]*/patches/*-add-tests-*'
    [ "$1" != debug ] || ours="$ours debug.config"
    # shellcheck disable=SC2046,SC2086 # paths are words, and patterns
    files_hash host-tools/build/tree.sh $(cd "$root" && ls -d $(printf 'guest-kernel/%s ' \
        kernel.config layout overlay unmailed '[0-9]*/[ou]*' $ours) 2>/dev/null)
}

# faulty shares patched's tree; only the link differs.
kernel_where()
{
    source_tree "$(echo "$1" | sed s/faulty/patched/)"
    whole=$tree/arch/x86/boot/bzImage
}

# Make builds the faults of unmailed/ only if the variable is set.
kernel_make()
{
    # shellcheck disable=SC2046 # paths are words
    lay "the $1 kernel's" $(kernel_layers "$1")
    [ "$1" != faulty ] || export SVGALAB_FAULTS=y
    kernel_compile "$1"
    kernel_collect
    unset SVGALAB_FAULTS
}

# kernel_step TITLE ARGUMENT...: runs make in $tree with our compiler cache. The image must
# not record who built it or when. A source of the user's that cannot be built has nothing to
# test; a full disk is not its fault.
kernel_step()
{
    kernel_title=$1
    shift
    try_step "$kernel_title" make -C "$tree" ARCH=x86_64 CC='ccache gcc' HOSTCC='ccache gcc' \
        KBUILD_BUILD_USER=svgalab KBUILD_BUILD_HOST=svgalab LOCALVERSION= \
        KBUILD_BUILD_TIMESTAMP='Thu Jan  1 00:00:00 UTC 2026' -j "$jobs" "$@" && return
    [ -z "$kernel_source" ] || disk_is_full "$step_log" || die_code=$EXIT_UNTESTABLE
    step_die
}

# kernel_configure KIND FRAGMENT...: if several set an option, the last line counts.
kernel_configure()
{
    kernel_title="configure the $1 kernel"
    shift
    (cd "$root" && cat "$@") >"$tmp_dir/kernel.config" || die "cannot read $*"
    kernel_step "$kernel_title" allnoconfig KCONFIG_ALLCONFIG="$tmp_dir/kernel.config"
    unfit=$(cd "$root" && theirs=$kernel_fragment \
        awk -f guest-kernel/unfit.awk "$@" "$tree/.config") || die "cannot read $tree/.config"
    [ -z "$unfit" ] || {
        die_code=${kernel_source:+$EXIT_UNTESTABLE}
        die "$unfit"
    }
}

kernel_compile()
{
    kernel_made=$1
    set -- guest-kernel/kernel.config
    [ "$kernel_made" != debug ] || set -- "$@" guest-kernel/debug.config
    kernel_configure "$kernel_made" "$@" ${kernel_fragment:+"$kernel_fragment"}
    kernel_step "compile the $kernel_made kernel" bzImage
}

# Copies what was built in $tree to $made.
kernel_collect()
{
    (cd "$tree" && collect arch/x86/boot/bzImage .config System.map)
    cp "$tree/include/config/kernel.release" "$made/release" || die "cannot write to $cache_dir"
    layout_make "$made/layout"
}
