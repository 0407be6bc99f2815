#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Copyright (C) 2026 The svgalab authors
# Write patches/ and overlay/ as the series that one would mail: numbered, each new file in its patch, a cover letter.
#
# usage: fold.sh TREE DIR
#
# TREE holds the pristine files that the patches change, DIR is new or empty.
# A patch with the line "Mailed: alone" behind its "---" is for another list, and
# not in the series.
#
# git does the work in a repository of its own, so that what is written is
# known to apply with "git am", one after the other.
#
# exit: 0 done, 1 a patch does not apply or names an overlay file wrongly,
#       2 usage, 3 the environment

set -u

die()
{
    code=$1
    shift
    echo "fold.sh: $*" >&2
    exit "$code"
}

[ $# -eq 2 ] || die 2 "usage: fold.sh TREE DIR"
tree=$(readlink -f "$1") && mkdir -p "$2" && out=$(readlink -f "$2") ||
    die 3 "cannot write to $2"
[ -z "$(ls -A "$out")" ] || die 2 "$2 is not empty"
command -v git >/dev/null 2>&1 || die 3 "git is missing (package git)"
here=$(cd "$(dirname "$0")" && pwd) || exit 3
base=$(grep -v '^#' "$here/base")
repo=$(mktemp -d) || die 3 "no temporary directory"
trap 'rm -rf "$repo"' EXIT
trap 'exit 3' HUP INT TERM

# Nothing of the user's configuration shows in the result.
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 \
    GIT_AUTHOR_NAME='svgalab developers' GIT_AUTHOR_EMAIL=svgalab@localhost \
    GIT_COMMITTER_NAME='svgalab developers' \
    GIT_COMMITTER_EMAIL=svgalab@localhost \
    GIT_COMMITTER_DATE='2026-11-22T16:00:00+0000'

in_repo()
{
    git -C "$repo" -c core.autocrlf=false -c commit.gpgsign=false "$@"
}

# Files that the patches change or delete, as they are before.
pristine_files()
{
    cat "$here"/patches/*.patch | sed -n 's/^--- a\///p' | sort -u
}

start_repo()
{
    in_repo init -q -b base || die 3 "git cannot make a repository in $repo"
    for file in $(pristine_files); do
        if [ -f "$tree/$file" ]; then
            mkdir -p "$repo/$(dirname "$file")" &&
                cp "$tree/$file" "$repo/$file" || die 3 "cannot copy $file"
        fi
    done
    in_repo add -A -f && in_repo commit -q --allow-empty -m "Linux $base" &&
        in_repo tag pristine || die 3 "git cannot commit in $repo"
}

# named_files WORD PATCH...: what the lines "WORD: FILE" behind "---" name.
named_files()
{
    word=$1
    shift
    sed -n "/^---\$/,/^diff /s/^$word: //p" "$@"
}

# Every file of overlay/ is brought by exactly one patch, or is said by one to be
# for ourselves.
check_overlay()
{
    [ -d "$here/overlay" ] || mkdir "$repo/overlay"
    (cd "$here/overlay" 2>/dev/null || cd "$repo/overlay" &&
        find . -type f | sed 's/^\.\///' | sort) >"$repo/have"
    named_files '\(Overlay\|Unmailed\)' "$here"/patches/*.patch | sort \
        >"$repo/named"
    wrong=$(comm -3 "$repo/have" "$repo/named" | tr -d '\t' | head -n 1)
    [ -z "$wrong" ] ||
        die 1 "overlay/$wrong must be there, and be named by one patch: \"Overlay: $wrong\", or Unmailed"
    rm -rf "$repo/have" "$repo/named" "$repo/overlay"
}

add_patch()
{
    name=$(basename "$1")
    if ! said=$(in_repo am -q "$1" 2>&1); then
        file=$(echo "$said" | sed -n 's/^error: patch failed: //p' | head -n 1)
        die 1 "$name does not apply to ${file:-its file} of $tree"
    fi
    for file in $(named_files Overlay "$1"); do
        mkdir -p "$repo/$(dirname "$file")" &&
            cp "$here/overlay/$file" "$repo/$file" && in_repo add -f "$file" ||
            die 3 "cannot add $file"
    done
    in_repo commit -q --amend --no-edit || die 3 "git cannot commit $name"
}

# The cover letter's text with the figures in their place, if they were measured.
cover_text()
{
    sed 1,2d "$here/cover-letter" | while IFS= read -r line; do
        case $line in
        @figures@) cat "$here/figures" 2>/dev/null ;;
        *) printf '%s\n' "$line" ;;
        esac
    done
}

write_cover()
{
    letter=$out/0000-cover-letter.patch
    cover_text >"$repo/text"
    awk -v subject="$(head -n 1 "$here/cover-letter")" -v text="$repo/text" '
        { sub(/\*\*\* SUBJECT HERE \*\*\*/, subject) }
        /^\*\*\* BLURB HERE \*\*\*$/ {
            while ((getline line <text) > 0) print line
            next }
        { print }' "$letter" >"$repo/letter" && mv "$repo/letter" "$letter" ||
        die 3 "cannot write $letter"
}

start_repo
check_overlay
for p in "$here"/patches/*.patch; do
    [ "$(named_files Mailed "$p")" = alone ] || add_patch "$p"
done
in_repo format-patch -q -n -U2 --zero-commit --no-signature --cover-letter \
    -o "$out" pristine || die 3 "git cannot write to $out"
write_cover
ls "$out"
