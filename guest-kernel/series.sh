# SPDX-License-Identifier: GPL-2.0
# Copyright (C) 2026 The svgalab authors
# The verb series: writes the kernel patches as mails and checks them; sourced by ./svgalab.

# The cases to boot for each patch: a store by each of vmwgfx's methods, into a buffer and
# into a texture.
series_cases='^store/one_byte/(buffer|texture)/(small|large)/warm$'

# Prints checkpatch's objections; adds the patches that have any to $series_faults.
# MAINTAINERS already covers the directories of all new files. The commits that "Fixes:" names
# are not in a repository of ours.
series_checkpatch()
{
    headers_ensure
    for letter in "$series_dir"/*.patch; do
        perl "$device_headers/checkpatch.pl" --no-tree --strict --no-signoff --quiet \
            --show-types --ignore FILE_PATH_CHANGES,UNKNOWN_COMMIT_ID \
            "$letter" || series_faults=$((series_faults + 1))
    done
}

# series_touched LETTER SUFFIXES: prints the files touched that end in one of SUFFIXES.
series_touched()
{
    sed -n 's/^+++ b\///p' "$1" | grep "\\.[$2]\$" | sort -u
}

series_fault()
{
    say "$1"
    series_faults=$((series_faults + 1))
}

# series_doc_warnings TREE LETTER: prints what kernel-doc warns of, without line numbers, in
# those files of TREE that the patch touches.
series_doc_warnings()
{
    series_touched "$2" ch | while IFS= read -r file; do
        [ ! -f "$1/$file" ] || (cd "$1" && "$tree/scripts/kernel-doc" -none "$file" 2>&1)
    done | grep -i warning | sed 's/:[0-9]*:/:/' | LC_ALL=C sort
}

# series_new_doc_warnings COMMIT LETTER: prints what kernel-doc did not warn of before.
series_new_doc_warnings()
{
    rm -rf "$tmp_dir/before"
    mkdir "$tmp_dir/before"
    for file in $(series_touched "$2" ch); do
        mkdir -p "$tmp_dir/before/${file%/*}"
        git -C "$repo" show "$1^:$file" >"$tmp_dir/before/$file" 2>/dev/null ||
            rm "$tmp_dir/before/$file"
    done
    series_doc_warnings "$tmp_dir/before" "$2" >"$tmp_dir/warned"
    series_doc_warnings "$tree" "$2" | LC_ALL=C comm -13 "$tmp_dir/warned" -
}

# series_compile NAME LETTER COMMIT: compiles the tree with the patches so far, and has W=1,
# sparse and kernel-doc check the files that the patch touches.
series_compile()
{
    kernel_step "compile with $1" bzImage
    objects=$(series_touched "$2" c | sed 's/c$/o/')
    if [ -n "$objects" ]; then
        # shellcheck disable=SC2086 # the objects are words
        (cd "$tree" && rm -f $objects)
        # shellcheck disable=SC2086 # the objects are words
        kernel_step "W=1${series_sparse:+ and sparse} with $1" W=1 ${series_sparse:+C=1} $objects
        # Sparse warns of the unpatched mm/pagewalk.c, too: it does not see what
        # pte_offset_map_lock() locks.
        ! grep -E '(warning|error):' "$step_log" |
            grep -vE "context imbalance in '(walk_pte_range|folio_walk_start)'" ||
            series_fault "$1: warnings"
    fi
    ! series_new_doc_warnings "$3" "$2" | grep . || series_fault "$1: kernel-doc warns"
}

# Boots what series_compile made, with the patched kernel's expectations.
series_boot()
{
    made=$tmp_dir/series-kernel
    rm -rf "$made"
    mkdir "$made"
    kernel_collect
    ln -sfn "$made" "$tmp_dir/out/kernel-patched"
    artifacts_write
    try_step "boot with $1" "$tmp_dir/out/tool/svgalab" run -t "$series_cases" \
        --results "$tmp_dir/results-$1" || series_fault "$1: $(tail -n 1 "$step_log")"
}

# Checks each patch on top of those before it, in the patched kernel's tree. The next build
# brings all patches back.
series_one_by_one()
{
    build tool guest qemu kernel-patched
    source_import linux
    lock kernel
    kernel_where patched
    series_sparse=$(command -v sparse || :)
    [ -n "$series_sparse" ] ||
        say 'sparse is not installed: skipping its checks'
    count=0
    for commit in $(git -C "$repo" rev-list --reverse "$base..refs/svgalab/series-mailed"); do
        count=$((count + 1))
        [ "$series_check" = all ] || [ "$series_check" = "$count" ] || continue
        letter=$(echo "$series_dir/$(printf %04d "$count")"-*.patch)
        name=${letter##*/}
        run_step "apply $name" "$build_scripts/tree.sh" checkout "$repo" "$commit" "$tree"
        kernel_step "configure with $name" \
            allnoconfig KCONFIG_ALLCONFIG="$root/guest-kernel/kernel.config"
        series_compile "$name" "$letter" "$commit"
        series_boot "$name"
    done
    unlock
}

# Commits the source with all patches as refs/svgalab/series. $step_log says what failed.
series_commits()
{
    source_import linux
    try_step 'apply the kernel patches' "$root/guest-kernel/patches.sh" \
        in "$repo" "$base" refs/svgalab/series patched
}

# Says which of our patches a user's own kernel source has, before anything is built.
kernel_report()
{
    [ -n "$kernel_source" ] || return 0
    if series_commits; then
        sed -n 's/^present //p' "$step_log" | sort -u >"$tmp_dir/present"
        say "$kernel_source has $(wc -l <"$tmp_dir/present") of our $(
            find "$root/guest-kernel/patches" -name '*.patch' | wc -l) patches"
        sed 's/^/  /' "$tmp_dir/present" >&2
    elif [ "$kernel_kind" = stock ]; then
        say "$(tail -n 1 "$step_log")"
    else
        [ "$step_status" -ne "$EXIT_FAILED" ] || die_code=$EXIT_UNTESTABLE
        die "$(tail -n 1 "$step_log")"
    fi
}

# Turns the commits in the patched kernel's tree into patches/ and overlay/.
series_take_over()
{
    source_import linux
    lock kernel
    kernel_where patched
    run_step "take over what is in $(tilde "$tree")" "$root/guest-kernel/patches.sh" \
        out "$repo" "$base" "refs/heads/${tree##*/}"
    unlock
}

verb_series()
{
    series_dir=${1:-}
    [ $# -le 1 ] && [ -n "$series_dir$series_take" ] ||
        usage_error 'series: into which one directory?'
    [ -z "$(ls -A "$series_dir" 2>/dev/null)" ] || usage_error "$series_dir is not empty"
    packages_ensure
    if [ -n "$series_take" ]; then
        series_take_over
        return
    fi
    series_commits || die "$(tail -n 1 "$step_log")"
    run_step 'write the series' "$root/guest-kernel/patches.sh" \
        mail "$repo" "$base" refs/svgalab/series-mailed "$series_dir"
    series_faults=0
    series_checkpatch
    [ -z "$series_check" ] || series_one_by_one
    ls "$series_dir"
    if [ "$series_faults" -gt 0 ]; then
        say "$series_faults objections to the series"
        exit "$EXIT_FAILED"
    fi
}
