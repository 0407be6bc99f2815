# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Messages, exit codes, cache directories and content keys that all build scripts share.

# Sourced, like every file of this directory, by ./svgalab with $root (the
# checkout) and $build_scripts (this directory) set.

EXIT_FAILED=1
EXIT_USAGE=2
EXIT_ENVIRONMENT=3

# Other pythons, compilers and the like that a user has in the way stay out.
system_path=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin

# Everything but results goes to stderr: stdout belongs to the verb.
say()
{
    printf 'svgalab: %s\n' "$*" >&2
}

die()
{
    say "$*"
    exit "$EXIT_ENVIRONMENT"
}

usage_error()
{
    say "$* (./svgalab --help says what there is)"
    exit "$EXIT_USAGE"
}

# Short form of a path under the home directory, for messages.
tilde()
{
    case $1 in
    "${HOME:-/nonexistent}"/*) printf '~%s\n' "${1#"$HOME"}" ;;
    *) printf '%s\n' "$1" ;;
    esac
}

# Sets $cache_dir and makes its parts; dies if nothing can be written there.
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
    # A directory that others may write to would let them plant binaries.
    [ -O "$cache_dir" ] || [ "$(id -u)" -eq 0 ] ||
        die "$cache_dir belongs to somebody else: set XDG_CACHE_HOME to a directory of yours"
    # Relative paths, so that a cache that was moved still hits; the compiler's own
    # dependency output instead of a second preprocessing, which is a quarter of a
    # cold build.
    export CCACHE_DIR="$cache_dir/ccache" CCACHE_BASEDIR="$cache_dir" \
        CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1
}

# MB that are free there.
cache_free()
{
    df -Pm "$cache_dir" | awk 'NR == 2 { print $4 }'
}

# Dies unless the cache's disk has $1 MB left for $2.
need_disk()
{
    available=$(cache_free)
    [ "${available:-0}" -ge "$1" ] ||
        die "$2 needs about $1 MB in $(tilde "$cache_dir"), ${available:-0} MB are free: free some space or set XDG_CACHE_HOME to a larger disk"
}

short_hash()
{
    sha256sum | cut -c1-16
}

# Hash of all files below the given paths of the checkout, names and contents.
# Works the same with and without git; editors' droppings do not count.
files_hash()
{
    (cd "$root" && find "$@" -type f ! -name '*~' ! -name '.*.sw?' \
        ! -name '*.orig' ! -name '*.rej' ! -path '*/__pycache__/*' -print0 |
        LC_ALL=C sort -z | xargs -0 -r sha256sum) | short_hash
}

# Compiler and libraries change what is built from the same sources.
toolchain_id()
{
    printf '%s/' "$(cc -dumpmachine 2>/dev/null)" \
        "$(cc -dumpfullversion 2>/dev/null)"
    (. /etc/os-release && printf '%s-%s\n' "${ID:-}" "${VERSION_ID:-}")
}

# Gives a file or directory made under a temporary name its real one. Of a file,
# others that publish the same at the same time see the old one or the new one.
publish()
{
    [ ! -d "$1" ] || rm -rf "$2"
    mv -f "$1" "$2" || die "cannot rename $1 to $2"
}

# Removes "$1/$2"*, but for the $3 newest and those that a call may be using: each
# touches what it uses when it begins, and lasts for less than two hours. Another
# call may be removing the same.
keep_recent()
{
    find "$1" -ignore_readdir_race -mindepth 1 -maxdepth 1 -name "$2*" -printf '%T@ %p\n' |
        sort -rn |
        awk -v newest="$3" -v before="$(($(date +%s) - 2 * 60 * 60))" \
            'NR > newest && $1 < before { sub(/^[^ ]* /, ""); print }' |
        while IFS= read -r stale; do
            rm -rf "$stale"
        done
}
