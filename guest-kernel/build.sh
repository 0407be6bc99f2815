# SPDX-License-Identifier: GPL-2.0
# Copyright (C) 2026 The svgalab authors
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
    debug_tree=$cache_dir/trees/linux-debug-$name
}

# The steps of a build from nothing, or of the rest of one. What a change of a
# patch needs is not known.
kernel_plan()
{
    case $1 in stock | patched | faulty | debug) ;; *) return 0 ;; esac
    stock_tree=
    patched_tree=
    debug_tree=
    if linux_there; then
        kernel_keys
        [ "$1" != debug ] || kernel_debug_key
        eval "kernel_out=\$kernel_${1}_out"
        [ ! -d "$kernel_out" ] || return 0
        kernel_trees
    fi
    case $1 in
    stock) kernel_plan_tree stock "$stock_tree" patched "$patched_tree" ;;
    patched) kernel_plan_tree patched "$patched_tree" stock "$stock_tree" ;;
    debug) kernel_plan_tree debug "$debug_tree" none '' ;;
    faulty)
        kernel_plan patched
        plan_add kernel-faulty-compile
        ;;
    esac
}

# kernel_plan_tree KIND TREE OTHER_KIND OTHER_TREE
kernel_plan_tree()
{
    case " $plan_left " in *" kernel-$1-compile"*) return 0 ;; esac
    if [ ! -d "$2" ]; then
        case " $plan_left ,$(cat "$4/.svgalab-stamp" 2>/dev/null)" in
        *" kernel-$3-compile"* | *",${linux_id:-none}") plan_add kernel-copy ;;
        *) linux_there && is_tree "$linux_from" || plan_add unpack-linux ;;
        esac
        plan_add "kernel-$1-configure" "kernel-$1-compile"
    elif [ ! -f "$2/.svgalab-stamp" ]; then
        plan_add "kernel-$1-configure" "kernel-$1-compile+"
    fi
}

# The tree as Debian or the user has it and our tests, configured and built.
kernel_make_stock()
{
    kernel_trees
    kernel_tree "$stock_tree" stock "$patched_tree"
    run_step 'add the kernel tests' kernel-tests progress_none \
        "$root/guest-kernel/apply.sh" --tests "$stock_tree"
    kernel_keys
    kernel_compile "$stock_tree" stock
    printf '%s\n' "$linux_id" >"$stock_tree/.svgalab-stamp"
    kernel_publish "$stock_tree" "$kernel_stock_out" stock
}

kernel_make_patched()
{
    kernel_trees
    kernel_tree "$patched_tree" patched "$stock_tree"
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

# kernel_tree TREE KIND OTHER: makes TREE, or takes what changed. Neither kind needs
# the other, but whichever is there is copied, with what was built in it: make then
# only does what the patches change, and apply.sh takes patches back, too.
kernel_tree()
{
    if [ -d "$1" ]; then
        kernel_take_changes "$1"
        return
    fi
    need_disk 3000 "the $2 kernel"
    keep_newest "$cache_dir/trees" "linux-$2-" 1
    if kernel_was_built "$3"; then
        rm -rf "$tmp_dir/tree"
        run_step 'copy the tree of the other kernel' kernel-copy progress_none \
            cp -a --reflink=auto "$3" "$tmp_dir/tree"
        rm -rf "$tmp_dir/tree/svgalab"
        ! grep -q SVGALAB_FAULTS "$tmp_dir/tree/Kbuild" ||
            sed -i '/SVGALAB_FAULTS/d' "$tmp_dir/tree/Kbuild"
    else
        unpack_tree Linux "$linux_from" linux
    fi
    publish "$tmp_dir/tree" "$1"
}

# Whether a tree was built to the end of the source as it is now.
kernel_was_built()
{
    [ "$(cat "$1/.svgalab-stamp" 2>/dev/null)" = "$linux_id" ]
}

# A directory of the user's may have been edited since the last build. What
# apply.sh remembers of it is forgotten with the files it had patched.
kernel_take_changes()
{
    if [ ! -d "$kernel_source" ] || kernel_was_built "$1"; then
        return 0
    fi
    # From here until it is built it is a tree of nothing in particular.
    rm -f "$1/.svgalab-stamp"
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
