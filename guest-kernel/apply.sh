#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Copyright (C) 2026 The svgalab authors
# Bring a Linux source tree to the state that patches/ and overlay/ describe.
#
# usage: apply.sh [--tests] TREE [COUNT]
#
# With COUNT only the first COUNT patches, and the files of overlay/ they name.
# With --tests only the patches that hook the tests in (*-add-tests-*), the files
# they name, and overlay-stock/ on top, which adapts the tests to the functions
# of the tree as it is.
# A patch that the tree already has is left out, and said: "present NAME".
#
# The result is always pristine files + patches + overlay, whatever an earlier
# call made of them: the pristine files are kept in TREE/.svgalab/orig. Only
# files whose content changes are written, so that make stays incremental, and
# nothing is written unless every patch applies. The caller keeps others away
# from TREE meanwhile.
#
# exit: 0 done, 1 a patch does not apply or TREE was edited, 2 usage,
#       3 TREE is not a tree we can work on

set -u

die()
{
    code=$1
    shift
    echo "apply.sh: $*" >&2
    exit "$code"
}

tests=
if [ "${1:-}" = --tests ]; then
    tests=yes
    shift
fi
[ $# -eq 1 ] || [ $# -eq 2 ] ||
    die 2 "usage: apply.sh [--tests] TREE [COUNT]"
tree=$1
count=${2:-}
here=$(cd "$(dirname "$0")" && pwd) || exit 3
want=$(sed -n '/^[0-9]/{s/^\([0-9]*\.[0-9]*\).*/\1/p;q;}' "$here/base")

makefile_value()
{
    sed -n "s/^$1 *= *//p" "$tree/Makefile" 2>/dev/null | head -n 1
}

have=$(makefile_value VERSION).$(makefile_value PATCHLEVEL)
if [ ! -f "$tree/Kbuild" ] || [ "$have" = . ]; then
    die 3 "$tree is not a Linux source tree"
fi
[ "$have" = "$want" ] ||
    die 3 "$tree is Linux $have, these patches are for $want"
[ -f "$tree/drivers/gpu/drm/vmwgfx/vmwgfx_drv.c" ] ||
    die 3 "$tree has no vmwgfx driver (drivers/gpu/drm/vmwgfx)"

state=$tree/.svgalab
new=$state/new
orig=$state/orig
log=$state/installed
rm -rf "$new" 2>/dev/null
if ! mkdir -p "$new" "$orig" 2>/dev/null || ! (: >>"$log") 2>/dev/null; then
    die 3 "cannot write to $tree"
fi

# Stable name of a file's content, "-" for no file.
content()
{
    if [ -f "$1" ]; then
        cksum <"$1" | tr ' ' :
    else
        echo -
    fi
}

put()
{
    if ! mkdir -p "$(dirname "$2")" || ! cp "$1" "$2.tmp" ||
       ! mv "$2.tmp" "$2"; then
        die 3 "cannot write $2"
    fi
}

# Names of the files a patch changes, creates or deletes.
patched_files()
{
    sed -n -e 's/^--- a\///p' -e 's/^+++ b\///p' "$1" | sort -u
}

# Keep the pristine content of $1; an empty .absent file means there was none.
keep_original()
{
    if [ -e "$orig/$1" ] || [ -e "$orig/$1.absent" ]; then
        return
    fi
    if [ -f "$tree/$1" ]; then
        put "$tree/$1" "$orig/$1"
    else
        put /dev/null "$orig/$1.absent"
    fi
}

# A file that is neither pristine nor something we wrote holds work of the
# user's that must not be lost.
check_unedited()
{
    now=$(content "$tree/$1")
    if [ "$now" = "$(content "$orig/$1")" ] ||
       [ "$now" = "$(content "$new/$1")" ] ||
       grep -qxF "$now $1" "$log"; then
        return
    fi
    die 1 "$1 in $tree was edited after it was patched; move that edit into patches/ or take a fresh tree"
}

# run_patch NAME OPTION...: into $new, never by guessing where a hunk belongs.
run_patch()
{
    text=$here/patches/$1
    shift
    LC_ALL=C patch -p1 -d "$new" -F0 --batch -r - --no-backup-if-mismatch \
        "$@" <"$text" 2>&1
}

# The dry run first: a patch of which a part applies must not leave that part.
apply_patch()
{
    if out=$(run_patch "$1" --forward --dry-run); then
        out=$(run_patch "$1" --forward) && return
    elif run_patch "$1" --reverse --force --dry-run >/dev/null; then
        echo "present $1"
        return
    fi
    file=$(echo "$out" | awk '/^(checking|patching) file/ { f = $3 }
                              /FAILED|ignored|find file/ { print f; exit }')
    [ -n "$file" ] || file=$(patched_files "$here/patches/$1" | head -n 1)
    die 1 "$1 does not apply to $file; the tree is unchanged. If that file has the change in another form, take the patch out of guest-kernel/patches, otherwise adapt it there"
}

# Names of the patches to apply, in order.
patches()
{
    find "$here/patches" -name "*${tests:+-add-tests-*}.patch" -printf '%f\n' | LC_ALL=C sort |
        head -n "${count:-10000}"
}

# Their text.
patch_texts()
{
    (cd "$here/patches" && patches | xargs -r cat)
}

overlay_files()
{
    if [ -n "$tests$count" ]; then
        patch_texts | sed -n 's/^\(Overlay\|Unmailed\): //p'
    else
        files_of overlay
    fi
}

files_of()
{
    [ ! -d "$here/$1" ] ||
        (cd "$here/$1" && find . -type f ! -name '*~' | sed 's/^\.\///')
}

lay()
{
    keep_original "$2"
    put "$here/$1/$2" "$new/$2"
}

# What must be there: built in $new, not yet in the tree.
for p in $(patches); do
    for f in $(patched_files "$here/patches/$p"); do
        keep_original "$f"
        [ -f "$orig/$f" ] && [ ! -f "$new/$f" ] && put "$orig/$f" "$new/$f"
    done
done
for p in $(patches); do
    apply_patch "$p"
done
for f in $(overlay_files); do
    lay overlay "$f"
done
for f in $([ -z "$tests" ] || files_of overlay-stock); do
    lay overlay-stock "$f"
done

managed=$(cd "$orig" && find . -type f | sed -e 's/^\.\///' -e 's/\.absent$//' | sort -u)
for f in $managed; do
    # Managed once, but no longer named by any patch: back to pristine.
    if [ ! -f "$new/$f" ] && [ -f "$orig/$f" ] &&
       ! patch_texts | grep -qxF -e "--- a/$f"; then
        put "$orig/$f" "$new/$f"
    fi
    check_unedited "$f"
done

changed=0
for f in $managed; do
    [ "$(content "$tree/$f")" != "$(content "$new/$f")" ] || continue
    echo "$(content "$new/$f") $f" >>"$log" || die 3 "cannot write to $tree"
    if [ -f "$new/$f" ]; then
        put "$new/$f" "$tree/$f"
    else
        rm -f "$tree/$f"
    fi
    echo "changed $f"
    changed=$((changed + 1))
done
rm -rf "$new"
[ $changed -gt 0 ] || echo "unchanged"
