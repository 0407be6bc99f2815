#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Tests how the build scripts decide what to build, plan, keep and remove, as TAP.

. "$(dirname "$(readlink -f "$0")")/scripted.sh"

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

# A long call must not lose its build to calls that make newer ones.
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
    expect 0 '^a-0 a-3 a-4 b-4 $' 'old trees are removed' script 'cd "$tmp_dir"; cache_dir=$tmp_dir
        for n in a-5 a-4 b-4 a-3; do mkdir -p builds/$n; touch -d "-${n#*-} hours" builds/$n; done
        run_step() { :; }; repo= base= tree=$cache_dir/builds/a-0
        lay x; mkdir "$tree"; ls builds | tr "\\n" " "; echo'
}

# timed NAME PATTERN COMMANDS: passes if a line of COMMANDS matches PATTERN. The items a, b
# and c cost 60, 120 and 30 seconds by a clock of their own: "step NAME SECONDS" is an item
# with one step, and "another" is one more step.
timed()
{
    script 'plan_component() {
            case $1 in
            tool)
                plan_add a
                plan_add b
                ;;
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
        plan_costs="a 60 b 120 c 30"
        '"$3" >"$scratch/out" 2>"$scratch/err" </dev/null
    told=no
    ! sed "s, (log [^)]*),," "$scratch/err" | grep -qx -e "$2" || told=yes
    result "$told" "estimate: $1"
}

# remembered LIST NAME: passes if exactly these items and seconds were recorded.
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
    timed 'nor has the first step' '  a ... done in 0m05s' "$all; step a 5"
    : >"$scratch/cache/svgalab/logs/durations"
    timed 'a step of the call tells of the next ones' \
        '  b, about 5 min left ... done in 8m00s' "$all; step a 120; step b 480"
    remembered 'a 120,b 480,' 'what steps took is remembered'
    timed 'the first line has a time then, steps never done included' \
        'svgalab: to do: a, b, c: about 12 min in all' "$all"
    timed 'a busier machine makes the rest longer' \
        '  b, about 12 min left ... done in 16m01s' "$all; step a 480; step b 961"
    timed 'the last three items count' \
        'svgalab: to do: a, b, c: about 23 min in all' "$all"
    timed 'steps that are not needed are left out' \
        '  c, about 4 min left ... done in 0m01s' "$all; step c 1"
    : >"$scratch/cache/svgalab/logs/durations"
    timed 'a step of no plan has no time' '  c ... done in 0m07s' \
        'plan tool; step a 60; step c 7'
    remembered 'a 60,' 'and is not remembered'
    timed 'a step that fails is not remembered' '  b, about 2 min left ... failed in 0m09s' \
        'plan tool; (step b 9 1)'
    timed 'what an earlier call began is counted whole' \
        '  b, about 2 min left ... done in 0m09s' 'plan tool; step b 9 0 /'
    remembered 'a 60,' 'and not remembered either'
    timed 'what the same part took so far is no longer left' \
        '  b2, about 1 min left ... done in 0m10s' \
        'plan tool; plan_begin b /; another b1 60; another b2 10'
    timed 'and never less than a minute' '  b2, about 1 min left ... done in 0m10s' \
        'plan tool; plan_begin b /; another b1 600; another b2 10'
}

# once NAME PATTERN COMMANDS: passes if the one line that COMMANDS print matches PATTERN. The
# component x is made of the content of a file, which each build prints.
once()
{
    script 'content=$tmp_dir/content
        echo 1 >"$content"
        x_inputs() { cat "$content"; }
        x_where() { tree=/nonexistent; }
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
    result "$told" 'components: and the mixed build is not kept'
    once 'a build that fails leaves nothing' '3 ' 'echo 3 >"$content"; meanwhile=false; ensure x'
    once 'and is done again' '3 3' 'echo 3 >"$content"; ensure x; cat "$out/content"'
    once 'a lock in a lock leaves the outer one' 'held free ' '
        try() { flock -n "$cache_dir/locks/outer" printf "free " || printf "held "; }
        lock outer; lock inner; unlock; try; unlock; try'
    rm -r "$scratch/cache/svgalab/out"/x-*
}

# kernels NAME PATTERN COMMANDS: passes if a line of steps from COMMANDS matches PATTERN. The
# source has one file; there are no patches and no compiler.
kernels()
{
    script '. "$root/guest-kernel/build.sh"
        source_there() { true; }
        locate() {
            id=${id:-one} from='"$scratch/one.tar"' extracted=
            repo=$cache_dir/git/$1
            base=refs/svgalab/import-$id
        }
        sources_forget() { :; }
        check_tree() { :; }
        kernel_inputs() { locate linux; echo "$1 $id"; }
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
        all() {
            for made; do
                source_import linux
                kernel_where "$made"
                kernel_make "$made"
            done
            echo
        }
        planned() {
            for component; do plan_component "$component"; done
            echo $plan_left
        }
        '"$3" >"$scratch/out" 2>"$scratch/err" </dev/null
    told=no
    ! grep -qx -e "$2" "$scratch/out" || told=yes
    result "$told" "kernels: $1"
}

# failed CODE NAME SOURCE LINE: a kernel of SOURCE does not build, and LINE says why.
failed()
{
    expect "$1" "compile failed: $4" "kernels: $2" script '. "$root/guest-kernel/build.sh"
        kernel_source='"$3"' tree=/ jobs=1
        cache_free() { echo 9; }
        try_step() { step_title=compile step_log=$tmp_dir/log; echo "'"$5"'" >"$step_log"; false; }
        kernel_step compile'
}

test_kernel_failures()
{
    failed 3 'ours does not build' '' 'a.c:1: error: b' 'a.c:1: error: b'
    failed 125 "the user's does not build" /source 'a.c:1: error: b' 'a.c:1: error: b'
    failed 3 'nor does it on a full disk' /source 'the disk of' 'No space left on device'
}

# configured NAME CODE PATTERN FRAGMENT CONFIG [KIND]: tests what becomes of a user's FRAGMENT that
# Kconfig turns into the file CONFIG, together with two options of ours.
configured()
{
    printf '%b' "$4" >"$scratch/frag=ment"
    printf '%b' "$5" >"$scratch/made-config"
    expect "$2" "$3" "configured: $1" script '. "$root/guest-kernel/build.sh"
        kernel_fragment='"$scratch/frag=ment"' tree=$tmp_dir/tree
        ours=$tmp_dir/ours
        mkdir -p "$tree" "$ours/guest-kernel"
        cp "$root/guest-kernel/unfit.awk" "$ours/guest-kernel/"
        printf "%s\n" CONFIG_A=y CONFIG_B=y "# CONFIG_C is not set" CONFIG_D=8 \
            >"$ours/guest-kernel/kernel.config"
        echo CONFIG_E=y >"$ours/guest-kernel/debug.config"
        root=$ours
        kernel_step() {
            [ "$2" != allnoconfig ] || {
                cp "${3#KCONFIG_ALLCONFIG=}" '"$scratch/fragments"'
                cp '"$scratch/made-config"' "$tree/.config"
            }
            told="$1"
        }
        kernel_compile '"${6:-patched}"'
        echo "$told"'
}

test_configured()
{
    possible='CONFIG_A=y\nCONFIG_B=y\n'
    compiled='^compile the patched kernel$'
    configured 'an option that is possible' 0 "$compiled" 'CONFIG_X=y\n' "${possible}CONFIG_X=y\n"
    configured 'a debug kernel' 0 '^compile the debug kernel$' 'CONFIG_X=y' \
        "${possible}CONFIG_E=y\nCONFIG_X=y\n" debug
    result "$([ "$(sed '/^#/d' "$scratch/fragments" | tr '\n' ' ')" != \
        'CONFIG_A=y CONFIG_B=y CONFIG_D=8 CONFIG_E=y CONFIG_X=y' ] || echo yes)" \
        "configured: the user's comes last"
    configured 'options that are not' 3 \
        '/frag=ment: not possible in this kernel: CONFIG_X=y CONFIG_Z="z"$' \
        'CONFIG_X=y\nCONFIG_Y=y\nCONFIG_Z="z"\n' "${possible}CONFIG_Y=y\nCONFIG_Z=\"\"\n"
    configured 'one that others select' 3 '/frag=ment: not possible in this kernel: CONFIG_X=n$' \
        '# CONFIG_X is not set\n' "${possible}CONFIG_X=y\n"
    configured 'one without that of ours' 0 "$compiled" 'CONFIG_B=n \r\n' 'CONFIG_A=y\n'
    configured 'one that ours needs' 3 \
        '^.*guest-kernel/kernel.config with .*/frag=ment: not .*: CONFIG_B=y$' \
        'CONFIG_A=n\n' '# CONFIG_A is not set\n'
    configured 'the same option twice' 0 "$compiled" 'CONFIG_X=y\nCONFIG_X=n\n' "$possible"
    expect 3 '^svgalab: guest-kernel/kernel.config: not possible in this kernel: CONFIG_BUG=y$' \
        'configured: only ours' script '. "$root/guest-kernel/build.sh"
            tree=$tmp_dir
            kernel_step() { grep -v "^CONFIG_BUG=" "$tmp_dir/kernel.config" >"$tree/.config"; }
            kernel_compile patched'
}

# Its content counts, not its name.
test_fragment_inputs()
{
    script '. "$root/guest-kernel/build.sh"
        locate() { id=one; }
        layout_members() { :; }
        inputs() { kernel_inputs patched | short_hash; }
        inputs
        kernel_fragment=$tmp_dir/a
        echo CONFIG_X=y >"$tmp_dir/a"
        inputs
        cp "$tmp_dir/a" "$tmp_dir/b"
        kernel_fragment=$tmp_dir/b
        inputs
        echo CONFIG_X=n >"$tmp_dir/b"
        inputs' >"$scratch/out" 2>"$scratch/err"
    same=no
    [ "$(wc -l <"$scratch/out")/$(uniq "$scratch/out" | wc -l)" != 4/3 ] || same=yes
    result "$same" "kernels: the content of the user's fragment is an input"
}

# made KIND: prints the steps for a kernel whose source is imported.
made() { echo "apply the $1 kernel's patches, bring the $1 kernel's files up to date, compile $1"; }

# next NAME CODE PATTERN FITS VERSION...: tests which of the versions, if any, is taken if the
# patches apply to FITS only.
next()
{
    name=$1 code=$2 pattern=$3 fits_to=$4
    shift 4
    expect "$code" "$pattern" "next: $name" script '. "$root/guest-kernel/next.sh"
        fetch_begin() { :; }
        next_packages() { printf "linux-source-%s\n" '"$*"'; }
        linux_fetch() { version=${1##*-}-1; }
        next_try() {
            step_log=$tmp_dir/tried-$version
            echo "tree.sh: 0001-x.patch does not apply to mm/a.c" >"$step_log"
            case $version in '"$fits_to"'-1) return 0 ;; *) return 1 ;; esac
        }
        next_fetch; echo "$version"'
}

test_next()
{
    next 'the newest' 0 '^9.9-1$' 9.9 9.9 8.8
    next 'an older one' 0 '^8.8-1$' 8.8 9.9 8.8
    result "$(grep -q 'do not apply to linux-source-9.9: .*0001-x.patch' "$scratch/err" &&
        echo yes)" 'next: and says what was passed over'
    next 'none' 3 'no newer Linux that our patches apply to; linux-source-9.9: .*0001-x.patch' 8.8 9.9
}

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
    kernels 'the plan of the debug kernel' \
        'source-linux kernel-debug' 'planned kernel-debug'
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
    kernels 'another source is unpacked' "$import$(made patched)" 'id=two; all patched'
    touch -d '3 hours ago' "$work/patched-one"
    kernels 'a third one' '.* compile patched' 'id=three; all patched'
    kernels 'a fourth one' '.* compile patched' 'id=four; all patched'
    told=no
    [ ! -d "$work/patched-four" ] || [ -d "$work/patched-one" ] || told=yes
    result "$told" 'kernels: the oldest tree is removed'
    rm -r "$work" "$scratch/cache/svgalab/git"
}

for name in content_keys keep estimate components kernel_failures configured fragment_inputs next kernels; do
    "test_$name"
done
plan
