# SPDX-License-Identifier: GPL-2.0
# Copyright (C) 2026 The svgalab authors
# Sourced by ./svgalab to build the guest kernels: kernel-stock, -patched, -faulty and -debug.

# Hash the scripts as they were read: they may be edited while they run.
kernel_rules=$(files_hash guest-kernel/build.sh guest-kernel/layout.sh)

# kernel_layers KIND: prints what tree.sh is to lay over the source. Of our patches, stock gets
# only the tests. Those with the line "Mailed: alone" after "---" go to other lists than the
# series, so they come after unmailed/, which we do not mail.
kernel_layers()
{
    ours=$root/guest-kernel
    if [ "$1" = stock ]; then
        printf '%s\n' "$ours"/patches/*-add-tests-*.patch "$ours/unmailed"
    else
        grep -L '^Mailed: alone$' "$ours"/patches/*.patch || :
        printf '%s\n' "$ours/unmailed"
        grep -l '^Mailed: alone$' "$ours"/patches/*.patch || :
    fi
}

kernel_inputs()
{
    locate linux
    printf '%s\n' "$id" "$(toolchain_id)" "$kernel_rules" "$(layout_members)"
    # shellcheck disable=SC2046 # paths are words
    files_hash $(kernel_layers "$1" | sed "s,^$root/,,") guest-kernel/kernel.config \
        guest-kernel/layout guest-kernel/overlay host-tools/build/tree.sh \
        $(echo "$1" | sed -n 's,^debug$,guest-kernel/debug.config,p')
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

# If both fragments set an option, the last line counts. Kconfig silently drops an option that
# it does not know or whose dependencies are missing: die instead.
kernel_compile()
{
    fragment=$tmp_dir/kernel.config
    cat "$root/guest-kernel/kernel.config" >"$fragment"
    [ "$1" != debug ] || cat "$root/guest-kernel/debug.config" >>"$fragment"
    kernel_step "configure the $1 kernel" allnoconfig KCONFIG_ALLCONFIG="$fragment"
    sed -n 's/[ \t]*$//; /^CONFIG_[A-Z0-9_]*=y/p' "$fragment" |
        grep -vxFf "$tree/.config" >"$tmp_dir/options" &&
        die_code=${kernel_source:+$EXIT_UNTESTABLE} &&
        die "guest-kernel/kernel.config: not possible in this kernel: $(tr '\n' ' ' <"$tmp_dir/options")"
    kernel_step "compile the $1 kernel" bzImage
}

# Copies what was built in $tree to $made.
kernel_collect()
{
    (cd "$tree" && collect arch/x86/boot/bzImage .config System.map)
    cp "$tree/include/config/kernel.release" "$made/release" || die "cannot write to $cache_dir"
    layout_make "$made/layout"
}
