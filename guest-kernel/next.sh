# SPDX-License-Identifier: GPL-2.0
# Copyright (C) 2026 The svgalab authors
# Finds the newest Linux of Debian's backports that our patches apply to; sourced by ./svgalab.

# Prints the packages with a newer source than those of releases, the newest first.
next_packages()
{
    apt-cache -c "$fetch_dir/apt.conf" pkgnames linux-source- |
        grep -x 'linux-source-[0-9]*\.[0-9]*' | sort -rV | sed '/-6\.12$/,$d'
}

# next_try TARBALL: fails if our patches do not apply to it; the last line of $step_log says
# which. Looks at the files that they change, and not at the whole source.
next_try()
{
    trial=$tmp_dir/trial
    rm -rf "$trial" "$trial.git"
    mkdir "$trial"
    cat "$root"/guest-kernel/patches/*.patch | sed -n 's,^--- a/,*/,p' | sort -u >"$tmp_dir/files"
    run_step "look at ${1##*/}" tar -x -C "$trial" --strip-components=1 --wildcards \
        --no-wildcards-match-slash -f "$1" -T "$tmp_dir/files" '*/Makefile'
    "$build_scripts/tree.sh" import "$trial.git" "$trial" refs/base all ||
        die "cannot write to $cache_dir"
    # shellcheck disable=SC2046 # paths are words
    try_step "try our patches on ${1##*/}" "$build_scripts/tree.sh" lay "$trial.git" refs/base \
        refs/tried $(repo=$trial.git base=refs/base kernel_layers patched)
}

# Fetches it, and sets $version.
next_fetch()
{
    fetch_begin 'a newer Linux'
    tried=
    for package in $(next_packages); do
        linux_fetch "$package"
        next_try "$(echo "$tmp_dir"/fetched/usr/src/linux-source-*.tar.*)" && return
        tried="$tried; $package: $(tail -n 1 "$step_log")"
        say "our patches do not apply to $package: $(tail -n 1 "$step_log")"
    done
    die "Debian's backports have no newer Linux that our patches apply to${tried:-: there is none}"
}
