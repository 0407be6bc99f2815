# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Installs the Debian packages of packages.list that are missing, or says how to.

# Prints "PACKAGE PURPOSE" for each package that is needed on this Debian release and not
# installed.
packages_missing()
{
    command -v dpkg-query >/dev/null 2>&1 ||
        die 'this is not Debian (no dpkg-query): see docs/usage.md for what you need'
    release=$(. /etc/os-release && printf '%s' "${VERSION_ID:-}")
    awk -F ': ' -v release="$release" '!/^#/ {
        for (i = split($2, names, " "); i > 0; i--)
            if (split(names[i], name, "@") == 1 || name[2] == release)
                print name[1], $1
    }' "$build_scripts/packages.list" | sort >"$tmp_dir/wanted"
    # shellcheck disable=SC2046 # packages are words
    dpkg-query -W -f '${Package} ${db:Status-Status}\n' \
        $(cut -d ' ' -f 1 "$tmp_dir/wanted") 2>/dev/null |
        sed -n 's/ installed$//p' | sort >"$tmp_dir/installed" || :
    join -v 1 "$tmp_dir/wanted" "$tmp_dir/installed"
}

# Installs missing packages as root; otherwise prints the command to run. Only the kernel
# source needs no root: it can be fetched into the cache.
packages_ensure()
{
    packages_missing >"$tmp_dir/missing"
    [ "$(id -u)" -eq 0 ] || sed -i '/^linux-source-/d' "$tmp_dir/missing"
    missing=$(cut -d ' ' -f 1 "$tmp_dir/missing" | paste -s -d ' ')
    if [ -n "$missing" ]; then
        install_command="apt-get install --no-install-recommends -y $missing"
        [ "$(id -u)" -eq 0 ] || die "packages are missing; run as root: $install_command"
        [ -z "$offline" ] || die "packages are missing and --offline was given: $install_command"
        say "installing Debian packages: $missing"
        # Keeps apt-get and dpkg from asking questions.
        export DEBIAN_FRONTEND=noninteractive
        # shellcheck disable=SC2086 # it is a command
        if ! try_step 'install packages' $install_command; then
            # Ignore errors: an unreadable list of a third party does not matter to us.
            try_step 'update package lists' apt-get update || :
            run_step 'install packages' $install_command
        fi
    fi
    libvirt_user_ensure
}

# As root, libvirt's QEMU driver needs this user, but only the package of the system-wide
# daemon would add it.
libvirt_user_ensure()
{
    [ "$(id -u)" -eq 0 ] && ! getent passwd libvirt-qemu >/dev/null || return 0
    say 'adding the system user libvirt-qemu, which libvirt looks up when it runs as root'
    { getent group libvirt-qemu >/dev/null || groupadd --system libvirt-qemu; } &&
        useradd --system --gid libvirt-qemu --home-dir /var/lib/libvirt \
            --no-create-home --shell /usr/sbin/nologin libvirt-qemu ||
        die 'cannot add the system user libvirt-qemu'
}
