# SPDX-License-Identifier: GPL-2.0
# Copyright (C) 2026 The svgalab authors
# Sourced by ./svgalab to build the guest kernels: kernel-stock, -patched, -faulty and -debug.

# Hash the scripts as they were read: they may be edited while they run.
kernel_rules=$(files_hash guest-kernel/build.sh guest-kernel/layout.sh)

kernel_inputs()
{
    locate linux
    printf '%s\n' "$linux_id" "$(toolchain_id)" "$kernel_rules" "$(layout_members)"
    # Of our patches, stock gets only the tests.
    case $1 in
    stock) kernel_ours=$(cd "$root" && ls guest-kernel/patches/*-add-tests-*) ;;
    patched) kernel_ours=guest-kernel/patches ;;
    faulty) kernel_ours='guest-kernel/patches guest-kernel/faults' ;;
    debug) kernel_ours='guest-kernel/patches guest-kernel/debug.config' ;;
    esac
    # shellcheck disable=SC2086 # paths are words
    files_hash $kernel_ours guest-kernel/kernel.config guest-kernel/patches.sh \
        guest-kernel/layout guest-kernel/overlay guest-kernel/unmailed host-tools/build/tree.sh
}

# faulty shares patched's tree; only the link differs.
kernel_where()
{
    item=kernel-$(echo "$1" | sed s/faulty/patched/)
    source_tree "${item#kernel-}" linux
    whole=$tree/arch/x86/boot/bzImage
}

# Make builds the faults only if the variable is set.
kernel_make()
{
    source_import linux
    plan_begin "$item" "$tree"
    kernel_lay "$1"
    [ "$1" != faulty ] || export SVGALAB_FAULTS=y
    kernel_compile "$1"
    kernel_collect
    unset SVGALAB_FAULTS
}

# Fills $tree with the source and our changes for that kernel.
kernel_lay()
{
    trees_collect
    goal=refs/svgalab/${tree##*/}
    run_step "apply the $1 kernel's patches" "$root/guest-kernel/patches.sh" \
        in "$repo" "$base" "$goal" "$(echo "$1" | sed s/debug/patched/)"
    # shellcheck disable=SC2086 # they are words
    run_step "bring the $1 kernel's files up to date" \
        "$build_scripts/tree.sh" checkout "$repo" "$goal" "$tree" $unpacked
}

# kernel_step TITLE ARGUMENT...: runs make in $tree with our compiler cache. The image must
# not record who built it or when.
kernel_step()
{
    kernel_title=$1
    shift
    try_step "$kernel_title" make -C "$tree" ARCH=x86_64 CC='ccache gcc' HOSTCC='ccache gcc' \
        KBUILD_BUILD_USER=svgalab KBUILD_BUILD_HOST=svgalab LOCALVERSION= \
        KBUILD_BUILD_TIMESTAMP='Thu Jan  1 00:00:00 UTC 2026' -j "$jobs" "$@" || kernel_die
}

# A source of the user's that cannot be built has nothing to test; a full disk is not its fault.
kernel_die()
{
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
