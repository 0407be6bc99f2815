# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Fetches Debian source and binary packages through a private apt state, as root or any user.

# Only reads the machine's own apt state, for its mirror and its settings (proxy and the
# like). apt checks signatures and checksums.

fetch_release=trixie
fetch_dir=

# mirror_of SUFFIX: prints the mirror that the machine uses for an archive of its own release,
# or for the one with SUFFIX after the release's name.
mirror_of()
{
    codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
    apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 2>/dev/null |
        sed -n -E "s/^($codename|stable|testing)$1 //p" | head -n 1
}

# fetch_sources MIRROR SUITE...: prints them for apt's list of sources.
fetch_sources()
{
    mirror=$1
    shift
    cat <<SOURCES
Types: deb deb-src
URIs: $mirror
Suites: $*
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

SOURCES
}

# fetch_begin WHAT: updates the private package lists, once. apt-get does not fail if only some
# archives are missing, so its exit code says nothing: callers see if the lists have their
# package. Backports come last: apt prefers the others.
fetch_begin()
{
    [ -z "$offline" ] ||
        die "--offline was given, but $1 is not in the cache yet: call once without it"
    # apt-get does not notice a full disk: it hangs.
    need_disk 200 "fetching $1"
    [ -z "$fetch_dir" ] || return 0
    mirror=$(mirror_of '')
    security=$(mirror_of -security)
    [ -n "$mirror" ] ||
        die 'apt names no Debian mirror for this release (apt-get indextargets): add one to sources.list'
    fetch_dir=$cache_dir/apt
    mkdir -p "$fetch_dir/state/lists/partial" "$fetch_dir/cache/archives/partial"
    {
        fetch_sources "$mirror" $fetch_release $fetch_release-updates \
            $fetch_release-backports bookworm-backports
        [ -z "$security" ] || fetch_sources "$security" $fetch_release-security
    } >"$tmp_dir/sources"
    publish "$tmp_dir/sources" "$fetch_dir/svgalab.sources"
    # These override the machine's own settings and disable its hooks.
    cat >"$fetch_dir/apt.conf" <<SETTINGS
Dir::Etc::SourceList "$fetch_dir/svgalab.sources";
Dir::Etc::SourceParts "/dev/null";
Dir::State "$fetch_dir/state";
Dir::State::status "/dev/null";
Dir::Cache "$fetch_dir/cache";
APT::Default-Release "";
APT::Sandbox::User "$(id -un)";
APT::Get::List-Cleanup "true";
APT::Status-Fd "1";
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "30";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
SETTINGS
    try_step 'read package lists' timeout 600 apt-get -c "$fetch_dir/apt.conf" update || :
    fetch_lists=$step_log
}

# fetch TITLE ARGUMENT...: runs apt-get in $tmp_dir/fetched, emptied before.
fetch()
{
    fetch_title=$1
    shift
    rm -rf "$tmp_dir/fetched"
    mkdir "$tmp_dir/fetched"
    try_step "$fetch_title" \
        env -C "$tmp_dir/fetched" apt-get -c "$fetch_dir/apt.conf" "$@"
}

# fetch_source PACKAGE VERSION_PREFIX: fetches the newest such source package that is
# available; sets $fetch_version.
fetch_source()
{
    fetch_begin "the source of $1"
    fetch_version=
    for fetch_version in $(apt-cache -c "$fetch_dir/apt.conf" showsrc "$1" 2>/dev/null |
        sed -n 's/^Version: //p' | grep -F "$2" | sort -ruV); do
        ! fetch "fetch $1 $fetch_version" source --download-only --only-source \
            "$1=$fetch_version" || return 0
    done
    [ -n "$fetch_version" ] || grep -q ^Err "$fetch_lists" ||
        die "no archive that was asked has a source of $1 $2*"
    die "cannot fetch the source of $1: $(step_cause "$step_log") (log: $step_log)"
}

# fetch_packages NAME...: fetches binary packages.
fetch_packages()
{
    fetch_begin "package $*"
    fetch "fetch $*" download "$@" ||
        die "cannot fetch $*: $(step_cause "$fetch_lists") (log: $step_log)"
}
