#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Keeps source trees in git: commits directories and patches, and checks commits out.
#
# usage: tree.sh import REPO DIR REF [all]   commit the files of DIR, which is only read;
#                                            without "all", leave out build products
#        tree.sh lay REPO BASE REF LAYER...  commit layers on top of BASE: a patch, with the
#                                            files it names by "Overlay: FILE" after "---",
#                                            or a directory, whose files BASE must not have
#        tree.sh try REPO BASE LAYER...      say of each patch if BASE has it or, with those
#                                            before it, takes it
#        tree.sh checkout REPO COMMIT TREE   make TREE match COMMIT
#
# The same input makes the same commits. REF is set last. "lay" and "try" print "present NAME"
# for each patch that BASE has; "try" prints "applies NAME" or "rejected NAME FILE" for others. "checkout" writes only files whose content changes, so that
# make stays incremental, and prints "changed FILE" for each. The caller makes sure that
# nobody else uses REF and TREE.
#
# exit: 0 done, 1 a patch does not apply or TREE was edited, 2 usage, 3 environment

set -u

die()
{
    code=$1
    shift
    echo "tree.sh: $*" >&2
    exit "$code"
}

case ${1:-} in
import | lay | try | checkout) verb=$1 ;;
*) die 2 'usage: tree.sh import|lay|try|checkout REPO ... (see its first lines)' ;;
esac
repo=$(readlink -f "$2") || die 3 "$2: no such directory"
scratch=$(mktemp -d) || die 3 'no temporary directory'
trap 'rm -rf "$scratch"' EXIT
trap 'exit 3' HUP INT TERM

# The result must not depend on the user's configuration or on the time of day.
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 LC_ALL=C \
    GIT_COMMITTER_NAME='svgalab developers' GIT_COMMITTER_EMAIL=svgalab@localhost \
    GIT_COMMITTER_DATE='2026-11-22T16:00:00+0000'

repo_make()
{
    [ ! -d "$repo" ] || return 0
    new=$repo.$$
    git init -q --bare "$new" && echo '* -text -filter -ident' >"$new/info/attributes" &&
        git -C "$new" config core.compression 0 && git -C "$new" config gc.auto 0 &&
        mv -T "$new" "$repo" || [ -d "$repo" ] || die 3 "git cannot make $repo"
}

# commit MESSAGE [AUTHOR EMAIL DATE]: commits the index on top of $head, if any; sets $head to
# that.
commit()
{
    written=$(git write-tree) && head=$(GIT_AUTHOR_NAME="${2:-$GIT_COMMITTER_NAME}" \
        GIT_AUTHOR_EMAIL="${3:-$GIT_COMMITTER_EMAIL}" \
        GIT_AUTHOR_DATE="${4:-$GIT_COMMITTER_DATE}" \
        git commit-tree ${head:+-p "$head"} -m "$1" "$written") || die 3 "git cannot commit in $repo"
}

# Lists the sources: all files, or those that the tree's own .gitignore files leave, without
# the line by which Debian's kernel ignores all that is not Debian's. Files of a nested
# repository count as the tree's own.
sources_of()
{
    [ "${2:-}" = all ] || set -- "$1" --exclude-per-directory=.gitignore -x '!/*' \
        -x '/.*' -x '!.gitignore' -x '!/subprojects/*' -x '/*.o' -x '/*.a' -x '/vmlinux*' \
        -x /System.map -x '/Module*.symvers' -x '/modules.*' -x /build
    dir=$1
    shift
    [ "$*" != all ] || shift
    git ls-files -z -c -o "$@" >"$scratch/list" || die 3 "cannot read $dir"
    grep -zv '/$' "$scratch/list"
    (cd "$dir" && grep -z '/$' "$scratch/list" |
        xargs -0 -r -I{} find {} -name .git -prune -o \( -type f -o -type l \) -print0)
}

verb_import()
{
    dir=$(readlink -f "$1") && [ -d "$dir" ] || die 3 "$1 is not a directory"
    head=
    repo_make
    # From here on, git uses an index of ours and only reads DIR. The index is kept, so that a
    # new import of a directory reads only the edited files.
    index=$repo/index-$(echo "$dir" | sha256sum | cut -c1-16)
    export GIT_DIR="$repo" GIT_WORK_TREE="$dir" GIT_INDEX_FILE="$index"
    exec 5>>"$repo/import-lock" && flock 5 || die 3 "cannot lock $repo"
    rm -f "$index.lock" "$repo"/objects/pack/tmp_*
    # All objects in one pack, uncompressed: one file for each takes a minute longer.
    sources_of "$dir" "${3:-}" >"$scratch/sources"
    (cd "$dir" && git -c core.bigFileThreshold=1 update-index -z --add --remove --stdin) \
        <"$scratch/sources" || die 3 "git cannot take the files of $dir"
    commit 'The source as it is'
    git update-ref "$2" "$head" || die 3 "cannot write to $repo"
}

# Reverts the patches that the source has, the last one first, so that all patches then
# apply to the files they were made for.
take_out()
{
    printf '%s\n' "$@" | sort -r | while IFS= read -r layer; do
        [ -d "$layer" ] || ! git apply --cached -R "$layer" 2>/dev/null ||
            echo "present $(basename "$layer")"
    done | sort >"$scratch/present"
    [ ! -s "$scratch/present" ] || commit 'The source without the patches it has'
}

# Prints the line of what git mailinfo said that begins with WORD.
mail() { sed -n "s/^$1: //p" "$scratch/mail"; }

# apply_patch PATCH: fails if it does not apply, and sets $file, where it does not.
apply_patch()
{
    ! said=$(git apply --cached --3way --allow-empty "$1" 2>&1) || return 0
    file=$(echo "$said" | sed -n -e 's/^error: patch failed: \(.*\):[0-9]*$/\1/p' \
        -e 's/^error: \(.*\): \(does not exist\|already exists\).*/\1/p' \
        -e 's/^U //p' | head -n 1)
    [ -n "$file" ] || die 3 "git cannot apply $1: $(echo "$said" | head -n 1)"
    git read-tree "$head" || die 3 "git cannot write to $scratch"
    return 1
}

lay_patch()
{
    name=$(basename "$1")
    if ! apply_patch "$1"; then
        [ "$verb" = lay ] || {
            echo "rejected $name $file"
            return 0
        }
        die 1 "$name does not apply to $file; the tree is unchanged. If that file has the change in another form, take the patch out of $(basename "$(dirname "$(dirname "$1")")")/patches, otherwise adapt it there"
    fi
    ! grep -q '^diff ' "$1" || ! git diff-index --cached --quiet "$head" ||
        echo "present $name" >>"$scratch/present"
    [ "$verb" = lay ] || grep -qxF "present $name" "$scratch/present" || echo "applies $name"
    overlay=$(dirname "$1")/../overlay
    sed -n '/^---$/,/^diff /s/^Overlay: //p' "$1" >"$scratch/files"
    [ ! -s "$scratch/files" ] || git --work-tree="$overlay" -C "$overlay" add -f \
        --pathspec-from-file="$scratch/files" || die 3 "$overlay has not all files of $name"
    ! git diff-index --cached --quiet "$head" || return 0
    git mailinfo -m "$scratch/body" /dev/null <"$1" >"$scratch/mail" ||
        die 3 "$1 is no patch as git formats it"
    commit "$(mail Subject)

$(cat "$scratch/body")" "$(mail Author)" "$(mail Email)" "$(mail Date)"
}

lay_directory()
{
    git --work-tree="$1" -C "$1" add -f --ignore-removal . || die 3 "git cannot take the files of $1"
    twice=$(git diff-index --cached --name-only --diff-filter=MT "$head" | head -n 1)
    [ -z "$twice" ] || die 3 "the source has a $twice of its own"
    commit 'What is not a patch'
}

verb_lay()
{
    ref=$2
    export GIT_DIR="$repo" GIT_INDEX_FILE="$scratch/index"
    head=$(git rev-parse --verify "$1^{commit}") && git read-tree "$head" ||
        die 3 "$repo has no $1"
    shift 2
    take_out "$@"
    for layer in "$@"; do
        if [ -d "$layer" ]; then
            lay_directory "$layer"
        else
            lay_patch "$layer"
        fi
    done
    sort -u "$scratch/present"
    [ "$verb" = try ] || git update-ref "$ref" "$head" || die 3 "cannot write to $repo"
}

verb_try()
{
    base=$1
    shift
    verb_lay "$base" '' "$@"
}

# Completes a call that was stopped while it wrote. First commits what is in the tree: somebody
# may have worked there since then.
tree_recover()
{
    rm -f "$admin/index.lock"
    git add -u && head=$(git rev-parse HEAD) || die 3 "git cannot keep what is in $tree"
    commit 'Found in the tree'
    git update-ref "refs/heads/found-${tree##*/}" "$head" || die 3 "cannot write to $repo"
    tree_write refs/worktree/next
}

tree_check_unedited()
{
    edit=$(git status --porcelain -uno) || die 3 "$tree is no work tree of $repo: remove it"
    [ -z "$edit" ] ||
        die 1 "$(echo "$edit" | sed -n '1s/^...//p') in $tree was edited: commit that and take it over (docs/contributing.md), or undo it"
    [ "$(git rev-parse HEAD)" = "$made" ] ||
        die 1 "$tree has commits of yours: take them over (docs/contributing.md), or git reset --hard refs/worktree/made"
}

tree_write()
{
    git update-ref refs/worktree/next "$1" && git reset -q --hard "$1" &&
        git update-ref refs/worktree/made "$1" && git update-ref -d refs/worktree/next ||
        die 3 "cannot write to $tree"
}

verb_checkout()
{
    goal=$1
    tree=$(readlink -f "$2") || die 3 "$2: no such directory"
    admin=$repo/worktrees/${tree##*/}
    [ ! -d "$tree" ] || [ -d "$admin" ] || die 3 "$tree is no work tree of $repo: remove it"
    made=$(git --git-dir="$admin" rev-parse -q --verify refs/worktree/made 2>/dev/null)
    if [ ! -d "$tree" ] || [ -z "$made" ]; then
        # Nobody has worked in a tree that was never complete.
        rm -rf "$tree" "$admin"
        git -C "$repo" worktree add -q --lock --no-checkout -B "${tree##*/}" "$tree" "$goal" ||
            die 3 "git cannot write to $tree"
        made=
    fi
    export GIT_DIR="$admin" GIT_WORK_TREE="$tree"
    if git rev-parse -q --verify refs/worktree/next >/dev/null; then
        tree_recover
    elif [ -n "$made" ]; then
        tree_check_unedited
    fi
    [ -z "$made" ] || git diff --name-only --no-renames refs/worktree/made "$goal" |
        sed 's/^/changed /'
    tree_write "$goal"
}

shift 2
# The script may be edited while it runs: the shell reads nothing after this line.
"verb_$verb" "$@"; exit
