# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Fetches Debian source and binary packages through a private apt state, as root or any user.

# Only reads the machine's own apt state, for its mirror and its settings (proxy and the
# like). apt checks signatures and checksums.

fetch_release=trixie
fetch_keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# mirror_of PATTERN: prints the mirror that the machine uses for an archive of its own
# release. The shell pattern matches the archive's name after the release, as in -security.
mirror_of()
{
    codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
    apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 2>/dev/null |
        while read -r archive uri; do
            # shellcheck disable=SC2254 # it is a pattern
            case $archive in
            ${codename}$1 | stable$1 | testing$1) printf '%s\n' "$uri" ;;
            esac
        done | head -n 1
}

# fetch_sources ARCHIVE...: prints their lines for apt's sources.list.
fetch_sources()
{
    mirror=$(mirror_of '')
    security=$(mirror_of '-security')
    [ -n "$mirror" ] ||
        die 'apt names no Debian mirror for this release (apt-get indextargets): add one to sources.list'
    for archive in "$@"; do
        case $archive in
        *-security) uri=$security ;;
        *) uri=$mirror ;;
        esac
        for type in deb deb-src; do
            [ -z "$uri" ] || echo "$type [signed-by=$fetch_keyring] $uri $archive main"
        done
    done
}

# Prints settings that override the machine's own and disable its hooks.
fetch_settings()
{
    cat <<SETTINGS
Dir::Etc::SourceList "$fetch_dir/sources.list";
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
}

# fetch_update WHAT ARCHIVE...: updates the private package lists of the archives. apt-get
# does not fail if only some archives are missing, so its exit code says nothing: callers
# see if the lists have their package.
fetch_update()
{
    [ -z "$offline" ] ||
        die "--offline was given, but $1 is not in the cache yet: call once without it"
    # apt-get does not notice a full disk: it hangs.
    need_disk 200 "fetching $1"
    shift
    fetch_dir=$cache_dir/apt
    mkdir -p "$fetch_dir/state/lists/partial" "$fetch_dir/cache/archives/partial"
    fetch_sources "$@" >"$tmp_dir/sources.list"
    publish "$tmp_dir/sources.list" "$fetch_dir/sources.list"
    fetch_settings >"$fetch_dir/apt.conf"
    try_step "read package lists of $1" timeout 600 \
        apt-get -c "$fetch_dir/apt.conf" update || :
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

# Prints the versions of source package $1 that contain $2, newest first.
source_versions()
{
    apt-cache -c "$fetch_dir/apt.conf" showsrc "$1" 2>/dev/null |
        sed -n 's/^Version: //p' | grep -F "$2" | sort -ruV
}

# fetch_source PACKAGE VERSION_PREFIX: fetches the newest such source package that is
# available; sets $fetch_version.
fetch_source()
{
    fetch_version=
    for archives in "$fetch_release $fetch_release-updates $fetch_release-security" \
        "$fetch_release-backports bookworm-backports"; do
        # shellcheck disable=SC2086 # archives are words
        fetch_update "the source of $1" $archives
        for fetch_version in $(source_versions "$1" "$2"); do
            ! fetch "fetch $1 $fetch_version" source --download-only --only-source \
                "$1=$fetch_version" || return 0
        done
    done
    [ -n "$fetch_version" ] || grep -q ^Err "$step_log" ||
        die "no archive of Debian's has a source of $1 $2*"
    die "cannot fetch the source of $1: $(step_cause "$step_log") (log: $step_log)"
}

# fetch_packages NAME...: fetches binary packages.
fetch_packages()
{
    fetch_update "package $*" "$fetch_release" "$fetch_release-updates" "$fetch_release-security"
    fetch_lists=$step_log
    fetch "fetch $*" download "$@" ||
        die "cannot fetch $*: $(step_cause "$fetch_lists") (log: $step_log)"
}
