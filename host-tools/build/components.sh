# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Builds each component once for each content, and tells the tool where the results are.

# A component is one of tool, guest, qemu, sanitized, covered and kernel-KIND. Its results
# are in a directory of out/ that is named by a hash of its inputs, so that a second
# checkout of the same content builds nothing. Each kind of component has three functions:
#   KIND_inputs  prints everything that the results depend on
#   KIND_where   sets $tree, where it is built, and $whole, a file that exists once everything
#                was compiled; locate, with its source, was called
#   KIND_make    builds it in $tree, and leaves the results in $made

# component_facts COMPONENT: sets $of, the kind of component, and $which of them; $source, if it is
# built from one; $item, its name in the plan, and $lock_name. tool and guest share a tree, and so
# do kernels; debug has a lock of its own: it takes long, and the others need not wait for it.
component_facts()
{
    of=$1 which='' source='' item=$1 lock_name=$1
    case $1 in
    tool | guest) item=project lock_name=project-$checkout ;;
    qemu | sanitized | covered) of=qemu which=$1 source=qemu ;;
    kernel-image) of=image ;;
    kernel-*) of=kernel which=${1#kernel-} source=linux lock_name=kernel ;;
    esac
    case $which in
    debug) lock_name=$1 ;;
    faulty) item=kernel-patched ;;
    esac
}

# Sets $out, the directory for the results of the present content, built or not.
find_out()
{
    component_facts "$1"
    "${of}_inputs" "$which" >"$tmp_dir/inputs"
    out=$cache_dir/out/$1-$(short_hash <"$tmp_dir/inputs")
    mkdir -p "$tmp_dir/out"
    ln -sfn "$out" "$tmp_dir/out/$1"
}

# ensure COMPONENT: builds it unless it is built already; sets $out. If files were edited
# during the build, the result may have the old or the new ones, so it is built again.
ensure()
{
    find_out "$1"
    if [ ! -d "$out" ]; then
        lock "$lock_name"
        sources_forget
        find_out "$1"
        while [ ! -d "$out" ]; do
            made=$tmp_dir/made
            made_for=$out
            rm -rf "$made"
            mkdir "$made"
            [ -z "$source" ] || source_import "$source"
            "${of}_where" "$which"
            plan_begin "$item" "$tree"
            "${of}_make" "$which"
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

# collect FILE...: copies results of a build to $made.
collect()
{
    cp "$@" "$made/" || die "cannot write to $cache_dir"
}

# build COMPONENT...: "qemu" stands for the flavour that an option or a variable selects.
build()
{
    plan "$@"
    for wish in "$@"; do
        [ "$wish" != qemu ] || wish=$flavour
        ensure "$wish"
    done
}

# plan_component COMPONENT: adds what would be built from scratch to the plan. How long an
# incremental build takes is not known.
plan_component()
{
    [ "$1" != qemu ] || set -- "$flavour"
    component_facts "$1"
    if with_headers source_there linux && source_there "${source:-linux}"; then
        with_headers locate linux
        # QEMU's inputs are not known before the headers are extracted.
        if [ "$source" != qemu ] || [ -d "$extracted" ] || [ -d "$from" ]; then
            find_out "$1"
            [ ! -d "$out" ] || return 0
        fi
        locate "${source:-linux}"
        "${of}_where" "$which"
        [ ! -e "$whole" ] || return 0
        [ -z "$source" ] || source_imported || plan_add "source-$source"
    elif [ -n "$source" ]; then
        plan_add "source-$source"
    fi
    plan_add "$item"
}

# artifact KEY FILE [COMMAND]: prints FILE's path, or what COMMAND prints of it.
artifact()
{
    [ ! -e "$2" ] || printf '%s=%s\n' "$1" "$("${3:-realpath}" "$2")"
}

artifacts()
{
    outs=$tmp_dir/out
    printf '[artifacts]\n'
    artifact qemu "$outs/$flavour/qemu-system-x86_64"
    artifact qemu-version "$outs/$flavour/VERSION" cat
    artifact counter "$outs/$flavour/svga-count.so"
    [ ! -e "$outs/$flavour" ] || printf 'device-level=L1\n'
    for kind in stock patched debug faulty image; do
        artifact "kernel-$kind" "$outs/kernel-$kind/bzImage"
        artifact "kernel-$kind-map" "$outs/kernel-$kind/System.map"
        artifact "kernel-$kind-version" "$outs/kernel-$kind/release" cat
        artifact "kernel-$kind-layout" "$outs/kernel-$kind/layout" cat
    done
    artifact initramfs "$outs/guest/initramfs.cpio"
    artifact kernel-image-initramfs "$outs/kernel-image/initramfs.cpio"
    artifact cases "$outs/guest/cases.list"
    artifact kunit-cases "$outs/guest/kunit-cases.list"
    artifact expectations "$root/guest-tests/expectations"
    artifact findings "$root/docs/findings.md"
    printf 'cache-dir=%s\n' "$cache_dir"
}

# Writes the key file that tells the tool what is built and where; sets $artifacts_file.
# It is named by its content, so that no call changes a file that another one uses.
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
