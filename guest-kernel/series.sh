# SPDX-License-Identifier: GPL-2.0
# Copyright (C) 2026 The svgalab authors
# The verb series: writes the kernel patches as mails and checks them; sourced by ./svgalab.

# The cases to boot for each patch: a store by each of vmwgfx's methods, into a buffer and
# into a texture.
series_cases='^store/one_byte/(buffer|texture)/(small|large)/warm$'

series_fault()
{
    say "$1"
    series_faults=$((series_faults + 1))
}

# Prints checkpatch's objections.
# MAINTAINERS already covers the directories of all new files. The commits that "Fixes:" names
# are not in a repository of ours.
series_checkpatch()
{
    headers_ensure
    for letter in "$series_dir"/*.patch; do
        perl "$device_headers/checkpatch.pl" --no-tree --strict --no-signoff --quiet \
            --show-types --ignore FILE_PATH_CHANGES,UNKNOWN_COMMIT_ID \
            "$letter" || series_fault "${letter##*/}: checkpatch objects"
    done
}

# series_touched SUFFIXES: prints the files that $letter touches and that end in one of them.
series_touched()
{
    sed -n 's/^+++ b\///p' "$letter" | grep "\\.[$1]\$" | sort -u
}

# Prints what kernel-doc warns of, without line numbers, in the files that $letter touches.
series_doc_warnings()
{
    for file in $(series_touched ch); do
        [ ! -f "$tree/$file" ] || (cd "$tree" && scripts/kernel-doc -none "$file" 2>&1)
    done | grep -i warning | sed 's/:[0-9]*:/:/' | LC_ALL=C sort
}

# Compiles the tree with the patches so far, and has W=1 and sparse check the files that the
# patch touches.
series_compile()
{
    kernel_step "compile with $name" bzImage
    objects=$(series_touched c | sed 's/c$/o/')
    [ -n "$objects" ] || return 0
    # shellcheck disable=SC2086 # the objects are words
    (cd "$tree" && rm -f $objects)
    # shellcheck disable=SC2086 # the objects are words
    kernel_step "W=1${series_sparse:+ and sparse} with $name" W=1 ${series_sparse:+C=1} $objects
    # Sparse warns of the unpatched mm/pagewalk.c, too: it does not see what
    # pte_offset_map_lock() locks.
    ! grep -E '(warning|error):' "$step_log" |
        grep -vE "context imbalance in '(walk_pte_range|folio_walk_start)'" ||
        series_fault "$name: warnings"
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
    try_step "boot with $name" "$tmp_dir/out/tool/svgalab" run -t "$series_cases" \
        --results "$tmp_dir/results-$name" || series_fault "$name: $(tail -n 1 "$step_log")"
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
    for commit in $(git -C "$repo" rev-list --reverse "$base..$series_mailed"); do
        count=$((count + 1))
        [ "$series_check" = all ] || [ "$series_check" = "$count" ] || continue
        letter=$(echo "$series_dir/$(printf %04d "$count")"-*.patch)
        name=${letter##*/}
        run_step "undo $name" "$build_scripts/tree.sh" checkout "$repo" "$commit^" "$tree"
        series_doc_warnings >"$tmp_dir/warned"
        run_step "apply $name" "$build_scripts/tree.sh" checkout "$repo" "$commit" "$tree"
        ! series_doc_warnings | LC_ALL=C comm -13 "$tmp_dir/warned" - | grep . ||
            series_fault "$name: kernel-doc warns"
        kernel_step "configure with $name" \
            allnoconfig KCONFIG_ALLCONFIG="$root/guest-kernel/kernel.config"
        series_compile
        series_boot
    done
    unlock
}

# Commits the source with all patches as refs/svgalab/series, and sets $series_mailed to the
# last commit that we mail. $step_log says what failed.
series_commits()
{
    source_import linux
    # shellcheck disable=SC2046 # paths are words
    try_step 'apply the kernel patches' "$build_scripts/tree.sh" lay "$repo" "$base" \
        refs/svgalab/series $(kernel_layers patched) || return
    series_mailed=$(git -C "$repo" log -1 --format=%P --grep='^What is not a patch$' \
        refs/svgalab/series)
}

# Says which of our patches a user's own kernel source has, takes and rejects, before anything
# is built. If it rejects one and no kernel was asked for, the stock one is tested.
kernel_report()
{
    [ -n "$kernel_source" ] || return 0
    source_import linux
    # shellcheck disable=SC2046 # paths are words
    run_step 'try the kernel patches' "$build_scripts/tree.sh" try "$repo" "$base" \
        $(kernel_layers patched)
    for state in present applies rejected; do
        sed -n "s/^$state //p" "$step_log" | sort -u >"$tmp_dir/$state"
    done
    say "$kernel_source has $(wc -l <"$tmp_dir/present") of our patches, takes $(
        wc -l <"$tmp_dir/applies") and rejects $(wc -l <"$tmp_dir/rejected")"
    sed 's/^/  has /' "$tmp_dir/present" >&2
    sed 's/^\([^ ]*\) /  rejects \1 in /' "$tmp_dir/rejected" >&2
    [ -s "$tmp_dir/rejected" ] || return 0
    die_code=$EXIT_UNTESTABLE
    ! grep -q -e -add-tests- "$tmp_dir/rejected" || die 'not even our tests fit this kernel'
    case $kernel_kind in
    stock) ;;
    '') kernel_kind=stock ;;
    *) die "no $kernel_kind kernel of a source that rejects patches: where it has a change in another form, take the patch out of guest-kernel/patches, otherwise adapt it there" ;;
    esac
    die_code=$EXIT_ENVIRONMENT
}

# Git for what we write to guest-kernel/ and to mails, whatever the user's configuration is.
series_git()
{
    GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 git -C "$repo" "$@" ||
        die "git cannot do that in $repo: $*"
}

# take_patch COMMIT NUMBER LINE: writes the patch, without new files: overlay/ has those.
take_patch()
{
    {
        series_git diff-tree -r --no-commit-id --name-only --diff-filter=A "$1" |
            sed 's/^/Overlay: /'
        echo "$3"
    } | sed '/^$/d' >"$tmp_dir/lines"
    # shellcheck disable=SC2046 # paths of the kernel have no white space
    patch=$(series_git format-patch -1 "$1" --start-number "$2" --always --zero-commit \
        --no-signature --abbrev=12 --filename-max-length=100 -o "$taken/patches" \
        -- . $(sed 's/^/:!/' "$tmp_dir/new"))
    sed -i "0,/^---\$/{/^---\$/r $tmp_dir/lines
        }" "$patch"
}

# take_files COMMIT: sorts its new files into overlay/ and unmailed/.
take_files()
{
    while IFS= read -r file; do
        into=$taken/overlay
        ! grep -qxF "$file" "$tmp_dir/unmailed" || into=$taken/unmailed
        mkdir -p "$into/${file%/*}"
        series_git show "$1:$file" >"$into/$file"
    done <"$tmp_dir/new"
}

# take_differences ROOM...: removes what was taken, except what is different from these rooms,
# which are for newer versions.
take_differences()
{
    series_gather "$@"
    (cd "$taken" && find patches overlay unmailed -type f) >"$tmp_dir/written"
    while IFS= read -r file; do
        [ "$(content "$taken/$file")" != "$(content "$series/$file")" ] || rm "$taken/$file"
    done <"$tmp_dir/written"
    for patch in "$series"/patches/*.patch; do
        grep -qxF "patches/${patch##*/}" "$tmp_dir/written" || : >"$taken/patches/${patch##*/}"
    done
    find "$taken" -mindepth 1 -type d -empty -delete
}

# content FILE: identifies it; the positions of hunks do not count.
content()
{
    case $1 in
    *.patch)
        sed '/^diff --git/,$d; /^ .* | *[0-9]* [-+]*$/d' "$1"
        git patch-id --stable <"$1" | cut -d ' ' -f 1
        ;;
    *) sha256sum <"$1" ;;
    esac 2>/dev/null
}

# series_take COMMIT: turns the commits from $base to COMMIT, which somebody edited, into
# patches/, overlay/ and unmailed/, or into what the oldest room for this version has of them.
series_take()
{
    ours=$root/guest-kernel
    taken=$tmp_dir/taken
    rm -rf "$taken"
    edit=$(git -C "$ours" status --porcelain -- patches overlay unmailed '[0-9]*' 2>/dev/null |
        head -n 1)
    [ -z "$edit" ] || die "$ours has changes that are not committed: $edit"
    series_git diff --name-only --diff-filter=A "$base" "$1" >"$tmp_dir/new"
    number=0
    line=
    series_git log --reverse --format='%h %s' "$base..$1" >"$tmp_dir/commits"
    while read -r commit subject; do
        number=$((number + 1))
        case $subject in
        'What is not a patch')
            series_git diff-tree -r --no-commit-id --name-only "$commit" >"$tmp_dir/unmailed"
            number=949
            line='Mailed: alone'
            ;;
        'The source without'*)
            die "$base has patches of ours already: edit them on top of another source" ;;
        fixup!* | squash!*) die "$commit $subject: git rebase -i --autosquash first" ;;
        *) take_patch "$commit" $number "$line" ;;
        esac
    done <"$tmp_dir/commits"
    [ -s "$tmp_dir/unmailed" ] || die "$1 has no commit \"What is not a patch\""
    take_files "$1"
    room=$(older_rooms | tail -n 1)
    # shellcheck disable=SC2046 # rooms are words
    [ -z "$room" ] || take_differences $(older_rooms | sed '$d')
    for part in patches overlay unmailed; do
        rm -rf "${ours:?}/$room/$part"
        [ ! -d "$taken/$part" ] || mv "$taken/$part" "$ours/$room/"
    done
}

# series_mail COMMIT: writes the commits up to COMMIT into $series_dir as mails. Git makes the
# cover letter from the description of a branch.
series_mail()
{
    without=$(series_git rev-list --grep='^The source without' "$base..$1")
    letter=$(sed "/^@figures@\$/{r $root/guest-kernel/figures
        d
        }" "$root/guest-kernel/cover-letter")
    series_git update-ref refs/heads/mailed "$1"
    series_git -c branch.mailed.description="$letter" format-patch -q -n --zero-commit \
        --no-signature --cover-letter --cover-from-description=subject \
        -o "$series_dir" "${without:-$base}..mailed"
}

verb_series()
{
    [ $# -le 1 ] && [ -n "${1:-}$series_take" ] || usage_error 'series: into which one directory?'
    [ -z "${1:-}" ] || [ -z "$(ls -A "$1" 2>/dev/null)" ] || usage_error "$1 is not empty"
    packages_ensure
    if [ -n "$series_take" ]; then
        source_import linux
        lock kernel
        kernel_where patched
        series_take "refs/heads/${tree##*/}"
        unlock
        return
    fi
    series_dir=$(realpath -m "$1")
    series_commits || die "$(tail -n 1 "$step_log")"
    series_mail "$series_mailed"
    series_faults=0
    series_checkpatch
    [ -z "$series_check" ] || series_one_by_one
    ls "$series_dir"
    if [ "$series_faults" -gt 0 ]; then
        say "$series_faults objections to the series"
        exit "$EXIT_FAILED"
    fi
}
