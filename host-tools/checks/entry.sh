#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Tests the entry script with bad input, interruptions and leftovers, as TAP; builds nothing.

. "$(dirname "$(readlink -f "$0")")/scripted.sh"
# A line of code, so that the table stays the one place with the releases.
eval "$(grep '^qemu_versions=' "$root/host-tools/build/sources.sh")"

svgalab()
{
    "$root/svgalab" "$@"
}

# Makes a source tree with only the files that the entry script checks.
linux_tree()
{
    mkdir -p "$1/drivers/gpu/drm/vmwgfx/device_include" "$1/include/uapi/drm" \
        "$1/scripts"
    printf 'VERSION = %s\nPATCHLEVEL = %s\n' "$2" "$3" >"$1/Makefile"
    touch "$1/Kbuild" "$1/scripts/checkpatch.pl" "$1/scripts/spelling.txt" \
        "$1/scripts/const_structs.checkpatch" "$1/include/uapi/drm/drm.h" \
        "$1/include/uapi/drm/drm_mode.h" "$1/include/uapi/drm/drm_fourcc.h" \
        "$1/include/uapi/drm/vmwgfx_drm.h" \
        "$1/drivers/gpu/drm/vmwgfx/device_include/svga_reg.h"
}

test_usage()
{
    expect 2 'cannot be built' 'no verb' sh -c \
        '"$1" 2>&1 | tail -n 1 >&2; exit 2' sh "$root/svgalab"
    expect 2 'unknown verb nope' 'unknown verb' svgalab nope
    expect 0 'kernel source cannot be built' 'help' svgalab --help
    expect 2 'unknown setting -Dnope' 'unknown setting' svgalab run -Dnope=1
    expect 2 'unknown suite nope' 'unknown suite' svgalab test --suite nope
    expect 2 '--suite needs a value' 'suite without a name' svgalab test --suite
    expect 2 'unknown option --nope' 'unknown option' svgalab test --nope
    expect 2 'unknown kernel nope' 'unknown kernel' svgalab run -k nope
    expect 2 'unknown line of Linux 6.1: 6.12 next' 'unknown line of Linux' \
        svgalab run --linux 6.1
    expect 2 'is not empty' 'series into a directory in use' svgalab series "$root"
    expect 2 'unknown component nope' 'unknown component' svgalab build nope
}

test_config()
{
    expect 2 'option --config needs a value' 'config: no file' svgalab run --config
    expect 2 "config: $scratch/none is no file that can be read" 'config: a file that is not there' \
        svgalab run --config "$scratch/none"
    expect 2 "config: $scratch is no file" 'config: a directory' svgalab build --config="$scratch"
    expect 2 "config: $scratch/none is no file" 'config: what a suite passes on' \
        env SVGALAB_CONFIG="$scratch/none" "$root/svgalab" run
    echo CONFIG_X=y >"$scratch/fragment"
    expect 2 'unknown component nope' 'config: a file, of any verb' \
        svgalab build --config "$scratch/fragment" nope
    expect 0 "^$scratch/fragment\$" 'config: is told the calls of a suite by its whole path' \
        script 'main() { :; }
            sed "/^main /d; s,^self=.*,self=$root/svgalab," "$root/svgalab" >"$tmp_dir/entry"
            . "$tmp_dir/entry"
            cache_setup() { cd "$tmp_dir"; }
            verb_list() { sh -c "echo \$SVGALAB_CONFIG"; }
            cd '"$scratch"'
            main list --config fragment'
}

# kernel WHAT PATTERN: passes if the tree or tarball $scratch/WHAT is refused.
kernel()
{
    expect 3 "$2" "kernel source: $1" \
        svgalab headers -Dkernel_source="$scratch/$1"
}

test_kernel_source()
{
    mkdir "$scratch/empty"
    kernel empty 'not a Linux source tree'
    kernel absent 'no such file'
    linux_tree "$scratch/old" 5 11
    kernel old 'Linux 5.11, but the patches are for Linux 6.6 and newer'
    linux_tree "$scratch/bare" 6 12
    rm -r "$scratch/bare/drivers"
    kernel bare 'no .*vmwgfx'
    tar -C "$scratch" -czf "$scratch/bare.tar.gz" bare
    kernel bare.tar.gz "no vmwgfx's device headers"
    echo junk >"$scratch/junk.tar.xz"
    kernel junk.tar.xz "no vmwgfx's device headers"
    linux_tree "$scratch/good" 6 12
    expect 0 "^$scratch/cache/svgalab/src/" 'kernel source: good' \
        svgalab headers -Dkernel_source="$scratch/good"
    found=no
    [ ! -f "$(cat "$scratch/out")/svga_reg.h" ] || found=yes
    result "$found" 'the device headers are copied from it'
    tar -C "$scratch" -czf "$scratch/good.tar.gz" good
    expect 0 "^$scratch/cache/svgalab/src/" 'kernel source: a tarball' \
        svgalab headers -Dkernel_source="$scratch/good.tar.gz"
}

# Every release gets its own tree, and takes no other one's.
qemu_releases()
{
    expect 2 'unknown QEMU 9.2: 10.0 ' 'QEMU: an unknown release' svgalab run --qemu 9.2
    expect 2 'unknown QEMU : 10.0 ' 'QEMU: an empty release' svgalab run --qemu=
    expect 2 'option --qemu needs a value' 'QEMU: no release' svgalab run --qemu
    mkdir "$scratch/qemu/scripts"
    : >"$scratch/qemu/scripts/checkpatch.pl"
    for release in $qemu_versions; do
        echo "$release.7" >"$scratch/qemu/VERSION"
        for asked in $qemu_versions; do
            wanted=3
            [ "$asked" != "$release" ] || wanted=0
            expect "$wanted" "^qemu=\|QEMU $release.7, but the device is for QEMU $asked\$" \
                "QEMU $asked asked for, $release given" svgalab checkpatch --qemu "$asked" \
                -Dkernel_source="$scratch/good" -Dqemu_source="$scratch/qemu"
        done
        expect 3 "fetching 1:$release\.\$" "QEMU $release: what is fetched" \
            script "qemu_version=$release
                fetch_source() { die \"fetching \$2\"; }
                locate qemu"
    done
    expect 3 'no archive .* has a source of qemu 1:10.9.' 'no archive has that release' \
        script 'fetch_update() { :; }
            source_versions() { :; }
            step_log=/dev/null
            fetch_source qemu 1:10.9.'
}

test_qemu_source()
{
    expect 3 'not a QEMU source tree' 'QEMU source: not a tree' svgalab \
        checkpatch -Dkernel_source="$scratch/good" -Dqemu_source="$scratch/good"
    mkdir -p "$scratch/qemu/hw/display"
    echo 9.2.0 >"$scratch/qemu/VERSION"
    : >"$scratch/qemu/hw/display/vga.c"
    expect 3 'QEMU 9.2.0, but the device is for QEMU 10.0' \
        'QEMU source: another version' svgalab checkpatch \
        -Dkernel_source="$scratch/good" -Dqemu_source="$scratch/qemu"
    expect 3 'offline was given, but the source of qemu' \
        'offline with a cold cache' svgalab checkpatch --offline \
        -Dkernel_source="$scratch/good"
    qemu_releases
    mkdir -p "$scratch/cache/svgalab/src/qemu-10.0.99"
    echo half >"$scratch/cache/svgalab/src/qemu-10.0.99/qemu.tar.xz"
    printf '%064d  qemu.tar.xz\n' 0 \
        >"$scratch/cache/svgalab/src/qemu-10.0.99/SHA256"
    expect 3 'was damaged and is removed' 'a damaged tarball' svgalab \
        checkpatch --offline -Dkernel_source="$scratch/good"
    gone=no
    [ -e "$scratch/cache/svgalab/src/qemu-10.0.99" ] || gone=yes
    result "$gone" 'a damaged tarball is not used again'
}

test_cache()
{
    expect 3 'cannot write to /proc/svgalab' 'cache that cannot be written' \
        env XDG_CACHE_HOME=/proc "$root/svgalab" headers
    expect 3 'neither XDG_CACHE_HOME nor HOME' 'no place for a cache' \
        env -u HOME -u XDG_CACHE_HOME "$root/svgalab" headers
    tmp=$scratch/cache/svgalab/tmp
    mkdir -p "$tmp/dead" "$tmp/alive"
    : >"$tmp/dead/lock"
    : >"$tmp/alive/lock"
    flock "$tmp/alive/lock" "$root/svgalab" headers \
        -Dkernel_source="$scratch/good" >"$scratch/out" 2>"$scratch/err"
    kept=no
    if [ ! -e "$tmp/dead" ] && [ -e "$tmp/alive" ]; then
        kept=yes
    fi
    result "$kept" 'temporary files of dead processes are removed, those of others kept'
}

# Tests the messages on a machine without packages, for a user other than root.
test_packages()
{
    mkdir "$scratch/bin"
    printf '#!/bin/sh\nexit 1\n' >"$scratch/bin/dpkg-query"
    printf '#!/bin/sh\n[ "$1" = -un ] && echo user || echo 1000\n' \
        >"$scratch/bin/id"
    chmod +x "$scratch/bin/dpkg-query" "$scratch/bin/id"
    expect 3 'run as root: apt-get install .*build-essential' \
        'packages are missing' env PATH="$scratch/bin:$PATH" \
        "$root/svgalab" build tool
    expect 3 'tool guest\|blocks' 'doctor names what is missing' \
        env PATH="$scratch/bin:$PATH" sh -c \
        '"$1" doctor >"$2" 2>&1; s=$?; grep -m 1 "missing *package ccache: blocks" "$2" >&2; exit $s' \
        sh "$root/svgalab" "$scratch/doctor"
    expect 0 'kernel source cannot be built' 'the options of doctor' "$root/svgalab" doctor --help
    expect 2 'unknown option --dance' 'doctor has no other options' \
        "$root/svgalab" doctor --dance
    expect 2 '--connect needs a value' 'an option of doctor without its value' \
        "$root/svgalab" doctor --connect
}

# Waits until the step has written its process ID.
wait_for_step()
{
    tries=0
    while [ ! -s "$scratch/pid" ] && [ "$tries" -lt 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
}

# Succeeds if the process has ended or ends within ten seconds.
ended()
{
    tries=0
    while kill -0 "$1" 2>/dev/null && [ "$tries" -lt 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    ! kill -0 "$1" 2>/dev/null
}

# interrupt SIGNAL: sends it to a running step; the step must not survive.
interrupt()
{
    rm -f "$scratch/pid"
    script_file "$scratch/interrupted" "run_step 'a long step' \
        sh -c 'echo \$\$ >$scratch/pid; exec sleep 600'"
    sh "$scratch/interrupted" >"$scratch/out" 2>"$scratch/err" </dev/null &
    shell=$!
    wait_for_step
    kill "-$1" "$shell"
    status=0
    wait "$shell" 2>/dev/null || status=$?
    stopped=no
    ! ended "$(cat "$scratch/pid")" || stopped=yes
    result "$stopped" "SIG$1 leaves no step behind"
}

test_steps()
{
    interrupt TERM
    fits=no
    [ "$status" -ne 3 ] ||
        ! tail -n 1 "$scratch/err" | grep -q 'interrupted: a long step' ||
        fits=yes
    result "$fits" 'an interrupted step is reported in one line, exit code 3'
    interrupt KILL
    expect 3 'failed: .*error: the cause (log: .*/a-step.log)' 'cause and log' \
        script "run_step 'a step' sh -c 'echo NOTICE: well; echo error: the cause; echo more; exit 1'"
    expect 3 'the disk of .* is full' 'disk full' \
        script "run_step 'a step' sh -c 'echo write: No space left on device; exit 1'"
    expect 3 'needs about 900000000 MB' 'disk too small' \
        script "need_disk 900000000 'building everything'"
    script_file "$scratch/holder" \
        'lock some; : >"$cache_dir/tmp/locked"; sleep 2'
    sh "$scratch/holder" &
    holder=$!
    tries=0
    while [ ! -e "$scratch/cache/svgalab/tmp/locked" ] && [ $tries -lt 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    expect 0 'mine' 'a second call waits' script 'lock some; echo mine'
    said=no
    ! grep -q "waiting: process $holder is working" "$scratch/err" || said=yes
    result "$said" 'and says which process it waits for'
}

# doctor NAME CODE PATTERN COMMANDS [UNBUILT]: tests how doctor tries libvirt and the
# accelerator, with a tool that consists of COMMANDS.
doctor()
{
    expect "$2" "$3" "doctor: $1" script '. "$root/host-tools/build/doctor.sh"
        virsh() { echo 9; }
        artifacts_write() { :; }
        mkdir -p "$tmp_dir/out/tool"
        printf "%s\n" "#!/bin/sh" '"'$4'"' >"$tmp_dir/out/tool/svgalab"
        chmod +x "$tmp_dir/out/tool/svgalab"
        doctor_missing= doctor_uri=test:/// doctor_unbuilt="'"${5:-}"'"
        doctor_try >"$tmp_dir/told"
        [ -z "$doctor_missing" ] || { cat "$tmp_dir/told" >&2; exit "$EXIT_ENVIRONMENT"; }
        cat "$tmp_dir/told"'
}

test_doctor()
{
    doctor 'KVM' 0 '^ok  *accelerator: kvm$' 'echo "# accelerator: kvm"'
    doctor 'no KVM' 0 '^note  *accelerator: tcg, slow but complete: why$' \
        'echo "# accelerator: tcg, slow: why"'
    doctor 'what it runs' 0 'accelerator: run --dry-run --kernel patched .* --connect test:///$' \
        'echo "# accelerator: $*"' ' kernel-stock'
    doctor 'the other kernel' 0 'accelerator: .* --kernel stock ' \
        'echo "# accelerator: $*"' ' kernel-patched'
    doctor 'a libvirt that fails' 3 '^missing .*: no such driver; blocks run' \
        'echo no such driver >&2; exit 3'
    doctor 'no QEMU' 0 '^note  *libvirt, accelerator: not tried' 'exit 3' ' qemu kernel-stock'
}

# All scripts share one namespace: a fetch during a test run must not change the suites.
test_fetch()
{
    expect 0 '^ unit style tool$' 'a fetch leaves the suites alone' \
        script 'suites=" unit style" suite=tool
            mirror_of() { echo http://localhost; }
            try_step() { step_log=none; }
            sort() { echo 1; }
            fetch_source qemu 1; echo "$suites $suite"'
}

for name in usage config kernel_source qemu_source cache packages steps doctor fetch; do
    "test_$name"
done
plan
