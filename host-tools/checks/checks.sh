# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# The checks of the style suite: each prints its objections to the tree below ".".

# Sourced by style.sh, which runs them on the checkout, and by selftest.sh,
# which proves on bad samples that each of them can fail.

# All source files with the given name patterns.
written_files()
{
    for pattern in "$@"; do
        find . \( -name .git -o -name 'build*' -path './build*' \
            -o -name LICENSES \) -prune -o -type f -name "$pattern" -print
    done | LC_ALL=C sort
}

# The same below one directory.
files_below()
{
    directory=$1
    shift
    [ ! -d "$directory" ] ||
        for pattern in "$@"; do
            find "$directory" -type f -name "$pattern" -print
        done | LC_ALL=C sort
}

code_files()
{
    written_files '*.c' '*.h' '*.sh' '*.awk' '*.in' svgalab run meson.build
}

# Prose, patches and data have no comments for these lines. Code needs a
# copyright line; settings and tables do not.
check_spdx()
{
    {
        { code_files; written_files '*.S' Makefile Kbuild meson.options; } |
            sed 's/^/1 /'
        written_files '*.config' '*.list' '.editorconfig' \
            '.gitignore' 'trace-events' 'Kconfig' expectations rooms | sed 's/^/0 /'
    } | while read -r owned file; do
        awk -v file="$file" -v owned="$owned" 'NR == 1 && /^#!/ { next }
            !seen { seen = 1
                if (!/SPDX-License-Identifier: [A-Z]/) {
                    print file ": does not begin with an SPDX line"; exit }
                next }
            owned { owned = 0
                if (!/Copyright \(C\) 20[0-9][0-9] The svgalab authors/) {
                    print file ": no copyright after the SPDX line"; exit }
                next }
            { if (!/[A-Za-z]/) print file ": no purpose sentence after these lines"
                exit }' "$file"
    done
}

# The files of a directory have the licence that README names for it.
check_licences()
{
    grep -L 'SPDX-License-Identifier: GPL-2.0-or-later' /dev/null \
        $(files_below qemu-svga '*.c' '*.h' '*.sh') \
        $(files_below host-tools '*.c' '*.h' '*.sh' '*.awk') |
        grep -v '^/dev/null$' | sed 's/$/: not under GPL-2.0-or-later/'
    grep -LE 'SPDX-License-Identifier: \(?GPL-2.0' /dev/null \
        $(files_below guest-kernel '*.c' '*.h' '*.sh') \
        $(files_below guest-tests '*.c' '*.h' '*.sh') |
        grep -v '^/dev/null$' | sed 's/$/: not under GPL-2.0/'
}

check_file_length()
{
    for file in $(code_files); do
        lines=$(wc -l <"$file")
        [ "$lines" -le 500 ] ||
            printf '%s: %d lines (at most 500)\n' "$file" "$lines"
    done
}

check_function_length()
{
    files=$(written_files '*.c' '*.h' '*.sh' svgalab)
    [ -z "$files" ] || awk -f "$checks/functions.awk" -v max=60 $files
}

check_prototypes()
{
    files=$(written_files '*.h')
    [ -z "$files" ] || awk -f "$checks/prototypes.awk" -v max=12 $files
}

# The names shared by the three programs are defined in one header. Words with
# other common uses are left out.
check_wire()
{
    wire=qemu-svga/include/hw/display/svga-wire.h
    [ -f "$wire" ] || return 0
    sed -n 's/^.*[ (]"\(.*\)")*\( \\\)*$/\1/p' "$wire" | grep -v % |
        grep -E '[-.:]|.{9}' | sed 's/.*/"&"/' >"$scratch/wire"
    grep -nF -f "$scratch/wire" /dev/null $(written_files '*.c' '*.h' |
        grep -v -e "/$wire$" -e '/tests*/') |
        sed 's/$/   <- say it as svga-wire.h does/'
    schema=host-tools/data/results.schema.json
    [ -f "$schema" ] || return 0
    sed -n 's/^#define SVGA_WIRE_LAYER_.* "\(.*\)"$/\1/p' "$wire" >"$scratch/layers"
    jq -r '."$defs".layer.enum[]' "$schema" | cmp -s - "$scratch/layers" ||
        printf '%s: the layers are not those of svga-wire.h\n' "$schema"
}

# A range is given by its first page or byte and a count, with the unit in the
# key: no last, no end, no length, and no list of ranges without a unit.
check_ranges()
{
    for schema in $(written_files '*.schema.json'); do
        jq -r '[.. | objects | .properties? // empty | keys[]] | unique[]' "$schema" |
            grep -E '(^|_)(last|end|length)$|^(last|end)_(page|byte)|_first$|^ranges$|[^e]_ranges$' |
            sed "s|.*|$schema: & is not how a range is told|"
    done
    grep -nE "'\*?([a-z-]*-)?(last|end|length)'|'\*?[a-z-]+-(first|last)'" /dev/null \
        $(files_below qemu-svga/qapi '*.json') | sed 's/$/   <- not how a range is told/'
    grep -nE 'witness_note\(".* (last|end|length|first|nr|pages)=' /dev/null \
        $(files_below guest-tests '*.c') | sed 's/$/   <- not how a range is told/'
}

# If directories are rooms, a file `rooms` has their order: no file includes one
# of a higher room, and the table in docs/design.md has the same order. Separate
# headers are in an `include` beside that directory.
check_rooms()
{
    page=docs/design.md
    for list in $(written_files rooms); do
        list=${list#./}
        top=${list%/rooms}
        headers=${top%/*}/include
        awk -f "$checks/rooms.awk" -v top="$top" -v headers="$headers" "$list" \
            $(files_below "$top" '*.[ch]') $(files_below "$headers" '*.h')
        sed -n 's/^\([a-z][a-z-]*\) .*/\1/p' "$list" >"$scratch/rooms"
        sed -n "s,^| *\`${top##*/}/\([a-z-]*\)\` .*,\1,p" "$page" |
            cmp -s - "$scratch/rooms" ||
            printf '%s: the table does not have the rooms of %s in their order\n' \
                "$page" "$list"
    done
}

# A guest must not be able to abort QEMU or to fill its log.
check_device_calls()
{
    grep -nE '(^|[^a-z_])(printf|fprintf|abort|exit|assert|g_assert[a-z_]*|g_error)\(|error_fatal|error_abort' \
        /dev/null $(files_below qemu-svga/hw '*.c' '*.h') |
        sed 's/$/   <- not in the device/'
}

# What differs between QEMU's releases is in one header.
check_releases()
{
    grep -nE 'QEMU_VERSION|SVGA_QEMU_BEFORE|__has_include' /dev/null \
        $(files_below qemu-svga/hw '*.c' '*.h') |
        grep -v '^qemu-svga/hw/display/svga/compat\.h:' |
        sed 's/$/   <- belongs in compat.h/'
}

# The patterns are written so that they do not match themselves.
check_leftovers()
{
    grep -nE '(^|[^A-Za-z_])(TO[D]O|FIX[M]E|XX[X])([^A-Za-z_]|$)|^# *if[ ]0' \
        /dev/null $(code_files) | sed 's/$/   <- unfinished/'
}

# Host names of package registries, and paths of a builder's machine.
check_private_names()
{
    grep -rnIE '[a-z]+\.debia[n]\.org|registry\.npm[j]s|/tmp/de[v]/|(^|[^a-z_])/wor[k]/|(^|[^$a-zA-Z_}])/roo[t]/' \
        --exclude-dir=.git --exclude-dir='build*' --exclude-dir=LICENSES . |
        sed 's/$/   <- name of a host or machine/'
}

check_white_space()
{
    grep -nE '[ 	]+$' /dev/null $(code_files) |
        sed 's/$/   <- white space at the end/'
    grep -n '	' /dev/null $(files_below qemu-svga '*.c' '*.h') \
        $(files_below host-tools '*.c' '*.h') | sed 's/$/   <- tab/'
    grep -nE '^    ' /dev/null $(files_below guest-tests '*.c' '*.h') |
        sed 's/$/   <- spaces where the kernel has tabs/'
}

check_shell()
{
    shellcheck -x -S warning -e SC1010,SC1090,SC1091,SC2034,SC2154,SC2046 -s sh \
        -f gcc $(written_files '*.sh' svgalab run)
}

# Every command of the table has an assertion of its size, a handler that grep
# finds, and a test that names it.
check_commands()
{
    table=qemu-svga/hw/display/svga/command/table.h
    [ -f "$table" ] || return 0
    sed -n '/define SVGA_CMD_[23]D_LIST/,/[^\\]$/p' "$table" | tr -d '\\\n' |
        grep -oE 'X\([^)]*\)' | sed 's/^X(//; s/[ )]//g' >"$scratch/commands"
    grep -q 'QEMU_BUILD_BUG_ON(sizeof(type) != ' "${table%.h}.c" ||
        printf '%s: the sizes of the table are not asserted\n' "${table%.h}.c"
    while IFS=, read -r id handler _; do
        grep -rqE "(^|[^A-Z_0-9])${id}([^A-Z_0-9]|$)|test_[a-z_]*${handler#svga_cmd_}\\(" \
            qemu-svga/tests || printf '%s: no test names %s\n' "$table" "$id"
        grep -rq "^SvgaStatus $handler(" "${table%/*}" ||
            printf '%s: %s is defined nowhere in plain text\n' "$table" "$handler"
    done <"$scratch/commands"
    [ -s "$scratch/commands" ] || printf '%s: no commands found\n' "$table"
}

# Every reason for refusing a command has a test that names it.
check_reasons()
{
    list=qemu-svga/hw/display/svga/base/status.h.inc
    [ -f "$list" ] || return 0
    sed -n 's/^SVGA_STATUS(\([A-Z_]*\), "\([a-z-]*\)"),$/\1,\2/p' "$list" |
        grep -vE '^SVGA_(OK|AGAIN),' >"$scratch/reasons"
    while IFS=, read -r id name; do
        grep -rqE "(^|[^A-Z_])${id}([^A-Z_]|$)|\"${name}\"" qemu-svga/tests ||
            printf '%s: no test names %s (%s)\n' "$list" "$id" "$name"
    done <"$scratch/reasons"
    [ -s "$scratch/reasons" ] || printf '%s: no reasons found\n' "$list"
}

# Every new file of the kernel belongs to one patch, which names it.
check_overlay()
{
    cat /dev/null $(files_below guest-kernel/patches '*.patch') |
        sed -n 's/^Overlay: //p' | LC_ALL=C sort >"$scratch/named"
    files_below guest-kernel/overlay '*' | sed 's,^guest-kernel/overlay/,,' |
        LC_ALL=C comm -3 - "$scratch/named" | tr -d '\t' |
        sed 's|.*|guest-kernel/overlay/&: must be there, and named by one patch (Overlay: &)|'
}

# What is different on an older Linux has the name of what it replaces.
check_older()
{
    for file in $(files_below guest-kernel '*' | grep -E '^guest-kernel/[0-9]+\.[0-9]+/'); do
        newest=$(echo "$file" | sed -E 's,/[0-9]+\.[0-9]+/,/,')
        [ -f "$newest" ] || printf '%s: replaces nothing: there is no %s\n' "$file" "$newest"
    done
}

# A fix says which KUnit cases show it, and those are there.
check_fixes()
{
    sed -n 's/^\tKUNIT_CASE(\(.*\)),$/\1/p' $(files_below guest-kernel/overlay '*.c') \
        /dev/null >"$scratch/cases"
    for patch in $(grep -l '^Fixes: ' /dev/null $(files_below guest-kernel/patches '*.patch')); do
        sed '/^---$/,$d' "$patch" | tr '\n' ' ' |
            sed -nE 's/.*KUnit cases? ([^.]*), which.*/\1/p' |
            sed -E 's/,? and |, /\n/g' >"$scratch/named"
        [ -s "$scratch/named" ] || printf '%s: names no KUnit case\n' "$patch"
        grep -vxF -f "$scratch/cases" "$scratch/named" | sed "s|.*|$patch: no KUnit case is called &|"
    done
}

# Counts are kept in one place: each number of things in a message or in the
# cover letter must be in the file figures.
check_figures()
{
    cat /dev/null $(files_below guest-kernel figures) | tr -s '\n ' '  ' >"$scratch/figures"
    for message in $(files_below guest-kernel '*.patch' cover-letter); do
        sed '/^---$/,$d' "$message" | tr -s '\n ' '  ' |
            grep -oE '[0-9][0-9.]*( %| percent| ways| cases| instructions| times| seconds)' |
            while IFS= read -r figure; do
                grep -qwF -e "$figure" "$scratch/figures" ||
                    printf '%s: %s is not in guest-kernel/figures\n' "$message" "$figure"
            done
    done
}

# Every known defect is described under its name, with its class; and every
# described defect that makes cases fail is listed.
check_defects()
{
    list=guest-tests/expectations page=docs/findings.md
    [ -f "$list" ] || return 0
    awk '/^\[/ { name = substr($1, 2, length($1) - 2); print name }
        $1 == "class" { print name, $3 }' "$list" >"$scratch/classes"
    grep -v ' ' "$scratch/classes" | LC_ALL=C sort >"$scratch/defects"
    grep -o '<a id="[^"]*"></a>' "$page" | cut -d '"' -f 2 |
        LC_ALL=C sort >"$scratch/anchors"
    LC_ALL=C comm -23 "$scratch/defects" "$scratch/anchors" |
        sed "s|.*|$page: does not describe & (<a id=\"&\"></a>)|"
    LC_ALL=C comm -13 "$scratch/defects" "$scratch/anchors" |
        sed "s|.*|$list: has no defect &, or $page describes it twice|"
    awk -v page="$page" -v RS='' 'NR == FNR { n = split($0, line, "\n")
            for (i = 1; i <= n; i++) known[line[i]]; next }
        { gsub("\n", " ") }
        !match($0, /\*\*Class\*\*: (plain|racy|rare|isolated)/) { next }
        { class = substr($0, RSTART + 11, RLENGTH - 11) }
        !match($0, /<a id="[^"]*"/) {
            printf "%s: %s, but of no defect: %.60s\n", page, class, $0
            next }
        { name = substr($0, RSTART + 7, RLENGTH - 8) }
        !(name " " class in known) { printf "%s: %s is not %s\n", page, name, class }
        ' "$scratch/classes" "$page"
}

# Configures the device's part of QEMU's build alone, once per byte order of the
# host: only little-endian hosts may be accepted.
check_byte_order()
{
    [ -f qemu-svga/hw/display/svga/meson.build ] || return 0
    fake=$scratch/fake
    rm -rf "$fake"
    mkdir -p "$fake/include/hw/display/svga-device"
    cp -R qemu-svga/hw "$fake/"
    cat >"$fake/meson.build" <<'PROJECT'
project('fake')
config_all_devices = {'CONFIG_VMWARE_VGA': true}
system_ss = import('sourceset').source_set()
subdir('hw/display/svga')
PROJECT
    for endian in big little; do
        printf '[host_machine]\n' >"$fake/$endian.ini"
        printf "%s = '$endian'\n" endian system cpu cpu_family >>"$fake/$endian.ini"
        meson setup --cross-file "$fake/$endian.ini" "$fake/$endian" "$fake" \
            >"$fake/$endian.log" 2>&1 && printf '%s: configured\n' "$endian"
        sed -n "s/^.*: ERROR: /$endian: /p" "$fake/$endian.log"
    done >"$scratch/orders"
    grep -qx 'big: .*needs a little-endian host.*' "$scratch/orders" &&
        [ "$(wc -l <"$scratch/orders")" = 2 ] &&
        grep -qx 'little: configured' "$scratch/orders" ||
        sed 's|^|qemu-svga/hw/display/svga/meson.build: |' "$scratch/orders"
}

# run_checkpatch PROJECT OPTION... -- FILE...: runs one of the two scripts in
# $checkpatch. It leaves files in the git repository where it runs, so it gets
# one of its own, in which $view is a link to the files.
run_checkpatch()
{
    script=$(echo "$checkpatch" | sed -n "s/^$1=//p")
    shift
    options=
    while [ "$1" != -- ]; do
        options="$options $1"
        shift
    done
    shift
    [ -d "$scratch/notes/.git" ] || {
        git init -q "$scratch/notes"
        git -C "$scratch/notes" -c user.name=check -c user.email=check \
            commit -q --allow-empty -m empty
    }
    [ $# -gt 0 ] || return 0
    # shellcheck disable=SC2086 # options are words
    (cd "$scratch/notes" && printf '%s\n' "$@" | xargs -n 8 -P "$(nproc)" \
        perl "$script" --no-tree --terse -q $options) 2>&1 |
        grep -vE '^(total:.*)?$'
}

# view NAME DIRECTORY: makes the files of a directory of this tree appear under
# NAME where checkpatch runs, and lists them by that name. Below "tests" QEMU's
# rules for tests hold.
view()
{
    mkdir -p "$scratch/notes"
    [ ! -d "$2" ] || {
        ln -sfn "$PWD/$2" "$scratch/notes/$1"
        (cd "$scratch/notes" && files_below "$1/" '*.c' '*.h' '*.patch')
    }
}

check_qemu_checkpatch()
{
    for pair in hw:qemu-svga/hw include:qemu-svga/include plugins:qemu-svga/plugins \
        tests:qemu-svga/tests host-tools-lib:host-tools/lib \
        host-tools-src:host-tools/src tests:host-tools/test; do
        run_checkpatch qemu -f -- $(view "${pair%%:*}" "${pair#*:}") |
            sed "s,^${pair%%:*}/*,${pair#*:}/,"
    done
}

# FILE_PATH_CHANGES asks for an entry in MAINTAINERS, which patches not yet
# submitted do not have; and the commits named by "Fixes:" are not in our
# repository, or unknown to us.
check_kernel_checkpatch()
{
    run_checkpatch linux --strict --no-signoff \
        --ignore FILE_PATH_CHANGES,UNKNOWN_COMMIT_ID,MISSING_FIXES_TAG -- \
        $(view patches guest-kernel/patches)
}

# User space programs have no u32, ARRAY_SIZE or __printf, and the device's
# names are those of the headers.
check_guest_checkpatch()
{
    kernel_only=PREFER_KERNEL_TYPES,ARRAY_SIZE,PREFER_DEFINED_ATTRIBUTE_MACRO
    run_checkpatch linux --strict --ignore "$kernel_only,CAMELCASE" -f -- \
        $(view guest-tests guest-tests) \
        $(view guest-kernel-overlay guest-kernel/overlay)
}

all_checks='spdx licences file_length function_length prototypes wire rooms
device_calls releases leftovers private_names white_space shell commands reasons overlay
older fixes figures defects byte_order qemu_checkpatch kernel_checkpatch guest_checkpatch'
