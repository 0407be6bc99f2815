# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Builds each component once for each content, and tells the tool where the results are.

# A component is one of tool, guest, qemu, sanitized, covered and kernel-KIND. Its results
# are in a directory of out/ that is named by a hash of its inputs, so that a second
# checkout of the same content builds nothing. Each kind of component has three functions:
#   KIND_inputs  prints everything that the results depend on
#   KIND_where   sets $tree, where it is built; $whole, a file that exists once everything
#                was compiled; $item, its name in the plan
#   KIND_make    builds it in $tree, and leaves the results in $made
component()
{
    case $1 in
    kernel-image) "image_$2" ;;
    kernel-*) "kernel_$2" "${1#kernel-}" ;;
    qemu | sanitized | covered) "qemu_$2" "$1" ;;
    *) "${1}_$2" ;;
    esac
}

# Sets $out, the directory for the results of the present content, built or not.
find_out()
{
    component "$1" inputs >"$tmp_dir/inputs"
    out=$cache_dir/out/$1-$(short_hash <"$tmp_dir/inputs")
    mkdir -p "$tmp_dir/out"
    ln -sfn "$out" "$tmp_dir/out/$1"
}

# Kernels share trees. debug has a tree and a lock of its own: it takes long, and the others
# need not wait for it. tool and guest share a tree.
lock_component()
{
    case $1 in
    kernel-debug | kernel-image | qemu | sanitized | covered) lock "$1" ;;
    kernel-*) lock kernel ;;
    *) lock "project-$checkout" ;;
    esac
}

# ensure COMPONENT: builds it unless it is built already; sets $out. If files were edited
# during the build, the result may have the old or the new ones, so it is built again.
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
        case $wish in
        qemu) ensure "$flavour" ;;
        *) ensure "$wish" ;;
        esac
    done
}

# plan_component COMPONENT: adds what would be built from scratch to the plan. How long an
# incremental build takes is not known.
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
        # QEMU's inputs are not known before the headers are extracted.
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
    for kind in stock patched debug faulty image; do
        artifact "kernel-$kind" "$outs/kernel-$kind/bzImage"
        artifact "kernel-$kind-map" "$outs/kernel-$kind/System.map"
        artifact_text "kernel-$kind-version" "$outs/kernel-$kind/release"
        artifact_text "kernel-$kind-layout" "$outs/kernel-$kind/layout"
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
