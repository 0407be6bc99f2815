# SPDX-License-Identifier: GPL-2.0
# Copyright (C) 2026 The svgalab authors
# How the debug kernel is built, the patched one under debug.config; sourced by ./svgalab.

# Sets $kernel_debug_out for the present content.
kernel_debug_key()
{
    kernel_keys
    kernel_debug_out=$cache_dir/out/kernel-debug-$(printf '%s' \
        "$kernel_patched_out/$(files_hash guest-kernel/debug.config \
            guest-kernel/debug.sh)" | short_hash)
}

kernel_debug_ensure()
{
    kernel_debug_key
    if [ ! -d "$kernel_debug_out" ]; then
        # Long: what changes only the other kernels need not wait for it.
        lock kernel-debug
        [ -d "$kernel_debug_out" ] || kernel_make_debug
        unlock
    fi
    touch -c "$kernel_debug_out"
}

# A tree of its own, and unpacked: nothing that was compiled for another
# configuration could be used again, and a copy of a built tree takes longer.
kernel_make_debug()
{
    kernel_trees
    tree=$debug_tree
    if [ ! -d "$tree" ]; then
        need_disk 4000 'the debug kernel'
        keep_newest "$cache_dir/trees" linux-debug- 1
        unpack_tree Linux "$linux_from" linux
        publish "$tmp_dir/tree" "$tree"
    else
        kernel_take_changes "$tree"
    fi
    run_step 'apply the kernel patches' kernel-apply progress_none \
        "$root/guest-kernel/apply.sh" "$tree"
    # What was applied just now is what the build is of.
    kernel_debug_key
    kernel_compile_debug
    printf '%s\n' "$linux_id" >"$tree/.svgalab-stamp"
    kernel_publish "$tree" "$kernel_debug_out" debug
}

# Of an option that is in both fragments, the last line counts.
kernel_compile_debug()
{
    fragment=$tmp_dir/debug.config
    cat "$root/guest-kernel/kernel.config" "$root/guest-kernel/debug.config" \
        >"$fragment"
    kernel_step 'configure the debug kernel' kernel-debug-configure \
        progress_none allnoconfig KCONFIG_ALLCONFIG="$fragment"
    kernel_check_config "$tree/.config"
    kernel_step 'compile the debug kernel' kernel-debug-compile progress_make \
        bzImage
}
