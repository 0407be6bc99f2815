# SPDX-License-Identifier: GPL-2.0
# Copyright (C) 2026 The svgalab authors
# The verb series: writes the kernel patches as they would be mailed, and checks them one by one; sourced by ./svgalab.

# What a boot of one patch runs: a store by either of vmwgfx's methods, into a
# buffer and a texture.
series_cases='^store/one_byte/(buffer|texture)/(small|large)/warm$'

# Leaves the directory in $series_dir, and in $series_check which patches to
# compile and boot: none, all, or the number of one.
series_parse()
{
    series_dir=
    series_check=
    while [ $# -gt 0 ]; do
        case $1 in
        --check) series_check=all ;;
        --check=[1-9]*) series_check=${1#*=} ;;
        -*) usage_error "unknown option $1" ;;
        *) [ -z "$series_dir" ] || usage_error 'one directory, please'
            series_dir=$1 ;;
        esac
        shift
    done
    [ -n "$series_dir" ] || usage_error 'series: into which directory?'
    [ ! -e "$series_dir" ] || [ -z "$(ls -A "$series_dir" 2>/dev/null)" ] ||
        usage_error "$series_dir is not empty"
    command -v git >/dev/null 2>&1 || die 'the verb series needs the package git'
}

# Takes what the patches change out of the source, as it is before, and what
# apply.sh knows a kernel by.
series_base()
{
    linux_locate
    series_tree=$tmp_dir/base
    mkdir -p "$series_tree"
    {
        printf '%s\n' Makefile Kbuild drivers/gpu/drm/vmwgfx/vmwgfx_drv.c
        sed -n 's/^--- a\///p' "$root"/guest-kernel/patches/*.patch
    } | sort -u >"$tmp_dir/files"
    if [ -d "$linux_from" ] && [ ! -f "$linux_from/SHA256" ]; then
        rsync -rt --files-from="$tmp_dir/files" "$linux_from/" "$series_tree/" ||
            die "$linux_from does not have all the files that the patches change"
    else
        tarball=$(source_tarball "$linux_from") || exit $?
        sed 's,^,*/,' "$tmp_dir/files" >"$tmp_dir/members"
        run_step "take the patched files out of $(basename "$tarball")" \
            series-base progress_none tar -x -C "$series_tree" --wildcards \
            --no-wildcards-match-slash --strip-components=1 \
            -T "$tmp_dir/members" -f "$tarball"
    fi
}

# series_checkpatch: objections are printed and counted in $series_faults.
# All new files are below directories that MAINTAINERS has already.
series_checkpatch()
{
    checkpatch_ensure
    for letter in "$series_dir"/*.patch; do
        if ! perl "$checkpatch/linux/checkpatch.pl" --no-tree --strict \
            --no-signoff --ignore FILE_PATH_CHANGES --quiet --show-types \
            "$letter"; then
            series_faults=$((series_faults + 1))
        fi
    done
}

# Every file of the series that kernel-doc reads has nothing it warns about.
series_touched()
{
    sed -n 's/^+++ b\///p' "$1" | grep "\\.[$2]\$" | sort -u
}

series_fault()
{
    say "$1"
    series_faults=$((series_faults + 1))
}

# series_compile NAME: the tree with the patches so far, and what the compiler,
# sparse and kernel-doc say about the files that patch NAME touches.
series_compile()
{
    kernel_step "compile with $1" series-compile progress_make bzImage
    objects=$(series_touched "$2" c | sed 's/c$/o/')
    if [ -n "$objects" ]; then
        (cd "$tree" && rm -f $objects)
        # shellcheck disable=SC2086 # the objects are words
        kernel_step "W=1${series_sparse:+ and sparse} with $1" series-warnings \
            progress_none W=1 ${series_sparse:+C=1} $objects
        # What sparse says of mm/pagewalk.c as it is: it does not see what
        # pte_offset_map_lock() locks.
        ! grep -E '(warning|error):' "$cache_dir/logs/series-warnings.log" |
            grep -vE "context imbalance in '(walk_pte_range|folio_walk_start)'" ||
            series_fault "$1: warnings"
    fi
    documented=$(series_touched "$2" ch)
    # shellcheck disable=SC2086 # the files are words
    [ -z "$documented" ] ||
        ! (cd "$tree" && perl scripts/kernel-doc -none $documented 2>&1 |
            grep -i warning) || series_fault "$1: kernel-doc warns"
}

# Boots what series_compile made, with the patched kernel's expectations.
series_boot()
{
    kernel_patched_out=$tmp_dir/kernel
    rm -rf "$kernel_patched_out"
    mkdir "$kernel_patched_out"
    cp "$tree/arch/x86/boot/bzImage" "$tree/.config" "$kernel_patched_out/" &&
        cp "$tree/include/config/kernel.release" "$kernel_patched_out/release" ||
        die "cannot write to $cache_dir"
    layout_make "$tree" "$kernel_patched_out"
    artifacts_write
    export SVGALAB_ARTIFACTS="$artifacts_file"
    if ! try_step "boot with $1" series-boot progress_none \
        "$tool_out/svgalab" run -t "$series_cases" \
        --results "$tmp_dir/results-$1"; then
        series_fault "$1: $(tail -n 1 "$cache_dir/logs/series-boot.log")"
    fi
}

# Each patch on top of those before it, in the patched kernel's tree, which is
# brought back to all patches by the next build.
series_one_by_one()
{
    build_components tool guest qemu kernel-patched
    lock kernel
    kernel_trees
    tree=$patched_tree
    series_sparse=$(command -v sparse || :)
    [ -n "$series_sparse" ] ||
        say 'sparse is not installed: that check is left out'
    count=0
    for letter in "$series_dir"/*.patch; do
        name=$(basename "$letter")
        case $name in 0000-*) continue ;; esac
        count=$((count + 1))
        [ "$series_check" = all ] || [ "$series_check" = "$count" ] || continue
        run_step "apply $name" series-apply progress_none \
            "$root/guest-kernel/apply.sh" "$tree" "$count"
        kernel_step "configure with $name" series-configure progress_none \
            allnoconfig KCONFIG_ALLCONFIG="$root/guest-kernel/kernel.config"
        series_compile "$name" "$letter"
        series_boot "$name"
    done
    unlock
}

# Which of our patches a user's own kernel source has, before anything is built.
kernel_report()
{
    [ -n "$kernel_source" ] || return 0
    series_base
    if said=$("$root/guest-kernel/apply.sh" "$series_tree" 2>&1); then
        printf '%s\n' "$said" | sed -n 's/^present //p' >"$tmp_dir/present"
        say "$kernel_source has $(wc -l <"$tmp_dir/present") of our $(
            find "$root/guest-kernel/patches" -name '*.patch' | wc -l) patches"
        sed 's/^/  /' "$tmp_dir/present" >&2
    elif [ "$kernel_kind" = stock ]; then
        say "$said"
    else
        die "$said"
    fi
}

verb_series()
{
    series_parse "$@"
    packages_ensure
    series_base
    run_step 'write the series' series-fold progress_none \
        "$root/guest-kernel/fold.sh" "$series_tree" "$series_dir"
    series_faults=0
    series_checkpatch
    [ -z "$series_check" ] || series_one_by_one
    ls "$series_dir"
    if [ "$series_faults" -gt 0 ]; then
        say "$series_faults objections to the series"
        exit "$EXIT_FAILED"
    fi
}
