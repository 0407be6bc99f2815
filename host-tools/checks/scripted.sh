# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Gives the tests of the build scripts their own cache, and a way to call parts of the scripts.

set -u
checks=$(dirname "$(readlink -f "$0")")
root=$(cd "$checks/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
unset SVGALAB_OFFLINE SVGALAB_QEMU SVGALAB_QEMU_SOURCE SVGALAB_KERNEL_SOURCE SVGALAB_CONFIG
export XDG_CACHE_HOME="$scratch/cache"
. "$checks/tap.sh"
shown="$scratch/err $scratch/out"

# expect CODE PATTERN NAME COMMAND...: passes if COMMAND exits with CODE, its last line on
# stderr (for code 0, on stdout) matches, and stderr has at most two lines.
expect()
{
    wanted=$1
    pattern=$2
    name=$3
    shift 3
    status=0
    "$@" >"$scratch/out" 2>"$scratch/err" </dev/null || status=$?
    last=$scratch/err
    [ "$wanted" -ne 0 ] || last=$scratch/out
    fits=no
    if [ "$status" -eq "$wanted" ] && tail -n 1 "$last" | grep -q -e "$pattern" &&
       [ "$(wc -l <"$scratch/err")" -le 2 ]; then
        fits=yes
    fi
    result "$fits" "$name"
}

# script_file FILE COMMANDS: writes a script that sources the build scripts.
script_file()
{
    cat >"$1" <<SCRIPT
set -eu
root=$root
build_scripts=$root/host-tools/build
offline= qemu_source= kernel_source= kernel_fragment= flavour=qemu linux_line=6.12
for part in common locks plan steps packages fetch sources components project image suites; do
    . "\$build_scripts/\$part.sh"
done
cache_setup
trap step_interrupted HUP INT TERM
trap tmp_cleanup EXIT
tmp_setup
$2
SCRIPT
}

script()
{
    script_file "$scratch/script" "$1"
    sh "$scratch/script"
}
