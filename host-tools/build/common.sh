# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Messages, exit codes, the cache and content keys, shared by all build scripts.

# ./svgalab sources this file and its siblings with $root (the checkout) and $build_scripts
# (this directory) set; only tree.sh is a program.

EXIT_FAILED=1
EXIT_USAGE=2
EXIT_ENVIRONMENT=3
EXIT_NOTHING=5
EXIT_UNTESTABLE=125 # makes git bisect run skip a commit

# Keeps a user's own pythons, compilers and the like out of the builds.
system_path=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin

# Messages go to stderr; stdout is for the verb's results.
say()
{
    printf 'svgalab: %s\n' "$*" >&2
}

die()
{
    say "$*"
    exit "${die_code:-$EXIT_ENVIRONMENT}"
}

usage_error()
{
    say "$* (see ./svgalab --help)"
    exit "$EXIT_USAGE"
}

# known WHAT WORD WORDS: dies unless WORD is one of WORDS.
known()
{
    case " $3 " in
    *" $2 "*) ;;
    *) usage_error "unknown $1 $2: $3" ;;
    esac
}

# Sets $cache_dir and creates its subdirectories; dies if it cannot write there.
cache_setup()
{
    cache_base=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
    [ -n "$cache_base" ] ||
        die "neither XDG_CACHE_HOME nor HOME is set: no place for sources and builds"
    cache_dir=$cache_base/svgalab
    for part in src git builds trees out logs/sanitizers locks tmp artifacts; do
        mkdir -p "$cache_dir/$part"
    done 2>/dev/null && : 2>/dev/null >"$cache_dir/tmp/.probe" ||
        die "cannot write to $cache_dir: set XDG_CACHE_HOME to a directory of yours (see also: df -h)"
    # Whoever owns the cache could plant binaries in it.
    [ -O "$cache_dir" ] || [ "$(id -u)" -eq 0 ] ||
        die "$cache_dir belongs to another user: set XDG_CACHE_HOME to a directory of yours"
    # Relative paths, so that a moved cache still hits. Depend mode, because preprocessing
    # everything twice takes a quarter of a cold build.
    export CCACHE_DIR="$cache_dir/ccache" CCACHE_BASEDIR="$cache_dir" \
        CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1
}

# Prints how many MB are free in the cache.
cache_free()
{
    df -Pm "$cache_dir" | awk 'NR == 2 { print $4 }'
}

# Dies unless the cache's disk has $1 MB left for $2.
need_disk()
{
    available=$(cache_free)
    [ "${available:-0}" -ge "$1" ] ||
        die "$2 needs about $1 MB in $cache_dir, ${available:-0} MB are free: free some space or set XDG_CACHE_HOME to a larger disk"
}

short_hash()
{
    sha256sum | cut -c1-16
}

# Hashes the names and contents of all files below the given paths of the checkout, with or
# without git. Ignores what editors, patch and python leave behind.
files_hash()
{
    (cd "$root" && find "$@" -type f ! -name '*~' ! -name '.*.sw?' \
        ! -name '*.orig' ! -name '*.rej' ! -path '*/__pycache__/*' -print0 |
        LC_ALL=C sort -z | xargs -0 -r sha256sum) | short_hash
}

# Prints the versions of compiler and distribution, on which all build results depend.
toolchain_id()
{
    printf '%s/' "$(cc -dumpmachine 2>/dev/null)" \
        "$(cc -dumpfullversion 2>/dev/null)"
    (. /etc/os-release && printf '%s-%s\n' "${ID:-}" "${VERSION_ID:-}")
}

# Renames a file or directory from its temporary name to its final one. For a file this is
# atomic: other calls see the old one or the new one.
publish()
{
    [ ! -d "$1" ] || rm -rf "$2"
    mv -f "$1" "$2" || die "cannot rename $1 to $2"
}

# Removes "$1/$2"*, except the $3 newest and those that a call may be using: a call touches
# what it uses when it starts, and takes less than two hours. Two calls may remove the
# same file at once.
keep_recent()
{
    find "$1" -ignore_readdir_race -mindepth 1 -maxdepth 1 -name "$2*" -printf '%T@ %p\0' |
        sort -zrn | tail -z -n +$(($3 + 1)) | cut -z -d ' ' -f 2- |
        find -files0-from - -maxdepth 0 -mmin +120 -exec rm -rf {} + 2>/dev/null || :
}
