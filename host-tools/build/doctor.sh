# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# The verb doctor: says what is missing on this machine and which suites that blocks.

doctor_line()
{
    printf '%-8s %s\n' "$1" "$2"
    [ "$1" != missing ] || doctor_missing=1
}

doctor_packages()
{
    packages_missing >"$tmp_dir/missing"
    while read -r package purpose; do
        case $package in
        linux-source-*)
            doctor_line note "package $package: not installed, will be fetched into the cache" ;;
        *) doctor_line missing "package $package: blocks $purpose" ;;
        esac
    done <"$tmp_dir/missing"
    [ -s "$tmp_dir/missing" ] ||
        doctor_line ok "all $(wc -l <"$tmp_dir/wanted") Debian packages are installed"
}

# Says what is built of the present content; sets $doctor_unbuilt.
doctor_built()
{
    doctor_unbuilt=
    for component in tool guest "$flavour" kernel-stock kernel-patched; do
        plan_left=' '
        plan_component "$component"
        if [ -d "$(readlink "$tmp_dir/out/$component")" ]; then
            doctor_line ok "$component: built"
        else
            doctor_unbuilt="$doctor_unbuilt $component"
            doctor_line note "$component: not built yet (./svgalab build $component$(
                plan_time ', about %s'))"
        fi
    done
}

doctor_place()
{
    doctor_free=$(cache_free)
    if [ "$doctor_free" -ge 512 ]; then
        doctor_line ok "cache: $cache_dir, $doctor_free MB free; about 10000 MB when all is built"
    else
        doctor_line missing "room in the cache: $cache_dir, $doctor_free MB free; blocks everything"
    fi
    ! source_there linux || doctor_line ok 'Linux source: there'
    if source_there qemu; then
        doctor_line ok 'QEMU source: there'
    elif [ -n "$(mirror_of '')" ]; then
        doctor_line note 'QEMU source: will be fetched from the mirror that apt uses'
    else
        doctor_line missing "QEMU source: apt names no mirror; blocks run and every suite but unit, style"
    fi
}

# Tries libvirt and the accelerator by a run that does everything but boot its cases.
doctor_try()
{
    case $doctor_unbuilt in
    '' | ' kernel-stock') kernel=patched ;;
    ' kernel-patched') kernel=stock ;;
    *) doctor_line note 'libvirt, accelerator: not tried until tool, guest, qemu and a kernel are built'
        return ;;
    esac
    artifacts_write
    set -- run --dry-run --kernel "$kernel" --results "$tmp_dir/doctor" \
        ${doctor_uri:+--connect "$doctor_uri"}
    if "$tmp_dir/out/tool/svgalab" "$@" >"$tmp_dir/said" 2>"$tmp_dir/error"; then
        doctor_line ok "libvirt: $(virsh --version), ${doctor_uri:-embedded driver}"
        doctor_line "$(grep -q '^# accelerator: kvm' "$tmp_dir/said" && echo ok || echo note)" \
            "$(sed -n 's/, slow: /, slow but complete: /; s/^# accelerator/accelerator/p' \
                "$tmp_dir/said")"
    else
        doctor_line missing "run --dry-run fails: $(
            tail -n 1 "$tmp_dir/error"); blocks run; suites guest, kunit, docs, debug, sanitize"
    fi
}

verb_doctor()
{
    doctor_missing=
    doctor_packages
    doctor_place
    doctor_built
    [ -n "$doctor_missing" ] || doctor_try
    [ -z "$doctor_missing" ] || exit "$EXIT_ENVIRONMENT"
}
