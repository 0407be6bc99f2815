#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Copyright (C) 2026 The svgalab authors
# What apply.sh and fold.sh do to trees that have, half have or cannot take a patch, as TAP.

set -u
here=$(dirname "$(readlink -f "$0")")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
kit=$scratch/kit
tree=$scratch/tree
number=0

# check NAME COMMAND...: passes when the command succeeds.
check()
{
    name=$1
    shift
    number=$((number + 1))
    if "$@" >"$scratch/said" 2>&1; then
        printf 'ok %d %s\n' "$number" "$name"
    else
        sed 's/^/# /' "$scratch/said"
        printf 'not ok %d %s\n' "$number" "$name"
    fi
}

# A kernel of two files, as much of one as the scripts look at.
make_tree()
{
    rm -rf "$tree"
    mkdir -p "$tree/mm" "$tree/drivers/gpu/drm/vmwgfx"
    printf 'VERSION = 6\nPATCHLEVEL = 12\n' >"$tree/Makefile"
    touch "$tree/Kbuild" "$tree/drivers/gpu/drm/vmwgfx/vmwgfx_drv.c"
    printf '%s\n' one two three four five six seven eight >"$tree/mm/walk.c"
    printf '%s\n' alpha beta gamma >"$tree/mm/help.c"
}

# make_patch NUMBER FILE FROM TO [LINE]: changes a line of FILE in the tree at
# $scratch/made, and writes that as a patch.
make_patch()
{
    cp -r "$scratch/made" "$scratch/before"
    sed -i "s/^$3\$/$4/" "$scratch/made/$2"
    {
        printf 'From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n'
        printf 'From: somebody <somebody@localhost>\nDate: Sun, 22 Nov 2026 16:00:00 +0000\n'
        printf 'Subject: [PATCH] %s: make %s %s\n\nBecause.\n---\n%s\n\n' \
            "$2" "$3" "$4" "${5:-}"
        printf 'diff --git a/%s b/%s\n' "$2" "$2"
        (cd "$scratch" && diff -U1 "before/$2" "made/$2") |
            sed "1s,.*,--- a/$2,; 2s,.*,+++ b/$2,"
    } >"$kit/patches/000$1-change-$3.patch"
    rm -rf "$scratch/before"
}

make_kit()
{
    mkdir -p "$kit/patches" "$kit/overlay/mm"
    cp "$here/../apply.sh" "$here/../fold.sh" "$kit/"
    printf '# base\n6.12.1\n' >"$kit/base"
    printf 'a subject\n\nfirst line\n@figures@\nlast line\n' >"$kit/cover-letter"
    printf 'measured\n' >"$kit/figures"
    printf 'new\n' >"$kit/overlay/mm/new.c"
    printf 'own\n' >"$kit/overlay/mm/own.c"
    make_tree
    cp -r "$tree" "$scratch/made"
    make_patch 1 mm/walk.c two TWO
    make_patch 2 mm/walk.c seven SEVEN 'Overlay: mm/new.c'
    make_patch 3 mm/help.c beta BETA 'Unmailed: mm/own.c'
    make_patch 4 mm/walk.c five FIVE 'Mailed: alone'
}

apply()
{
    "$kit/apply.sh" "$tree" "$@" >"$scratch/out" 2>"$scratch/err"
}

# The tree's file has a line.
has() { grep -qx "$2" "$tree/$1"; }
said() { grep -q "$1" "$scratch/out" "$scratch/err"; }

all_there()
{
    has mm/walk.c TWO && has mm/walk.c SEVEN && has mm/help.c BETA &&
        has mm/new.c new
}

pristine_tree()
{
    cp -r "$tree" "$scratch/now"
    rm -rf "$scratch/now/.svgalab"
    make_tree
    diff -r "$scratch/now" "$tree"
    same=$?
    rm -rf "$scratch/now"
    return "$same"
}

first_only()
{
    make_tree
    apply && apply 1 && has mm/walk.c TWO && has mm/walk.c seven &&
        has mm/help.c beta && [ ! -e "$tree/mm/new.c" ]
}

back_to_all()
{
    apply && all_there && apply && said '^unchanged$'
}

one_present()
{
    make_tree
    sed -i 's/^seven$/SEVEN/' "$tree/mm/walk.c"
    apply && all_there && said '^present 0002-change-seven.patch$'
}

all_present()
{
    rm -rf "$tree"
    cp -r "$scratch/made" "$tree"
    apply && all_there && [ "$(grep -c '^present' "$scratch/out")" -eq 4 ]
}

# The third patch fails, so that the first two must leave nothing either.
does_not_apply()
{
    make_tree
    printf '%s\n' alpha other gamma >"$tree/mm/help.c"
    ! apply && said '0003-change-beta.patch does not apply to mm/help.c' &&
        said 'take the patch out of guest-kernel/patches' &&
        has mm/walk.c two && has mm/walk.c seven && [ ! -e "$tree/mm/new.c" ]
}

edited_file_is_kept()
{
    make_tree
    apply && printf 'mine\n' >>"$tree/mm/walk.c" && ! apply &&
        said 'was edited' && has mm/walk.c mine
}

# What the stock kernel is made of a patched tree by: what goes back is new to make.
taken_back()
{
    make_tree
    mv "$kit/patches/0003-change-beta.patch" "$kit/patches/0003-add-tests-beta.patch"
    apply --tests && cp -r "$tree" "$scratch/stock" && make_tree &&
        touch -d 2001-01-01 "$tree"/mm/*.c && apply && all_there &&
        touch -d 2002-01-01 "$scratch/object" && apply --tests &&
        diff -r -x .svgalab "$scratch/stock" "$tree" &&
        [ -n "$(find "$tree/mm/walk.c" -newer "$scratch/object")" ] && apply && all_there
    same=$?
    mv "$kit/patches/0003-add-tests-beta.patch" "$kit/patches/0003-change-beta.patch"
    return "$same"
}

fold()
{
    rm -rf "$scratch/series"
    make_tree
    "$kit/fold.sh" "$tree" "$scratch/series" >"$scratch/out" 2>"$scratch/err"
}

series_applies()
{
    fold && cd "$tree" && for letter in "$scratch"/series/000[1-9]-*.patch; do
        patch -p1 <"$letter" || return 1
    done && cd "$scratch" && all_there && [ ! -e "$tree/mm/own.c" ]
}

mailed_alone()
{
    make_tree
    apply && has mm/walk.c FIVE && fold &&
        ! grep -q FIVE "$scratch"/series/*.patch
}

cover_letter()
{
    grep -q '^Subject: \[PATCH 0/3\] a subject$' "$scratch"/series/0000-* &&
        grep -A2 '^first line$' "$scratch"/series/0000-* | tr '\n' ' ' |
        grep -q '^first line measured last line'
}

unnamed_file()
{
    touch "$kit/overlay/mm/stray.c"
    ! fold && said 'overlay/mm/stray.c must be there'
    kept=$?
    rm "$kit/overlay/mm/stray.c"
    return "$kept"
}

fold_keeps_tree() { fold && pristine_tree; }

command -v git >/dev/null 2>&1 || {
    printf '1..0 # SKIP git is not installed\n'
    exit 0
}
make_kit
printf '1..12\n'
check first_patch_only first_only
check back_to_all_patches back_to_all
check patches_are_taken_back taken_back
check one_patch_present one_present
check all_patches_present all_present
check patch_does_not_apply does_not_apply
check edited_file_is_kept edited_file_is_kept
check series_applies series_applies
check one_is_mailed_alone mailed_alone
check cover_letter_has_figures cover_letter
check unnamed_overlay_file unnamed_file
check fold_keeps_the_tree fold_keeps_tree
