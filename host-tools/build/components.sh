# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# What is built, each component once for each content, and where it is.

# A component is one of tool, guest, qemu, sanitized, covered and kernel-KIND. What is
# built of it is a directory in out/ that is named by what it was made of, so that a
# second checkout of the same content builds nothing. Its kind has three functions:
#   KIND_inputs  prints all that it is made of
#   KIND_where   sets $tree, where it is built; $whole, a file that is there once all was
#                compiled; $item, what it is in the plan
#   KIND_make    builds it there, and leaves the results in $made
component()
{
    case $1 in
    kernel-*) "kernel_$2" "${1#kernel-}" ;;
    qemu | sanitized | covered) "qemu_$2" "$1" ;;
    *) "${1}_$2" ;;
    esac
}

# Sets $out, where what is made of the present content is, or will be.
find_out()
{
    component "$1" inputs >"$tmp_dir/inputs"
    out=$cache_dir/out/$1-$(short_hash <"$tmp_dir/inputs")
    mkdir -p "$tmp_dir/out"
    ln -sfn "$out" "$tmp_dir/out/$1"
}

# Kernels share trees, but debug takes long: what changes only the others need not
# wait for it. tool and guest share one.
lock_component()
{
    case $1 in
    kernel-debug | qemu | sanitized | covered) lock "$1" ;;
    kernel-*) lock kernel ;;
    *) lock "project-$checkout" ;;
    esac
}

# ensure COMPONENT: builds it if that was not done yet; sets $out. Files that were
# edited meanwhile may or may not be in it: then it is built again.
ensure()
{
    find_out "$1"
    if [ ! -d "$out" ]; then
        lock_component "$1"
        sources_forget
        find_out "$1"
        while [ ! -d "$out" ]; do
            made=$tmp_dir/made
            made_for=$out
            rm -rf "$made"
            mkdir "$made"
            component "$1" where
            component "$1" make
            plan_end
            sources_forget
            find_out "$1"
            if [ "$out" = "$made_for" ]; then
                keep_recent "$cache_dir/out" "$1-" 3
                publish "$made" "$out"
            fi
        done
        unlock
    fi
    touch -c "$out"
}

# collect FILE...: results of a build.
collect()
{
    cp "$@" "$made/" || die "cannot write to $cache_dir"
}

# build COMPONENT...: "qemu" is the flavour that an option or a variable wants.
build()
{
    plan "$@"
    for wish in "$@"; do
        case $wish in
        qemu) ensure "$flavour" ;;
        *) ensure "$wish" ;;
        esac
    done
}

# plan_component COMPONENT: what of it would be built from nothing. What a change of
# built trees needs is not known.
plan_component()
{
    case $1 in
    qemu) set -- "$flavour" qemu ;;
    sanitized) set -- "$1" qemu ;;
    tool | guest | kernel-stock | kernel-patched | kernel-faulty | kernel-debug)
        set -- "$1" linux ;;
    *) return 0 ;;
    esac
    if source_there linux && source_there "$2"; then
        locate linux
        locate "$2"
        # What QEMU is made of is not known before the headers are there.
        if [ "$2" = linux ] || extracted linux || is_tree "$linux_from"; then
            find_out "$1"
            [ ! -d "$out" ] || return 0
        fi
    fi
    component "$1" where
    [ ! -e "$whole" ] || return 0
    [ "$item" = project ] || source_imported "$2" || plan_add "source-$2"
    plan_add "$item"
}

# artifact KEY FILE
artifact()
{
    [ ! -e "$2" ] || printf '%s=%s\n' "$1" "$(readlink -f "$2")"
}

artifact_text()
{
    [ ! -e "$2" ] || printf '%s=%s\n' "$1" "$(cat "$2")"
}

artifacts()
{
    outs=$tmp_dir/out
    printf '[artifacts]\n'
    artifact qemu "$outs/$flavour/qemu-system-x86_64"
    artifact_text qemu-version "$outs/$flavour/VERSION"
    artifact counter "$outs/$flavour/svga-count.so"
    [ ! -e "$outs/$flavour" ] || printf 'device-level=L1\n'
    for kind in stock patched debug faulty; do
        artifact "kernel-$kind" "$outs/kernel-$kind/bzImage"
        artifact "kernel-$kind-map" "$outs/kernel-$kind/System.map"
        artifact_text "kernel-$kind-version" "$outs/kernel-$kind/release"
        artifact_text "kernel-$kind-layout" "$outs/kernel-$kind/layout"
    done
    artifact initramfs "$outs/guest/initramfs.cpio"
    artifact cases "$outs/guest/cases.list"
    artifact kunit-cases "$outs/guest/kunit-cases.list"
    artifact expectations "$root/guest-tests/expectations"
    artifact findings "$root/docs/findings.md"
    printf 'cache-dir=%s\n' "$cache_dir"
}

# Writes the key file that tells the tool what is built and where; sets
# $artifacts_file. Named by its content: calls never pull it from under others.
artifacts_write()
{
    artifacts >"$tmp_dir/artifacts" || die "cannot write to $cache_dir"
    artifacts_file=$cache_dir/artifacts/$(short_hash <"$tmp_dir/artifacts").ini
    export SVGALAB_ARTIFACTS="$artifacts_file"
    if [ ! -f "$artifacts_file" ]; then
        keep_recent "$cache_dir/artifacts" '' 20
        publish "$tmp_dir/artifacts" "$artifacts_file"
    fi
}
