# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Fetches Debian source and binary packages through a private apt state, as root or anybody.

# The machine's own apt state is only read: which mirror it uses, and its
# settings (proxy and the like). apt checks signatures and checksums.

fetch_release=trixie
fetch_keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# Prints the mirror of an archive, as the machine has it for its own release:
# mirror_of PATTERN, a shell pattern for the archive's name.
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

# Writes one line an archive: fetch_sources ARCHIVE...
fetch_sources()
{
    mirror=$(mirror_of '')
    security=$(mirror_of '-security')
    [ -n "$mirror" ] ||
        die 'apt names no Debian mirror for this release (apt-get indextargets): add one to sources.list'
    for archive in "$@"; do
        uri=$mirror
        case $archive in
        *-security) uri=$security ;;
        esac
        [ -n "$uri" ] || continue
        printf 'deb [signed-by=%s] %s %s main\n' "$fetch_keyring" "$uri" "$archive"
        printf 'deb-src [signed-by=%s] %s %s main\n' "$fetch_keyring" "$uri" "$archive"
    done
}

# Settings on top of the machine's own; the hooks of its apt are not for us.
fetch_settings()
{
    cat <<SETTINGS
Dir::Etc::SourceList "$fetch_dir/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::State "$fetch_dir/state";
Dir::State::status "$fetch_dir/status";
Dir::Cache "$fetch_dir/cache";
APT::Default-Release "";
APT::Sandbox::User "$(id -un)";
APT::Get::List-Cleanup "true";
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "30";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
SETTINGS
}

# fetch_update ARCHIVE...: brings the private package lists of the archives up to
# date. apt-get does not fail when only some archives are missing: what counts is
# whether the lists then know the package that is looked for.
fetch_update()
{
    [ -z "$offline" ] ||
        die "--offline was given, but $fetch_what is not in the cache yet: call once without it"
    # apt-get does not notice a full disk: it waits for ever.
    need_disk 200 "fetching $fetch_what"
    fetch_dir=$cache_dir/apt
    mkdir -p "$fetch_dir/state/lists/partial" \
        "$fetch_dir/cache/archives/partial"
    : >"$fetch_dir/status"
    fetch_sources "$@" >"$tmp_dir/sources.list"
    publish "$tmp_dir/sources.list" "$fetch_dir/sources.list"
    fetch_settings >"$fetch_dir/apt.conf"
    fetch_total=
    try_step "read package lists of $1" apt-update progress_none \
        timeout 600 apt-get -c "$fetch_dir/apt.conf" update || :
}

fetch_private()
{
    fetch_tool=$1
    shift
    "$fetch_tool" -c "$fetch_dir/apt.conf" "$@"
}

# Versions of source package $1 that start with $2, newest first.
source_versions()
{
    fetch_private apt-cache showsrc "$1" 2>/dev/null |
        sed -n 's/^Version: //p' | grep -F "$2" | sort -ruV
}

# kB that the source package $1 = $2 takes.
source_size()
{
    fetch_private apt-get source --print-uris --download-only \
        --only-source "$1=$2" 2>/dev/null |
        awk '/^\x27/ { sum += $3 } END { print int(sum / 1024) }'
}

# fetch_source PACKAGE VERSION_PREFIX: leaves the newest such source package
# that can be had in $tmp_dir/source, and its version in $fetch_version.
fetch_source()
{
    fetch_what="the source of $1"
    for archives in "$fetch_release $fetch_release-updates $fetch_release-security" \
        "$fetch_release-backports bookworm-backports"; do
        # shellcheck disable=SC2086 # a word an archive
        fetch_update $archives
        for fetch_version in $(source_versions "$1" "$2"); do
            rm -rf "$tmp_dir/source"
            mkdir -p "$tmp_dir/source"
            fetch_total=$(source_size "$1" "$fetch_version")
            if try_step "fetch $1 $fetch_version" "fetch-$1" progress_bytes \
                env -C "$tmp_dir/source" apt-get -c "$fetch_dir/apt.conf" \
                source --download-only --only-source "$1=$fetch_version"; then
                return
            fi
        done
    done
    die "cannot fetch the source of $1: $(step_cause "$step_log") (log: $step_log)"
}

# fetch_packages NAME...: leaves the binary packages in $tmp_dir/packages.
fetch_packages()
{
    fetch_what="package $*"
    fetch_update "$fetch_release" "$fetch_release-updates" \
        "$fetch_release-security"
    rm -rf "$tmp_dir/packages"
    mkdir -p "$tmp_dir/packages"
    fetch_total=
    try_step "fetch $*" "fetch-$1" progress_bytes \
        env -C "$tmp_dir/packages" apt-get -c "$fetch_dir/apt.conf" \
        download "$@" ||
        die "cannot fetch $*: $(step_cause "$cache_dir/logs/apt-update.log") (log: $step_log)"
}
