#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# The entry script and bad input, interruptions and leftovers, as TAP; nothing is built.

set -u
checks=$(dirname "$(readlink -f "$0")")
root=$(cd "$checks/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
unset SVGALAB_OFFLINE SVGALAB_QEMU_SOURCE SVGALAB_KERNEL_SOURCE
export XDG_CACHE_HOME="$scratch/cache"
number=0

result()
{
    number=$((number + 1))
    if [ "$1" = yes ]; then
        printf 'ok %d %s\n' "$number" "$2"
    else
        sed 's/^/# /' "$scratch/err" "$scratch/out"
        printf 'not ok %d %s\n' "$number" "$2"
    fi
}

# expect CODE PATTERN NAME COMMAND...: that exit code, and the last line on
# stderr (or stdout, for code 0) matches; at most a step's line before it.
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

svgalab()
{
    "$root/svgalab" "$@"
}

# A source tree as far as the entry script looks at it.
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
    expect 2 'usage:\|exit\|nothing ran' 'no verb' sh -c \
        '"$1" 2>&1 | tail -n 1 >&2; exit 2' sh "$root/svgalab"
    expect 2 'unknown verb nope' 'unknown verb' svgalab nope
    expect 0 '5 nothing ran' 'help' svgalab --help
    expect 2 'unknown setting -Dnope' 'unknown setting' svgalab run -Dnope=1
    expect 2 'unknown suite nope' 'unknown suite' svgalab test --suite nope
    expect 2 'which suite' 'suite without a name' svgalab test --suite
    expect 2 'unknown option --nope' 'unknown option' svgalab test --nope
    expect 2 'cannot build nope' 'unknown component' svgalab build nope
}

# kernel WHAT PATTERN: the tree or tarball $scratch/WHAT is refused.
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
    kernel old 'Linux 5.11, but the patches are for Linux 6.12'
    linux_tree "$scratch/bare" 6 12
    rm -r "$scratch/bare/drivers"
    kernel bare 'no vmwgfx'
    tar -C "$scratch" -czf "$scratch/bare.tar.gz" bare
    kernel bare.tar.gz "no vmwgfx's device headers"
    echo junk >"$scratch/junk.tar.xz"
    kernel junk.tar.xz "no vmwgfx's device headers"
    linux_tree "$scratch/good" 6 12
    expect 0 "^$scratch/cache/svgalab/src/" 'kernel source: good' \
        svgalab headers -Dkernel_source="$scratch/good"
    found=no
    [ ! -f "$(cat "$scratch/out")/svga_reg.h" ] || found=yes
    result "$found" 'the device headers are taken out of it'
    tar -C "$scratch" -czf "$scratch/good.tar.gz" good
    expect 0 "^$scratch/cache/svgalab/src/" 'kernel source: a tarball' \
        svgalab headers -Dkernel_source="$scratch/good.tar.gz"
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
    result "$kept" 'temporary files of the dead are removed, of the living kept'
}

# What a machine without packages sees, root or not.
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
    expect 0 '--connect=URI' 'the options of doctor' "$root/svgalab" doctor --help
    expect 2 'unknown option --dance' 'doctor has no other options' \
        "$root/svgalab" doctor --dance
    expect 2 'which URI' 'an option of doctor without its value' \
        "$root/svgalab" doctor --connect
}

# script_file FILE COMMANDS: a script that has the build scripts loaded.
script_file()
{
    cat >"$1" <<SCRIPT
set -eu
root=$root
build_scripts=$root/host-tools/build
offline= qemu_source= kernel_source= flavour=qemu
for part in common locks plan steps packages fetch sources components project suites; do
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

# Waits until the step has written its process number.
wait_for_step()
{
    tries=0
    while [ ! -s "$scratch/pid" ] && [ "$tries" -lt 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
}

# A process that has ended, or will within ten seconds.
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
    result "$fits" 'an interrupted step is told in one line, exit code 3'
    interrupt KILL
    expect 3 'failed: .*error: the cause (log: .*/a-step.log)' 'cause and log' \
        script "run_step 'a step' sh -c 'echo well; echo error: the cause; echo more; exit 1'"
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
    result "$said" 'and says for whom it waits'
}

test_content_keys()
{
    script 'cd "$tmp_dir"; root=$tmp_dir; mkdir c; echo 1 >c/a; files_hash c
        echo x >c/a~; files_hash c; echo 2 >c/a; files_hash c; mv c/a c/b; files_hash c' \
        >"$scratch/keys" 2>"$scratch/err"
    cp "$scratch/keys" "$scratch/out"
    fits=no
    [ "$(uniq "$scratch/keys" | wc -l)" -ne 3 ] ||
        [ "$(sed -n 1p "$scratch/keys")" != "$(sed -n 2p "$scratch/keys")" ] ||
        fits=yes
    result "$fits" 'a content key changes with names and contents only'
}

# A call that takes long must not lose its build to others that make newer ones.
test_keep()
{
    expect 0 '^a1 a2 a3 $' 'builds in use are kept' script 'cd "$tmp_dir"
        for n in 1 2 3 4 5; do mkdir -p k/a$n; done
        touch -d "-1 minute" k/a2; touch -d "-90 minutes" k/a3
        touch -d "-3 hours" k/a4; touch -d "-4 hours" k/a5
        keep_recent k a 2; ls k | tr "\\n" " "; echo'
    expect 0 '^a1 $' 'two calls may remove the same build' script 'cd "$tmp_dir"
        for n in 1 2 3; do mkdir -p k/a$n; touch -d "-$n days" k/a$n; done
        sort() { command sort "$@"; rm -r k/a2; }
        keep_recent k a 1; ls k | tr "\\n" " "; echo'
    expect 0 '^a-1 a-4 b-2 $' 'old trees are not' script 'cd "$tmp_dir"; cache_dir=$tmp_dir
        for n in a-3 a-2 b-2 a-1; do mkdir -p builds/$n; touch -d "-${n#*-} minutes" builds/$n; done
        tree=$cache_dir/builds/a-4; trees_collect; mkdir "$tree"; ls builds | tr "\\n" " "; echo'
}

# doctor NAME CODE PATTERN COMMANDS: how it tries libvirt and the accelerator, with
# a tool that consists of COMMANDS.
doctor()
{
    expect "$2" "$3" "doctor: $1" script '. "$root/host-tools/build/doctor.sh"
        virsh() { echo 9; }
        source_there() { :; }
        find_out() { :; }
        artifacts_write() {
            artifacts_file=$tmp_dir/artifacts
            printf "qemu=x\ncases=x\nkernel-stock=x\n$built" >"$artifacts_file"
        }
        mkdir -p "$tmp_dir/out/tool"
        built="kernel-patched=x\n"
        printf "%s\n" "#!/bin/sh" '"'$4'"' >"$tmp_dir/out/tool/svgalab"
        chmod +x "$tmp_dir/out/tool/svgalab"
        doctor_missing= doctor_uri=test:///
        '"${5:-}"'
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
        'echo "# accelerator: $*"'
    doctor 'the other kernel' 0 'accelerator: .* --kernel stock ' \
        'echo "# accelerator: $*"' 'built='
    doctor 'a libvirt that fails' 3 '^missing .*: no such driver; blocks run' \
        'echo no such driver >&2; exit 3'
    doctor 'no QEMU' 0 '^note  *libvirt, accelerator: not tried' 'exit 3' \
        'sed() { :; }'
}

# All scripts share one name space: what is fetched in the middle of a test run
# must not change what is run.
test_fetch()
{
    expect 0 '^ unit style tool$' 'a fetch leaves the suites alone' \
        script 'suites_parse --suite unit --suite style; suite=tool
            fetch_release=x fetch_dir=$tmp_dir step_log=none
            fetch_update() { shift; fetch_sources "$@" >/dev/null; }
            source_versions() { echo 1; }
            try_step() { return 0; }; fetch_source qemu 1; echo "$suites $suite"'
}

# timed NAME PATTERN COMMANDS: among what COMMANDS say of parts that cost a minute,
# two and a half one is PATTERN. They have a clock of their own: "step NAME SECONDS" is
# a part with one step, and "another" is one more step.
timed()
{
    script 'plan_component() {
            case $1 in
            tool) plan_add a b ;;
            *) plan_add c ;;
            esac
        }
        date() { cat "$tmp_dir/clock"; }
        another() {
            run_step "$1" sh -c "echo $(($(date) + $2)) >$tmp_dir/clock; exit ${3:-0}"
        }
        step() {
            plan_begin "$1" "${4:-/nonexistent}"
            another "$@"
            plan_end
        }
        echo 1000 >"$tmp_dir/clock"
        plan_costs="a 60
            b 120
            c 30"
        '"$3" >"$scratch/out" 2>"$scratch/err" </dev/null
    told=no
    ! sed "s, (log [^)]*),," "$scratch/err" | grep -qx -e "$2" || told=yes
    result "$told" "estimate: $1"
}

# The parts that were remembered, with their seconds.
remembered()
{
    told=no
    [ "$(tr '\n' , <"$scratch/cache/svgalab/logs/durations")" != "$1" ] || told=yes
    result "$told" "estimate: $2"
}

test_estimate()
{
    all='plan tool kernel-x'
    timed 'the first line has all steps, and no time where none is known' \
        'svgalab: to do: a, b, c' "$all"
    timed 'nor has the first step' '  a ... done in 5s' "$all; step a 5"
    : >"$scratch/cache/svgalab/logs/durations"
    timed 'a step of the call tells of the next ones' \
        '  b, about 5 min left ... done in 8m00s' "$all; step a 120; step b 480"
    remembered 'a 120,b 480,' 'what steps took is remembered'
    timed 'the first line has a time then, steps never done included' \
        'svgalab: to do: a, b, c: about 12 min in all' "$all"
    timed 'a busier machine makes the rest longer' \
        '  b, about 20 min left ... done in 16m01s' "$all; step a 240; step b 961"
    timed 'the last line of a step counts' \
        'svgalab: to do: a, b, c: about 24 min in all' "$all"
    timed 'steps that are not needed are left out' \
        '  c, about 4 min left ... done in 1s' "$all; step c 1"
    : >"$scratch/cache/svgalab/logs/durations"
    timed 'a step of no plan has no time' '  c ... done in 7s' \
        'plan tool; step a 60; step c 7'
    remembered 'a 60,' 'and is not remembered'
    timed 'a step that fails is not remembered' '  b, about 2 min left ... failed in 9s' \
        'plan tool; (step b 9 1)'
    timed 'what an earlier call began is counted whole' \
        '  b, about 2 min left ... done in 9s' 'plan tool; step b 9 0 /'
    remembered 'a 60,' 'and not remembered either'
    timed 'what the same part took so far is no longer left' \
        '  b2, about 1 min left ... done in 10s' \
        'plan tool; plan_begin b /; another b1 60; another b2 10'
    timed 'and never less than a minute' '  b2, about 1 min left ... done in 10s' \
        'plan tool; plan_begin b /; another b1 600; another b2 10'
}

# once NAME PATTERN COMMANDS: what is built, in one line, of a component that
# consists of the content of a file.
once()
{
    script 'content=$tmp_dir/content
        echo 1 >"$content"
        x_inputs() { cat "$content"; }
        x_where() { :; }
        x_make() {
            printf "%s " "$(cat "$content")"
            cp "$content" "$made/content"
            "${meanwhile:-:}"
        }
        '"$3"'
        echo' >"$scratch/out" 2>"$scratch/err" </dev/null
    told=no
    ! grep -qx -e "$2" "$scratch/out" || told=yes
    result "$told" "components: $1"
}

test_components()
{
    once 'each content is built once' '1 2 ' \
        'ensure x; ensure x; echo 2 >"$content"; ensure x; echo 1 >"$content"; ensure x'
    rm -r "$scratch/cache/svgalab/out"/x-*
    once 'what was edited meanwhile is built again' '1 2 2' \
        'meanwhile=edit; edit() { echo 2 >"$content"; }; ensure x; cat "$out/content"'
    told=no
    [ "$(find "$scratch/cache/svgalab/out" -name 'x-*' | wc -l)" -ne 1 ] || told=yes
    result "$told" 'components: and nobody takes it for the other'
    once 'a build that fails leaves nothing' '3 ' 'echo 3 >"$content"; meanwhile=false; ensure x'
    once 'and is done again' '3 3' 'echo 3 >"$content"; ensure x; cat "$out/content"'
    once 'a lock in a lock leaves the outer one' 'held free ' '
        try() { flock -n "$cache_dir/locks/outer" printf "free " || printf "held "; }
        lock outer; lock inner; unlock; try; unlock; try'
    rm -r "$scratch/cache/svgalab/out"/x-*
}

# kernels NAME PATTERN COMMANDS: what is done, in one line, to have kernels of a
# source of one file, without patches and without a compiler.
kernels()
{
    script '. "$root/guest-kernel/build.sh"
        source_there() { true; }
        locate() { linux_id=${id:-one}; linux_from='"$scratch/one.tar"'; }
        sources_forget() { :; }
        check_tree() { :; }
        kernel_inputs() { locate linux; echo "$1 $linux_id"; }
        run_step() {
            printf "%s, " "$1"
            step=$1
            shift
            case $step in
            apply*) git -C "$repo" update-ref "$goal" "$base" ;;
            *) "$@" >/dev/null ;;
            esac
        }
        kernel_compile() {
            printf "compile %s" "$1"
            "${compiler:-:}"
            mkdir -p "$tree/arch/x86/boot"
            : >"$tree/arch/x86/boot/bzImage"
        }
        kernel_collect() { :; }
        all() { locate linux; for made; do kernel_where "$made"; kernel_make "$made"; done; echo; }
        planned() {
            for component; do plan_component "$component"; done
            echo "$plan_left"
        }
        '"$3" >"$scratch/out" 2>"$scratch/err" </dev/null
    told=no
    ! grep -qx -e "$2" "$scratch/out" || told=yes
    result "$told" "kernels: $1"
}

# made KIND: what is done for a kernel when its source is there.
made() { echo "apply the $1 kernel's patches, bring the $1 kernel's files up to date, compile $1"; }

test_kernels()
{
    work=$scratch/cache/svgalab/builds
    mkdir "$scratch/one"
    echo source >"$scratch/one/Kbuild"
    tar -C "$scratch" -cf "$scratch/one.tar" one
    import='unpack linux, take linux into git, '
    kernels 'the plan of one' 'source-linux kernel-patched' 'planned kernel-patched'
    kernels 'the plan of all' 'source-linux kernel-patched kernel-stock' \
        'planned kernel-faulty kernel-patched kernel-stock'
    kernels 'the plan of the debug kernel, whatever else there is' \
        'source-linux kernel-debug' 'planned kernel-nope kernel-debug'
    kernels 'a build that is killed' "$import$(made patched)" \
        'compiler=killed; killed() { echo; kill -KILL $$; }; all patched'
    kernels 'its rest is planned' 'kernel-patched' 'planned kernel-patched'
    told=no
    [ "$(cat "$work/patched-one/Kbuild")" != source ] || told=yes
    result "$told" 'kernels: what was unpacked is what is built'
    kernels 'the next one is planned' 'kernel-stock' 'planned kernel-stock'
    kernels 'and needs no unpacking' "$(made stock)" 'all stock'
    kernels 'no plan when both were built' '' \
        'all patched >/dev/null; planned kernel-stock kernel-patched'
    kernels 'nor of one that is there without its tree' '' \
        'find_out kernel-debug; mkdir "$out"; planned kernel-debug'
    mkdir -p "$scratch/cache/svgalab/trees/linux-patched-linux-6.12"
    kernels 'another source is unpacked' "$import$(made patched)" 'id=two; all patched'
    told=no
    [ ! -d "$work/patched-two" ] || [ -d "$scratch/cache/svgalab/trees/linux-patched-linux-6.12" ] ||
        told=yes
    result "$told" 'kernels: a tree of before there was git goes'
    kernels 'a third one' '.* compile patched' 'id=three; all patched'
    told=no
    [ ! -d "$work/patched-three" ] || [ -d "$work/patched-one" ] || told=yes
    result "$told" 'kernels: the oldest tree goes'
    rm -r "$work" "$scratch/cache/svgalab/git"
}

for name in usage kernel_source qemu_source cache packages steps doctor \
    content_keys keep fetch estimate components kernels; do
    "test_$name"
done
printf '1..%d\n' "$number"
