#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Copyright (C) 2026 The svgalab authors
# Turns patches/ into commits, and commits into patches/ or into the series to mail.
#
# patches/ and overlay/ are for the newest Linux that we know. A directory VERSION/ has what is
# different on Linux up to VERSION, under the same names; an empty patch is not needed there.
#
# usage: patches.sh in REPO BASE REF KIND    set REF to BASE with our changes for KIND
#        patches.sh out REPO BASE COMMIT     write patches/ and overlay/, or what VERSION/ has
#                                            of them, from the commits from BASE to COMMIT,
#                                            which you edited
#        patches.sh mail REPO BASE REF DIR   write commits BASE..REF into DIR as mails
#
# KIND is stock (only the tests), patched, or faulty (patched and faults/). patched is the
# series (REF-mailed), then unmailed/, which we do not mail, then the patches with the line
# "Mailed: alone" after "---", which go to other lists. "in" prints "present NAME" for each
# patch that BASE has.
#
# exit: like tree.sh

set -u

die()
{
    code=$1
    shift
    echo "patches.sh: $*" >&2
    exit "$code"
}

[ $# -ge 4 ] || die 2 'usage: patches.sh in|out|mail REPO BASE ... (see its first lines)'
here=$(cd "$(dirname "$0")" && pwd) || exit 3
tree_sh=$here/../host-tools/build/tree.sh
repo=$2
base=$3
scratch=$(mktemp -d) || die 3 'no temporary directory'
trap 'rm -rf "$scratch"' EXIT
trap 'exit 3' HUP INT TERM
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1

tree() { "$tree_sh" "$@" || exit $?; }

# Prints the directories of what is different on BASE, the least different first.
older_rooms()
{
    version=$(git -C "$repo" show "$base:Makefile" 2>/dev/null |
        sed -n -E 's/^(VERSION|PATCHLEVEL) *= *//p' | paste -s -d .)
    for room in "$here"/[0-9]*.[0-9]*; do
        [ ! -d "$room" ] || [ -z "$version" ] ||
            ! printf '%s\n' "$version" "${room##*/}" | sort -CV || echo "$room"
    done | sort -rV
}

# series_gather ROOM...: puts the patches and the new files together in $series.
series_gather()
{
    series=$scratch/guest-kernel
    mkdir "$series" && cp -r "$here/patches" "$here/overlay" "$here/unmailed" "$series/" ||
        die 3 "cannot write to $scratch"
    for room in "$@"; do
        cp -r "$room/." "$series/" || die 3 "cannot write to $scratch"
    done
    find "$series/patches" -name '*.patch' -empty -delete
}

# Patches are words: git chooses their names.
alone() { grep -l '^Mailed: alone$' "$series"/patches/*.patch; }
mailed() { grep -L '^Mailed: alone$' "$series"/patches/*.patch; }

in_stock()
{
    tree am "$repo" "$base" "$1-tests" "$series"/patches/*-add-tests-*.patch
    tree put "$repo" "$1-tests" "$1" "$series/unmailed"
}

# Each file of overlay/ belongs to exactly one patch, which names it.
check_overlay()
{
    wrong=$({
        sed -n '/^---$/,/^diff /s/^Overlay: //p' "$series"/patches/*.patch
        (cd "$series/overlay" && find . -type f ! -name '*~' | sed 's/^\.\///')
    } | sort | uniq -c | awk '$1 != 2 { print $2; exit }')
    [ -z "$wrong" ] ||
        die 1 "overlay/$wrong must be there, and be named by one patch: \"Overlay: $wrong\""
}

# shellcheck disable=SC2046 # see above
in_patched()
{
    check_overlay
    tree am "$repo" "$base" "$1-mailed" $(mailed)
    tree put "$repo" "$1-mailed" "$1-unmailed" "$series/unmailed"
    tree am "$repo" "$1-unmailed" "$1" $(alone)
}

# Make builds the faults only if their variable is set.
in_faulty()
{
    in_patched "$1-patched"
    mkdir "$scratch/faults" && cp -r "$here/faults" "$scratch/faults/svgalab" &&
        git -C "$repo" show "$1-patched:Kbuild" >"$scratch/faults/Kbuild" &&
        printf '\nobj-$(SVGALAB_FAULTS)\t+= svgalab/\n' >>"$scratch/faults/Kbuild" ||
        die 3 "cannot write to $scratch"
    tree put "$repo" "$1-patched" "$1" "$scratch/faults"
}

# shellcheck disable=SC2046 # rooms are words
verb_in()
{
    series_gather $(older_rooms)
    case $2 in
    stock | patched | faulty) "in_$2" "$1" ;;
    *) die 2 "no kernel $2" ;;
    esac
}

# out_patch COMMIT NUMBER [LINE]: writes the patch, without new files: overlay/ has those.
out_patch()
{
    git -C "$repo" diff-tree -r --no-commit-id --name-only --diff-filter=A "$1" |
        sed 's/^/Overlay: /' >"$scratch/lines"
    [ -z "${3:-}" ] || echo "$3" >>"$scratch/lines"
    patch=$(git -C "$repo" format-patch -1 "$1" --start-number "$2" --always \
        --zero-commit --no-signature --abbrev=12 --filename-max-length=100 \
        -o "$scratch/patches" -- . $(sed 's/^/:!/' "$scratch/new")) &&
        sed -i "0,/^---\$/{/^---\$/r $scratch/lines
            }" "$patch" || die 3 "git cannot write to $scratch"
}

verb_out()
{
    edit=$(git -C "$here" status --porcelain -- patches overlay unmailed '[0-9]*' 2>/dev/null |
        head -n 1)
    [ -z "$edit" ] || die 1 "$here has changes that are not committed: $edit"
    git -C "$repo" diff --name-only --diff-filter=A "$base" "$1" >"$scratch/new" &&
        commits=$(git -C "$repo" rev-list --reverse "$base..$1") ||
        die 3 "no commits from $base to $1"
    number=0
    line=
    for commit in $commits; do
        case $(git -C "$repo" log -1 --format=%s "$commit") in
        'What is not a patch')
            git -C "$repo" diff-tree -r --no-commit-id --name-only "$commit" >"$scratch/unmailed-files"
            number=949
            line='Mailed: alone'
            continue
            ;;
        'The source without'*) die 1 "$base has patches of ours already: edit them on top of another source" ;;
        fixup!* | squash!*) die 1 "$(git -C "$repo" log -1 --format='%h %s' "$commit"): git rebase -i --autosquash first" ;;
        esac
        number=$((number + 1))
        out_patch "$commit" $number "$line"
    done
    [ -s "$scratch/unmailed-files" ] || die 1 "$1 has no commit \"What is not a patch\""
    out_files "$1"
    room=$(older_rooms | tail -n 1)
    if [ -n "$room" ]; then
        out_differences
    else
        room=$here
    fi
    for part in patches overlay unmailed; do
        rm -rf "${room:?}/$part"
        [ ! -d "$scratch/$part" ] || { mkdir -p "$room" && mv "$scratch/$part" "$room/"; } ||
            die 3 "cannot write to $room"
    done
}

# Sorts the new files of COMMIT into overlay/ and unmailed/.
out_files()
{
    while IFS= read -r file; do
        into=overlay
        ! grep -qxF "$file" "$scratch/unmailed-files" || into=unmailed
        mkdir -p "$scratch/$into/$(dirname "$file")" &&
            git -C "$repo" show "$1:$file" >"$scratch/$into/$file" ||
            die 3 "cannot write to $scratch"
    done <"$scratch/new"
}

# Removes what was written, except what is different from the rooms for newer versions.
# shellcheck disable=SC2046 # rooms are words
out_differences()
{
    series_gather $(older_rooms | sed '$d')
    (cd "$scratch" && find patches overlay unmailed -type f) >"$scratch/written"
    while IFS= read -r file; do
        same_content "$scratch/$file" "$series/$file" && rm "$scratch/$file"
    done <"$scratch/written"
    for patch in "$series"/patches/*.patch; do
        grep -qxF "patches/${patch##*/}" "$scratch/written" ||
            : >"$scratch/patches/${patch##*/}"
    done
    find "$scratch/patches" "$scratch/overlay" "$scratch/unmailed" -type d -empty -delete
}

# same_content FILE OTHER: the positions of hunks do not count.
same_content()
{
    case $1 in
    *.patch) patch_content "$1" >"$scratch/one"
        patch_content "$2" | cmp -s "$scratch/one" ;;
    *) cmp -s "$1" "$2" ;;
    esac
}

patch_content()
{
    sed '/^diff --git/,$d; /^ .* | *[0-9]* [-+]*$/d' "$1"
    git patch-id --stable <"$1" | cut -d ' ' -f 1
}

# Prints the cover letter's text with the figures filled in.
cover_text()
{
    sed -e 1,2d -e "/^@figures@\$/{r $here/figures
        d
        }" "$here/cover-letter"
}

verb_mail()
{
    mkdir -p "$2" && out=$(readlink -f "$2") || die 3 "cannot write to $2"
    [ -z "$(ls -A "$out")" ] || die 2 "$2 is not empty"
    without=$(git -C "$repo" rev-list --grep='^The source without' "$base..$1") ||
        die 3 "no commits from $base to $1"
    git -C "$repo" format-patch -q -n --zero-commit --no-signature --cover-letter \
        -o "$out" "${without:-$base}..$1" || die 3 "git cannot write to $out"
    letter=$out/0000-cover-letter.patch
    cover_text >"$scratch/text"
    sed -i -e "s|\*\*\* SUBJECT HERE \*\*\*|$(head -n 1 "$here/cover-letter")|" \
        -e "/^\*\*\* BLURB HERE \*\*\*\$/{r $scratch/text
        d
        }" "$letter" || die 3 "cannot write $letter"
    ls "$out"
}

case $1 in
in | out | mail) ;;
*) die 2 "unknown verb $1" ;;
esac
verb=$1
shift 3
# The script may be edited while it runs: the shell reads nothing after this line.
"verb_$verb" "$@"; exit
