# SPDX-License-Identifier: GPL-2.0
# How the guest kernels are built: stock, patched and faulty; sourced by ./svgalab.

# Sets $kernel_stock_out and $kernel_patched_out for the present content.
kernel_keys()
{
    linux_locate
    kernel_base=$linux_id/$(toolchain_id)/$(files_hash \
        guest-kernel/kernel.config guest-kernel/build.sh)/$(layout_hash)
    # Stock has the tests, too, and nothing else of ours.
    kernel_stock_out=$cache_dir/out/kernel-stock-$(printf '%s' \
        "$kernel_base/$(cd "$root" && files_hash guest-kernel/apply.sh \
            guest-kernel/overlay* guest-kernel/patches/*-add-tests-*)" |
        short_hash)
    kernel_patched_out=$cache_dir/out/kernel-patched-$(printf '%s' \
        "$kernel_base/$(files_hash guest-kernel/apply.sh guest-kernel/base \
            guest-kernel/overlay guest-kernel/patches)" | short_hash)
    kernel_faulty_out=$cache_dir/out/kernel-faulty-$(printf '%s' \
        "${kernel_patched_out##*/}/$(files_hash guest-kernel/faults)" | short_hash)
}

# kernel_ensure stock|patched|faulty
kernel_ensure()
{
    kernel_keys
    eval "kernel_out=\$kernel_${1}_out"
    if [ ! -d "$kernel_out" ]; then
        lock kernel
        [ -d "$kernel_out" ] || "kernel_make_$1"
        unlock
    fi
    touch -c "$kernel_out"
}

kernel_trees()
{
    name=$(work_name "$linux_id" "$kernel_source")
    stock_tree=$cache_dir/trees/linux-stock-$name
    patched_tree=$cache_dir/trees/linux-patched-$name
}

# The tree as Debian or the user has it and our tests, configured and built.
kernel_make_stock()
{
    kernel_trees
    if [ ! -d "$stock_tree" ]; then
        need_disk 5000 'building the kernels'
        keep_newest "$cache_dir/trees" linux-stock- 1
        unpack_tree Linux "$linux_from" linux
        publish "$tmp_dir/tree" "$stock_tree"
    else
        kernel_take_changes "$stock_tree"
    fi
    run_step 'add the kernel tests' kernel-tests progress_none \
        "$root/guest-kernel/apply.sh" --tests "$stock_tree"
    kernel_keys
    kernel_compile "$stock_tree" stock
    printf '%s\n' "$linux_id" >"$stock_tree/.svgalab-stamp"
    kernel_publish "$stock_tree" "$kernel_stock_out" stock
}

# A copy of the built stock tree: make then only does what the patches changed.
kernel_make_patched()
{
    kernel_trees
    if [ ! -d "$patched_tree" ]; then
        [ -d "$kernel_stock_out" ] && [ -d "$stock_tree" ] || kernel_make_stock
        need_disk 2500 'the patched kernel'
        keep_newest "$cache_dir/trees" linux-patched- 1
        rm -rf "$tmp_dir/copy"
        run_step 'copy the built stock tree' kernel-copy progress_none \
            cp -a --reflink=auto "$stock_tree" "$tmp_dir/copy"
        publish "$tmp_dir/copy" "$patched_tree"
    else
        kernel_take_changes "$patched_tree"
    fi
    run_step 'apply the kernel patches' kernel-apply progress_none \
        "$root/guest-kernel/apply.sh" "$patched_tree"
    # What was applied just now is what the build is of.
    kernel_keys
    kernel_compile "$patched_tree" patched
    printf '%s\n' "$linux_id" >"$patched_tree/.svgalab-stamp"
    kernel_publish "$patched_tree" "$kernel_patched_out" patched
}

# The patched tree once more, with faults that tests switch on: only the link is
# new. Without the variable, make does not see them.
kernel_make_faulty()
{
    kernel_trees
    [ -d "$kernel_patched_out" ] && [ -d "$patched_tree" ] ||
        kernel_make_patched
    "$root/guest-kernel/apply.sh" "$patched_tree" >/dev/null ||
        die "the kernel patches do not apply to $patched_tree"
    mkdir -p "$patched_tree/svgalab"
    for fault_file in "$root"/guest-kernel/faults/*; do
        cmp -s "$fault_file" "$patched_tree/svgalab/${fault_file##*/}" ||
            cp "$fault_file" "$patched_tree/svgalab/" ||
            die "cannot write to $patched_tree"
    done
    grep -q SVGALAB_FAULTS "$patched_tree/Kbuild" ||
        printf '\nobj-$(SVGALAB_FAULTS)\t+= svgalab/\n' \
            >>"$patched_tree/Kbuild"
    export SVGALAB_FAULTS=y
    kernel_compile "$patched_tree" faulty
    unset SVGALAB_FAULTS
    kernel_publish "$patched_tree" "$kernel_faulty_out" faulty
}

# A directory of the user's may have been edited since the last build. What
# apply.sh remembers of it is forgotten with the files it had patched.
kernel_take_changes()
{
    if [ ! -d "$kernel_source" ] ||
       [ "$(cat "$1/.svgalab-stamp" 2>/dev/null)" = "$linux_id" ]; then
        return 0
    fi
    sync_tree "$kernel_source" "$1" "take over changes of $kernel_source"
    rm -rf "$1/.svgalab"
}

# kernel_step TITLE LOG PROGRESS ARGUMENT...: make in $tree with our compiler
# cache, and nothing of the builder's name or time in the image.
kernel_step()
{
    run_title=$1
    run_log=$2
    run_progress=$3
    shift 3
    run_step "$run_title" "$run_log" "$run_progress" \
        env PATH=/usr/bin:/bin:/usr/sbin:/sbin LC_ALL=C \
        KBUILD_BUILD_USER=svgalab KBUILD_BUILD_HOST=svgalab \
        KBUILD_BUILD_TIMESTAMP='Thu Jan  1 00:00:00 UTC 2026' \
        make -C "$tree" ARCH=x86_64 CC='ccache gcc' HOSTCC='ccache gcc' \
        -j "$(jobs_count)" "$@"
}

# kernel_compile TREE KIND
kernel_compile()
{
    tree=$1
    fragment=$root/guest-kernel/kernel.config
    kernel_step "configure the $2 kernel" "kernel-$2-configure" \
        progress_none allnoconfig KCONFIG_ALLCONFIG="$fragment"
    kernel_check_config "$tree/.config"
    kernel_step "compile the $2 kernel" "kernel-$2-compile" progress_make \
        bzImage
}

# An option that this kernel does not know, or whose dependencies are missing,
# silently stays off: say so instead.
kernel_check_config()
{
    sed -n 's/[ \t]*$//; /^CONFIG_[A-Z0-9_]*=y/p' "$fragment" |
        while IFS= read -r option; do
            grep -qx "$option" "$1" || printf '%s\n' "$option"
        done >"$tmp_dir/options"
    [ ! -s "$tmp_dir/options" ] ||
        die "guest-kernel/kernel.config: not possible in this kernel: $(tr '\n' ' ' <"$tmp_dir/options")"
}

# kernel_publish TREE OUT KIND
kernel_publish()
{
    made=$tmp_dir/kernel
    rm -rf "$made"
    mkdir "$made"
    cp "$1/arch/x86/boot/bzImage" "$1/.config" "$1/System.map" "$made/" &&
        cp "$1/include/config/kernel.release" "$made/release" ||
        die "cannot write to $cache_dir"
    layout_make "$1" "$made"
    keep_recent "$cache_dir/out" "kernel-$3-" 3
    publish "$made" "$2"
}
