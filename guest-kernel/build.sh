# SPDX-License-Identifier: GPL-2.0
# Copyright (C) 2026 The svgalab authors
# How the guest kernels are built: stock, patched, faulty and debug; sourced by ./svgalab.

# Sets $kernel_stock_out, $kernel_patched_out and so on for the present content.
kernel_keys()
{
    linux_locate
    kernel_base=$linux_id/$(toolchain_id)/$(layout_hash)/$(files_hash \
        guest-kernel/kernel.config guest-kernel/build.sh guest-kernel/patches.sh \
        host-tools/build/tree.sh guest-kernel/overlay guest-kernel/unmailed)
    # Stock has the tests, too, and nothing else of ours.
    kernel_key stock "$(cd "$root" && files_hash guest-kernel/patches/*-add-tests-*)"
    kernel_key patched "$(files_hash guest-kernel/patches)"
    kernel_key faulty "$(files_hash guest-kernel/patches guest-kernel/faults)"
    kernel_key debug "$(files_hash guest-kernel/patches guest-kernel/debug.config)"
}

kernel_key()
{
    eval "kernel_${1}_out=$cache_dir/out/kernel-$1-$(printf '%s' \
        "$kernel_base/$2" | short_hash)"
}

# kernel_ensure stock|patched|faulty|debug. Debug takes long: what changes only the
# others need not wait for it.
kernel_ensure()
{
    kernel_keys
    eval "kernel_out=\$kernel_${1}_out"
    if [ ! -d "$kernel_out" ]; then
        case $1 in
        debug) lock kernel-debug ;;
        *) lock kernel ;;
        esac
        [ -d "$kernel_out" ] || kernel_make "$1"
        unlock
    fi
    touch -c "$kernel_out"
}

# Sets $tree, where a kind is built. faulty is patched with another link.
kernel_where()
{
    tree=$cache_dir/builds/$(echo "$1" | sed s/faulty/patched/)-$(work_name "$linux_id" "$kernel_source")
}

# The steps of a build from nothing, or of the rest of one. What a change of a
# patch needs is not known.
kernel_plan()
{
    case $1 in
    stock | patched | debug) ;;
    faulty) kernel_plan patched ;;
    *) return 0 ;;
    esac
    tree=$cache_dir/builds/absent
    if linux_there; then
        kernel_keys
        eval "kernel_out=\$kernel_${1}_out"
        [ ! -d "$kernel_out" ] || return 0
        kernel_where "$1"
    fi
    case " $1 $plan_left " in
    *" kernel-$1-compile"*) ;;
    ' faulty '*) plan_add kernel-faulty-compile ;;
    *)
        if [ ! -d "$tree" ]; then
            source_plan linux
            plan_add kernel-checkout "kernel-$1-configure" "kernel-$1-compile"
        elif [ ! -f "$tree/arch/x86/boot/bzImage" ]; then
            plan_add "kernel-$1-configure" "kernel-$1-compile+"
        fi
        ;;
    esac
}

# kernel_make KIND. Without the variable, make does not see the faults.
kernel_make()
{
    kernel_where "$1"
    kernel_tree "$1"
    # What was applied just now is what the build is of.
    kernel_keys
    [ "$1" != faulty ] || export SVGALAB_FAULTS=y
    kernel_compile "$1"
    unset SVGALAB_FAULTS
    eval "kernel_publish $1 \$kernel_${1}_out"
}

# kernel_tree KIND: $tree becomes the source and what is ours in that kernel.
kernel_tree()
{
    source_import linux
    work_tree "${tree##*/}"
    goal=refs/svgalab/${tree##*/}
    run_step 'apply the kernel patches' kernel-apply progress_none \
        "$root/guest-kernel/patches.sh" in "$repo" "$base" "$goal" "$(echo "$1" | sed s/debug/patched/)"
    # shellcheck disable=SC2086 # they are words
    run_step "bring the $1 kernel's files up to date" kernel-checkout progress_none \
        "$build_scripts/tree.sh" checkout "$repo" "$goal" "$tree" $unpacked
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
        KBUILD_BUILD_TIMESTAMP='Thu Jan  1 00:00:00 UTC 2026' LOCALVERSION= \
        make -C "$tree" ARCH=x86_64 CC='ccache gcc' HOSTCC='ccache gcc' \
        -j "$(jobs_count)" "$@"
}

# kernel_compile KIND: of an option that is in both fragments, the last line counts.
kernel_compile()
{
    fragment=$tmp_dir/kernel.config
    cat "$root/guest-kernel/kernel.config" >"$fragment"
    [ "$1" != debug ] || cat "$root/guest-kernel/debug.config" >>"$fragment"
    kernel_step "configure the $1 kernel" "kernel-$1-configure" \
        progress_none allnoconfig KCONFIG_ALLCONFIG="$fragment"
    kernel_check_config
    kernel_step "compile the $1 kernel" "kernel-$1-compile" progress_make bzImage
}

# An option that this kernel does not know, or whose dependencies are missing,
# silently stays off: say so instead.
kernel_check_config()
{
    sed -n 's/[ \t]*$//; /^CONFIG_[A-Z0-9_]*=y/p' "$fragment" |
        while IFS= read -r option; do
            grep -qx "$option" "$tree/.config" || printf '%s\n' "$option"
        done >"$tmp_dir/options"
    [ ! -s "$tmp_dir/options" ] ||
        die "guest-kernel/kernel.config: not possible in this kernel: $(tr '\n' ' ' <"$tmp_dir/options")"
}

# kernel_publish KIND OUT
kernel_publish()
{
    made=$tmp_dir/kernel
    rm -rf "$made"
    mkdir "$made"
    (cd "$tree" && cp arch/x86/boot/bzImage .config System.map "$made/" &&
        cp include/config/kernel.release "$made/release") ||
        die "cannot write to $cache_dir"
    layout_make "$tree" "$made"
    keep_recent "$cache_dir/out" "kernel-$1-" 3
    publish "$made" "$2"
}
