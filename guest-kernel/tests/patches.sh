#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Copyright (C) 2026 The svgalab authors
# Tests tree.sh and the patches' ways in and out on sources that have, partly have or reject a patch, as TAP.

set -u
here=$(dirname "$(readlink -f "$0")")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
kit=$scratch/kit
ours=$kit/guest-kernel
source=$scratch/source
tree=$scratch/tree
repo=$scratch/repo
number=0
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 \
    GIT_AUTHOR_NAME=somebody GIT_AUTHOR_EMAIL=somebody@localhost \
    GIT_COMMITTER_NAME=somebody GIT_COMMITTER_EMAIL=somebody@localhost

# check NAME COMMAND...: passes when the command succeeds.
check()
{
    name=$1
    shift
    number=$((number + 1))
    rm -rf "$source" "$tree" "$repo"
    make_source
    # Not as the condition itself: there, set -e does nothing.
    (set -e; "$@") >"$scratch/told" 2>&1
    if [ $? -eq 0 ]; then
        printf 'ok %d %s\n' "$number" "$name"
    else
        sed 's/^/# /' "$scratch/told" "$scratch/out" "$scratch/err"
        printf 'not ok %d %s\n' "$number" "$name"
    fi
}

# Makes a kernel source of a few files, with some build products.
make_source()
{
    mkdir -p "$source/mm"
    printf '*.o\n/*\n' >"$source/.gitignore"
    echo obj-y >"$source/Kbuild"
    seq 1 40 | sed 's/^/line /' >"$source/mm/walk.c"
    printf '%s\n' alpha beta gamma >"$source/mm/help.c"
    touch "$source/mm/walk.o" "$source/vmlinux" "$source/.config"
}

# make_patch NUMBER FILE FROM TO [LINE]: changes a line of FILE in $scratch/made, and writes
# that as a patch with LINE after "---".
make_patch()
{
    git_made="git -C $scratch/made"
    sed -i "s/^$3\$/$4/" "$scratch/made/$2"
    $git_made commit -q -a -m "$2: make $3 $4" -m Because.
    made=$ours/patches/000$1-change-$(echo "$3" | tr ' ' -).patch
    $git_made format-patch -1 --zero-commit --no-signature --stdout |
        sed "0,/^---\$/s/^---\$/---\\n${5:-}/" >"$made"
}

make_kit()
{
    mkdir -p "$kit/host-tools/build" "$ours/patches" "$ours/overlay/mm" \
        "$ours/unmailed/mm"
    cp "$here"/../*.sh "$ours/"
    cp "$here"/../../host-tools/build/*.sh "$kit/host-tools/build/"
    printf 'a subject\n\nfirst line\n@figures@\nlast line\n' >"$ours/cover-letter"
    printf 'measured\n' >"$ours/figures"
    printf 'new\n' >"$ours/overlay/mm/new.c"
    printf 'own\n' >"$ours/unmailed/mm/own.c"
    make_source
    cp -r "$source" "$scratch/made"
    cp -r "$source" "$scratch/pristine"
    git -C "$scratch/made" init -q
    git -C "$scratch/made" add -f mm/walk.c mm/help.c Kbuild
    git -C "$scratch/made" commit -q -m base
    make_patch 1 mm/walk.c 'line 2' TWO
    make_patch 2 mm/walk.c 'line 4' FOUR 'Overlay: mm\/new.c'
    make_patch 3 mm/help.c beta BETA
    make_patch 4 mm/walk.c 'line 30' THIRTY 'Mailed: alone'
    mv "$ours/patches/0003-change-beta.patch" "$ours/patches/0003-add-tests-beta.patch"
}

tree_sh() { "$kit/host-tools/build/tree.sh" "$@" >"$scratch/out" 2>"$scratch/err"; }

# ours_sh COMMAND...: runs a function of guest-kernel/*.sh.
ours_sh()
{
    mkdir -p "$scratch/tmp"
    sh -eu -c 'root=$1 repo=$2 tmp_dir=$3/tmp series_dir=$3/series base=refs/base
        . "$root/host-tools/build/common.sh"
        . "$root/host-tools/build/sources.sh"
        . "$root/guest-kernel/build.sh"
        . "$root/guest-kernel/series.sh"
        shift 3
        "$@"' sh "$kit" "$repo" "$scratch" "$@" >"$scratch/out" 2>"$scratch/err"
}

import() { tree_sh import "$repo" "$source" refs/base; }
apply()
{
    ours_sh kernel_layers "${1:-patched}" &&
        tree_sh lay "$repo" refs/base refs/goal $(cat "$scratch/out")
}

mailed() { git -C "$repo" log -1 --format=%P --grep='^What is not a patch$' refs/goal; }
checkout() { tree_sh checkout "$repo" "${1:-refs/goal}" "$tree"; }
build() { import && apply "${1:-patched}" && cp "$scratch/out" "$scratch/applied" && checkout; }
in_tree() { git -C "$tree" "$@"; }

has() { grep -qx "$2" "$tree/$1"; }
said() { grep -q -e "$1" "$scratch/out" "$scratch/err"; }
not() { ! "$@"; }
# code N COMMAND...: passes if COMMAND exits with N.
code() { want=$1 status=0; shift; "$@" || status=$?; [ "$status" -eq "$want" ]; }

all_there()
{
    has mm/walk.c TWO && has mm/walk.c FOUR && has mm/walk.c THIRTY && has mm/help.c BETA &&
        has mm/new.c new && has mm/own.c own
}

one_by_one()
{
    build
    all_there
    checkout "$(mailed)~2"
    has mm/walk.c TWO
    has mm/walk.c 'line 4'
    has mm/help.c beta
    not [ -e "$tree/mm/new.c" ]
    checkout
    all_there
    checkout
    not said changed
}

stock_has_tests()
{
    build stock
    has mm/help.c BETA
    has mm/own.c own
    has mm/walk.c 'line 2'
}

same_commits()
{
    build
    once=$(git -C "$repo" rev-parse refs/goal)
    rm -rf "$repo" "$tree"
    touch "$source"/mm/*
    GIT_AUTHOR_DATE='2020-01-01 00:00:00' TZ=Asia/Tokyo build
    [ "$once" = "$(git -C "$repo" rev-parse refs/goal)" ]
}

# Make must see only the changes: all other files keep their times.
only_what_changes()
{
    build
    find "$tree" -type f -exec touch -d 2001-01-01 {} +
    build stock
    said '^changed mm/walk.c$'
    touch -d 2002-01-01 "$scratch/object"
    [ -n "$(find "$tree/mm/walk.c" -newer "$scratch/object")" ]
    [ -z "$(find "$tree/mm/help.c" "$tree/Kbuild" -newer "$scratch/object")" ]
}

# The edited file is older than the object built from the patched one.
patch_dropped_and_source_edited()
{
    build
    mv "$ours/patches/0004-change-line-30.patch" "$scratch/"
    sed -i 's/^line 20$/TWENTY/' "$source/mm/walk.c"
    touch -d 2001-01-01 "$source/mm/walk.c"
    touch "$scratch/object"
    until [ "$(date +%s)" -gt "$(stat -c %Y "$scratch/object")" ]; do :; done
    status=0
    build || status=1
    mv "$scratch/0004-change-line-30.patch" "$ours/patches/"
    [ $status -eq 0 ]
    has mm/walk.c TWENTY
    has mm/walk.c 'line 30'
    has mm/walk.c TWO
    [ -n "$(find "$tree/mm/walk.c" -newer "$scratch/object")" ]
}

one_present()
{
    sed -i 's/^beta$/BETA/' "$source/mm/help.c"
    build
    all_there
    [ "$(cat "$scratch/applied")" = 'present 0003-add-tests-beta.patch' ]
}

# Applies only if git has the files that the patches were made for.
one_present_close_to_another()
{
    sed -i 's/^line 4$/FOUR/' "$source/mm/walk.c"
    import
    code 1 apply
    said '0001-change-line-2.patch does not apply to mm/walk.c'
    tree_sh import "$repo" "$scratch/pristine" refs/pristine
    build
    all_there
    [ "$(cat "$scratch/applied")" = 'present 0002-change-line-4.patch' ]
}

# Each patch is found although the next one changed its context.
all_present()
{
    rm -rf "$source"
    cp -r "$scratch/made" "$source"
    build
    all_there
    [ "$(grep -c '^present' "$scratch/applied")" -eq 4 ]
}

# First the line that the patch changes differs, then its context.
conflict()
{
    sed -i 's/^line 2$/two and a half/' "$source/mm/walk.c"
    import
    code 1 apply
    said '0001-change-line-2.patch does not apply to mm/walk.c'
    tree_sh import "$repo" "$scratch/pristine" refs/pristine
    code 1 apply
    said '0001-change-line-2.patch does not apply to mm/walk.c'
    sed -i -e 's/^two.*/line 2/' -e 's/^line 1$/one/' "$source/mm/walk.c"
    rm -rf "$repo"
    import
    code 1 apply
}

# The third patch fails, so the first two must leave nothing behind either.
does_not_apply()
{
    build
    printf '%s\n' alpha other gamma >"$source/mm/help.c"
    import
    before=$(git -C "$repo" rev-parse refs/goal)
    code 1 apply
    said '0003-add-tests-beta.patch does not apply to mm/help.c'
    said 'take the patch out of guest-kernel/patches'
    [ "$before" = "$(git -C "$repo" rev-parse refs/goal)" ]
    all_there
}

# Each patch is told of, and nothing is committed.
tried()
{
    sed -i 's/^line 4$/FOUR/' "$source/mm/walk.c"
    printf '%s\n' alpha other gamma >"$source/mm/help.c"
    import
    code 0 tree_sh try "$repo" refs/base "$ours"/patches/*.patch
    [ "$(sort "$scratch/out" | cut -d ' ' -f 1,2 | tr '\n' ' ')" = "applies 0004-change-line-30.patch \
rejected 0001-change-line-2.patch rejected 0002-change-line-4.patch \
rejected 0003-add-tests-beta.patch " ]
    git -C "$repo" for-each-ref | grep -q refs/goal && return 1
    :
}

edited_file_is_kept()
{
    build
    echo mine >>"$tree/mm/walk.c"
    code 1 checkout "$(mailed)"
    said 'mm/walk.c in .* was edited'
    has mm/walk.c mine
    in_tree commit -q -a -m mine
    code 1 checkout "$(mailed)"
    said 'has commits of yours'
    has mm/walk.c mine
}

# tree.sh is killed while git writes the tree, which leaves half a file and a lock.
killed_half_way()
{
    build
    mkdir -p "$scratch/bin"
    real=$(command -v git)
    cat >"$scratch/bin/git" <<GIT
#!/bin/sh
case "\$*" in
*'reset -q --hard'*) printf 'line' >"$tree/mm/walk.c"; : >"$repo/worktrees/tree/index.lock"
    kill -KILL \$PPID ;;
*) exec $real "\$@" ;;
esac
GIT
    chmod +x "$scratch/bin/git"
    (PATH=$scratch/bin:$PATH checkout "$(mailed)") && return 1
    has mm/walk.c line || not has mm/walk.c TWO
    echo mine >>"$tree/mm/help.c"
    checkout "$(mailed)"
    in_tree diff --quiet "$(mailed)"
    not [ -e "$tree/mm/own.c" ]
    git -C "$repo" show found-tree:mm/help.c | grep -qx mine
    checkout
    all_there
}

killed_when_new()
{
    import && apply
    mkdir "$tree"
    "$scratch/bin/git" --version >/dev/null
    rm -rf "$tree"
    (PATH=$scratch/bin:$PATH checkout) && return 1
    checkout
    all_there
}

# As on a full disk, no file can grow beyond 32 kB.
full_disk()
{
    head -c 100000 /dev/urandom >"$source/mm/big.c"
    (ulimit -f 64; code 3 import)
    build
    all_there
    cmp "$source/mm/big.c" "$tree/mm/big.c"
}

# state DIR: prints everything that a write to it would change.
state() { (cd "$1" && find . -printf '%p %s %T@ %C@ %m\n' | sort); }

source_is_only_read()
{
    rm -rf "$source"
    cp -r "$scratch/made" "$source"
    git -C "$source" checkout -q HEAD~4 -- .
    chmod -R a-w "$source"
    state "$source" >"$scratch/before"
    build
    all_there
    chmod -R u+w "$source"
    echo more >>"$source/mm/help.c"
    state "$source" >"$scratch/before"
    build
    has mm/help.c more
    state "$source" | diff "$scratch/before" -
}

what_was_built_stays_out()
{
    mkdir "$source/sub"
    git -C "$source/sub" init -q
    touch "$source/sub/file.c"
    build
    [ -e "$tree/sub/file.c" ]
    not [ -e "$tree/mm/walk.o" ]
    not [ -e "$tree/vmlinux" ]
    not [ -e "$tree/.config" ]
}

# QEMU's overlay must not hide a file that QEMU has.
own_file()
{
    import
    mkdir -p "$scratch/files/mm"
    echo mine >"$scratch/files/mm/walk.c"
    code 3 tree_sh lay "$repo" refs/base refs/goal "$scratch/files"
    said 'the source has a mm/walk.c of its own'
    code 1 git -C "$repo" rev-parse -q --verify refs/goal
    mv "$scratch/files/mm/walk.c" "$scratch/files/mm/other.c"
    tree_sh lay "$repo" refs/base refs/goal "$scratch/files"
    checkout
    has mm/other.c mine
    has mm/walk.c 'line 2'
}

mail() { ours_sh series_mail "$(mailed)"; }

series_applies()
{
    rm -rf "$scratch/series"
    build && mail
    cd "$source"
    git init -q && git add -f mm && git commit -q -m base
    git am -q "$scratch"/series/000[1-9]-*.patch
    tree=$source
    has mm/walk.c TWO
    has mm/new.c new
    not [ -e mm/own.c ]
    not grep -r THIRTY "$scratch/series"
    grep -q '^Subject: \[PATCH 0/3\] a subject$' "$scratch"/series/0000-*
    grep -A2 '^first line$' "$scratch"/series/0000-* | tr '\n' ' ' |
        grep -q '^first line measured last line'
}

# A tarball has no build products: import what its .gitignore files name, too.
shipped_but_ignored()
{
    echo shipped >"$source/mm/.gitignore"
    echo here >"$source/mm/shipped"
    tree_sh import "$repo" "$source" refs/base
    tree_sh import "$repo" "$source" refs/whole all
    rm "$source/mm/.gitignore" "$source/mm/shipped"
    git -C "$repo" cat-file -e refs/whole:mm/shipped
    not git -C "$repo" cat-file -e refs/base:mm/shipped 2>/dev/null
}

# A patch may have nothing but new files.
only_new_files()
{
    import
    echo stray >"$ours/overlay/mm/stray.c"
    printf 'From: A B <a@b>\nSubject: [PATCH] stray\n\nBecause.\n---\nOverlay: mm/stray.c\n\n' \
        >"$ours/patches/0005-stray.patch"
    status=0
    build || status=$?
    rm "$ours/overlay/mm/stray.c" "$ours/patches/0005-stray.patch"
    [ $status -eq 0 ]
    has mm/stray.c stray
    [ ! -s "$scratch/applied" ]
    [ "$(git -C "$repo" log -1 --format=%an:%s:%b --grep=stray refs/goal)" = 'A B:stray:Because.' ]
}

# A user edits a patch in the tree and takes it over.
taken_over()
{
    build
    cp -r "$ours" "$scratch/kept"
    ours_sh series_take refs/heads/tree
    build
    not said changed
    sed -i 's/^TWO$/zwei/' "$tree/mm/walk.c"
    echo newer >>"$tree/mm/new.c"
    echo mine >>"$tree/mm/own.c"
    in_tree commit -q -a --fixup "$(in_tree log --format=%h --grep='line 2 TWO')"
    code 3 ours_sh series_take refs/heads/tree
    said autosquash
    in_tree reset -q --soft HEAD~1
    in_tree commit -q -m 'mine' mm/walk.c mm/new.c
    in_tree commit -q -a -m 'What is not a patch'
    code 0 ours_sh series_take refs/heads/tree
    checkout "$(in_tree rev-parse HEAD)" || [ $? -eq 1 ]
    grep -q '^+zwei$' "$ours"/patches/*.patch
    grep -qx newer "$ours/overlay/mm/new.c"
    grep -qx mine "$ours/unmailed/mm/own.c"
    rm -rf "$ours" && mv "$scratch/kept" "$ours"
}

# An older source gets what is different for it, and gives back no more than that.
older_source()
{
    cp -r "$ours" "$scratch/kept"
    build
    # Now the patches have the names that git chooses.
    ours_sh series_take refs/heads/tree
    thirty=$(cd "$ours/patches" && grep -l THIRTY -- *.patch)
    mkdir -p "$ours/6.1/patches"
    sed 's/^+THIRTY$/+30/' "$ours/patches/$thirty" >"$ours/6.1/patches/$thirty"
    cp -r "$ours/patches" "$scratch/newest"
    printf 'VERSION = 5\nPATCHLEVEL = 10\n' >"$source/Makefile"
    build
    has mm/walk.c 30
    has mm/walk.c FOUR
    echo older >>"$tree/mm/new.c"
    in_tree commit -q -a --amend --no-edit
    ours_sh series_take refs/heads/tree
    diff -r "$ours/patches" "$scratch/newest"
    [ "$(cd "$ours/6.1" && find . -type f | sort | tr '\n' ' ')" = \
        "./overlay/mm/new.c ./patches/$thirty " ]
    grep -qx older "$ours/6.1/overlay/mm/new.c"
    rm -rf "$ours" && mv "$scratch/kept" "$ours"
}

newer_source()
{
    mkdir -p "$ours/6.1/patches"
    echo bad >"$ours/6.1/patches/0004-change-line-30.patch"
    printf 'VERSION = 6\nPATCHLEVEL = 10\n' >"$source/Makefile"
    status=0
    build || status=$?
    rm -r "$ours/6.1"
    [ $status -eq 0 ] && grep -qx THIRTY "$tree/mm/walk.c"
}

command -v git >/dev/null 2>&1 || {
    printf '1..0 # SKIP git is not installed\n'
    exit 0
}
make_kit
for name in one_by_one stock_has_tests same_commits only_what_changes \
    patch_dropped_and_source_edited one_present \
    one_present_close_to_another all_present conflict does_not_apply tried \
    edited_file_is_kept killed_half_way killed_when_new full_disk source_is_only_read \
    what_was_built_stays_out own_file shipped_but_ignored series_applies only_new_files \
    taken_over newer_source older_source; do
    check "$name" "$name"
done
printf '1..%d\n' "$number"
