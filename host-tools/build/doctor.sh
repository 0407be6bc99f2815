# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Says what is missing on this machine and which suite that blocks, built or not.

doctor_line()
{
    printf '%-8s %s\n' "$1" "$2"
    [ "$1" != missing ] || doctor_missing=1
}

doctor_packages()
{
    packages_missing >"$tmp_dir/missing"
    while read -r package purpose; do
        case $package,$(id -u) in
        linux-source-*,0 | linux-source-*,*)
            doctor_line note "package $package: not installed, will be fetched into the cache"
            ;;
        *) doctor_line missing "package $package: blocks $(doctor_blocks "$purpose")" ;;
        esac
    done <"$tmp_dir/missing"
    [ -s "$tmp_dir/missing" ] ||
        doctor_line ok "all $(wc -l <"$tmp_dir/wanted") Debian packages are installed"
}

# The suites that do not run without what packages.list calls a purpose.
doctor_blocks()
{
    case $1 in
    all | source | fetch) echo 'every suite' ;;
    tool) echo 'run; suites tool, guest, kunit, docs, debug, sanitize' ;;
    kernel | guest | run) echo 'run; suites guest, kunit, docs, debug, sanitize' ;;
    *qemu*) echo 'run; suites qtest, guest, kunit, docs, debug, sanitize' ;;
    style) echo 'suite style' ;;
    coverage) echo 'test --coverage' ;;
    *) echo "$1" ;;
    esac
}

doctor_built()
{
    for component in tool guest qemu kernel-stock kernel-patched; do
        if [ -n "$(find "$cache_dir/out" -maxdepth 1 -name "$component-*" -print -quit)" ]; then
            doctor_line ok "$component: built before"
        else
            doctor_line note "$component: not built yet (./svgalab build $component$(
                plan_components "$component" 2>/dev/null &&
                    plan_time ', about %s'))"
        fi
    done
}

doctor_place()
{
    doctor_line ok "cache: $cache_dir, $(df -Pm "$cache_dir" |
        awk 'NR == 2 { print $4 }') MB free; about 10000 MB when all is built"
    if [ -f "$packaged" ] || [ -n "$kernel_source" ]; then
        doctor_line ok 'Linux source: there'
    fi
    if [ -n "$(cached_source qemu-10.0)" ] || [ -n "$qemu_source" ]; then
        doctor_line ok 'QEMU source: there'
    elif [ -n "$(mirror_of '')" ]; then
        doctor_line note 'QEMU source: will be fetched from the mirror that apt uses'
    else
        doctor_line missing "QEMU source: apt names no mirror; blocks $(doctor_blocks qemu)"
    fi
}

verb_doctor()
{
    doctor_missing=
    doctor_packages
    doctor_place
    doctor_built
    [ -z "$doctor_missing" ] || exit "$EXIT_ENVIRONMENT"
    tool_key
    if [ -d "$tool_out" ]; then
        for component in guest qemu kernel-stock kernel-patched; do
            doctor_artifacts "$component"
        done
        hand_over doctor "$@"
    fi
    doctor_line note 'the tool is not built: ./svgalab build tool, then doctor looks at libvirt and acceleration too'
}

# What is built of the present content, without building anything.
doctor_artifacts()
{
    case $1 in
    guest) guest_key ;;
    qemu)
        [ -z "$(cached_source qemu-10.0)" ] || qemu_key
        ;;
    kernel-stock) kernel_keys ;;
    esac
}
