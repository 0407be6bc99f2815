#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Proves on bad samples that every style check and the docs runner can fail, as TAP.

set -u
checks=$(dirname "$(readlink -f "$0")")
checkpatch=$("$checks/../../svgalab" checkpatch) || exit $?
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
. "$checks/checks.sh"
. "$checks/tap.sh"
shown=$scratch/objections

# Each sample starts from an empty tree.
sample_tree()
{
    rm -rf "$scratch/tree"
    mkdir -p "$scratch/tree/qemu-svga/hw/display/svga" \
        "$scratch/tree/qemu-svga/tests" "$scratch/tree/guest-tests" \
        "$scratch/tree/guest-kernel/patches" "$scratch/tree/host-tools"
    cd "$scratch/tree" || exit 3
}

# sample FILE: reads the file's text from stdin.
sample()
{
    mkdir -p "$(dirname "$1")"
    cat >"$1"
}

# objects CHECK WHAT: the check must print an objection that contains WHAT.
objects()
{
    found=no
    "check_$1" >"$scratch/objections" 2>&1
    ! grep -q -e "$2" "$scratch/objections" || found=yes
    result "$found" "$1 objects to: $2"
}

# accepts CHECK: the check must accept the same tree without the fault.
accepts()
{
    quiet=no
    "check_$1" >"$scratch/objections" 2>&1
    [ -s "$scratch/objections" ] || quiet=yes
    result "$quiet" "$1 accepts a good sample"
}

good_c()
{
    printf '/* %s */\n' 'SPDX-License-Identifier: GPL-2.0-or-later' \
        'Copyright (C) 2026 The svgalab authors' 'A sample.'
    printf '\n'
}

# Prints $1 lines of shell, for the body of a function or for a file.
many_lines()
{
    awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) print "    true" }'
}

test_spdx()
{
    sample_tree
    good_c | sample host-tools/a.c
    accepts spdx
    printf '/* A sample. */\n' | sample host-tools/a.c
    objects spdx 'SPDX line'
    good_c | sed '/Copyright/d' | sample host-tools/a.c
    objects spdx 'no copyright'
    good_c | sed '/sample/d' | sample host-tools/a.c
    objects spdx 'purpose sentence'
    good_c | sample host-tools/a.c
    printf '# %s\n' 'SPDX-License-Identifier: GPL-2.0-or-later' 'A table.' |
        sample host-tools/a.list
    accepts spdx
}

test_licences()
{
    sample_tree
    good_c | sample qemu-svga/a.c
    accepts licences
    printf '/* SPDX-License-Identifier: MIT */\n' | sample qemu-svga/a.c
    objects licences 'GPL-2.0-or-later'
}

test_lengths()
{
    sample_tree
    { printf 'f()\n{\n' && many_lines 60 && printf '}\n'; } |
        sample host-tools/a.sh
    accepts function_length
    accepts file_length
    { printf 'f()\n{\n' && many_lines 61 && printf '}\n'; } |
        sample host-tools/a.sh
    objects function_length 'function of 61 lines'
    many_lines 501 | sample host-tools/a.sh
    objects file_length '501 lines'
    awk 'BEGIN { for (i = 0; i < 20; i++) { print "f()\n{"
        for (j = 0; j < 21; j++) print "    true"; print "}" } }' |
        sample host-tools/a.sh
    objects function_length 'median function has 21'
}

test_prototypes()
{
    sample_tree
    { good_c && awk 'BEGIN { print "typedef void F(int a);\nstruct s {\n    int (*f)(void);\n};"
        for (i = 0; i < 12; i++) printf "int f%d(int a,\n       int b);\n", i }'; } |
        sample host-tools/a.h
    accepts prototypes
    echo 'void one_more(void);' >>host-tools/a.h
    objects prototypes '13 prototypes'
}

test_wire()
{
    sample_tree
    printf '#define A "a-word"\n#define L(X) \\\n    X(B, "b-word") \\\n    X(C, "short")\n' |
        sample qemu-svga/include/hw/display/svga-wire.h
    printf 'f(A, "short", "word");\n' | sample guest-tests/a.c
    accepts wire
    for word in a-word b-word; do
        printf 'f("%s");\n' "$word" | sample host-tools/lib/a.c
        objects wire "$word"
    done
    sample_tree
    printf '#define SVGA_WIRE_LAYER_%s "%s"\n' A a B b |
        sample qemu-svga/include/hw/display/svga-wire.h
    echo '{"$defs":{"layer":{"enum":["a","b"]}}}' | sample host-tools/data/results.schema.json
    accepts wire
    echo '{"$defs":{"layer":{"enum":["a"]}}}' | sample host-tools/data/results.schema.json
    objects wire results.schema.json
}

test_ranges()
{
    for key in last_page length ranges dirty_ranges; do
        sample_tree
        printf '{"properties":{"first_page":{},"page_count":{},"page_ranges":{}}}' |
            sample host-tools/data/a.schema.json
        accepts ranges
        printf '{"properties":{"first_page":{},"%s":{}}}' "$key" |
            sample host-tools/data/a.schema.json
        objects ranges "$key"
    done
    sample_tree
    printf "{ 'data': { 'first-byte': 'int', 'byte-count': 'int' } }\n" | sample qemu-svga/qapi/a.json
    accepts ranges
    printf "{ 'data': { 'offset': 'int', 'length': 'int' } }\n" | sample qemu-svga/qapi/a.json
    objects ranges length
    sample_tree
    printf 'witness_note("store first_page=%%zu page_count=%%zu");\n' | sample guest-tests/a.c
    accepts ranges
    printf 'witness_note("store first=%%zu last=%%zu");\n' | sample guest-tests/a.c
    objects ranges last
}

# The good tree: two rooms and the floor, with headers beside their sources or separate.
rooms_tree()
{
    sample_tree
    printf '# Comment.\n\nlow   is below\nhigh-up  is above\n' | sample a/lib/rooms
    printf '| `lib/low` | x |\n| `lib/high-up` | x |\n' | sample docs/design.md
    printf '#include "b.h"\n#include "../floor.h"\n#include "other.h"\n' |
        sample a/lib/low/a.c
    : | sample a/lib/low/b.h
    : | sample a/lib/floor.h
    printf '#include "../low/b.h"\n#include "high-up/d.h"\n' | sample a/lib/high-up/c.c
    printf '#include "low/b.h"\n' | sample a/include/high-up/d.h
}

test_rooms()
{
    rooms_tree
    accepts rooms
    printf '#include "../high-up/d.h"\n' >>a/lib/low/b.h
    objects rooms 'a/lib/low/b.h:1: includes high-up/d.h, of a higher room'
    rooms_tree
    printf '#include "high-up/d.h"\n' >>a/lib/floor.h
    objects rooms 'a/lib/floor.h:1: includes high-up/d.h'
    rooms_tree
    printf '#include "e.h"\n' >>a/lib/low/b.h
    printf '#include "f.h"\n' | sample a/lib/low/e.h
    printf '#include "b.h"\n' | sample a/lib/low/f.c
    : | sample a/lib/low/f.h
    objects rooms 'go round: .*low/e low/f'
    rooms_tree
    : | sample a/lib/new/a.c
    objects rooms 'a/lib/new: a room that a/lib/rooms does not name'
    rooms_tree
    rm -r a/lib/low
    objects rooms 'there is nothing in low'
    rooms_tree
    printf '| `lib/high-up` | x |\n| `lib/low` | x |\n' | sample docs/design.md
    objects rooms 'docs/design.md: the table'
}

test_device_calls()
{
    sample_tree
    printf 'int svga_printf_like(void);\n' | sample qemu-svga/hw/a.c
    accepts device_calls
    for call in 'printf(' 'assert(' 'g_assert_not_reached(' 'abort('; do
        printf 'void f(void)\n{\n    %s);\n}\n' "$call" |
            sample qemu-svga/hw/a.c
        objects device_calls "$call"
    done
}

test_releases()
{
    sample_tree
    printf '#if QEMU_VERSION_MAJOR < 11\n#endif\n' >"$scratch/asks"
    sample qemu-svga/hw/display/svga/compat.h <"$scratch/asks"
    accepts releases
    sample qemu-svga/hw/display/svga/object/compat.h <"$scratch/asks"
    objects releases 'object/compat.h:1:.*belongs in compat.h'
}

test_leftovers()
{
    sample_tree
    good_c | sample host-tools/a.c
    accepts leftovers
    printf '/* %s%s: later */\n' TO DO | sample host-tools/a.c
    objects leftovers 'unfinished'
    printf '#if %d\n#endif\n' 0 | sample host-tools/a.c
    objects leftovers '#if'
}

test_private_names()
{
    sample_tree
    good_c | sample host-tools/a.c
    accepts private_names
    printf 'deb.%s.org\n' debian | sample host-tools/a.txt
    objects private_names 'name of a host'
    printf '/%s/x\n' root | sample host-tools/a.txt
    objects private_names 'machine'
}

test_white_space()
{
    sample_tree
    good_c | sample host-tools/a.c
    accepts white_space
    printf 'a \n' | sample host-tools/a.c
    objects white_space 'at the end'
    printf '\ta\n' | sample host-tools/a.c
    objects white_space 'tab'
    printf '    a\n' | sample guest-tests/a.c
    objects white_space 'spaces'
}

test_shell()
{
    sample_tree
    printf '#!/bin/sh\necho good\n' | sample host-tools/a.sh
    accepts shell
    printf '#!/bin/sh\nif [ $x == 1 ] then\n' | sample host-tools/a.sh
    objects shell 'error'
}

test_device_lists()
{
    sample_tree
    device=qemu-svga/hw/display/svga
    printf '#define SVGA_CMD_2D_LIST(X) \\\n    X(SVGA_CMD_A, svga_cmd_a, A, 4, 0)\n' |
        sample $device/command/table.h
    printf 'QEMU_BUILD_BUG_ON(sizeof(type) != size);\n' |
        sample $device/command/table.c
    printf 'SvgaStatus svga_cmd_a(void)\n' | sample $device/command/a.c
    printf 'SVGA_STATUS(SVGA_BAD_A, "bad-a"),\n' | sample $device/base/status.h.inc
    printf 'SVGA_CMD_A SVGA_BAD_A\n' | sample qemu-svga/tests/a.c
    accepts commands
    accepts reasons
    printf 'SVGA_CMD_AB SVGA_BAD_AB\n' | sample qemu-svga/tests/a.c
    objects commands 'no test names SVGA_CMD_A'
    objects reasons 'no test names SVGA_BAD_A'
    printf 'test_its_a(); SVGA_BAD_A\n' | sample qemu-svga/tests/a.c
    accepts commands
    printf 'HANDLER(a)\n' | sample $device/command/a.c
    objects commands 'svga_cmd_a is defined nowhere'
    : >$device/command/table.c
    objects commands 'not asserted'
}

test_checkpatch()
{
    sample_tree
    good_c | sample host-tools/lib/a.c
    accepts qemu_checkpatch
    printf 'void f(void)\n{\n    if (a)\n        b();\n}\n' |
        sample host-tools/lib/a.c
    objects qemu_checkpatch 'braces'
    printf '// SPDX-License-Identifier: GPL-2.0\n/* A sample. */\n' |
        sample guest-tests/a.c
    accepts guest_checkpatch
    printf 'void f(void) {\n}\n' >>guest-tests/a.c
    objects guest_checkpatch 'open brace'
    printf 'Subject: [PATCH] x\n\n---\n--- a/a.c\n+++ b/a.c\n@@ -1 +1,2 @@\n a\n+b \n' |
        sample guest-kernel/patches/0001-a.patch
    objects kernel_checkpatch 'trailing whitespace'
}

test_overlay()
{
    sample_tree
    printf 'Subject: [PATCH] x\n\n---\nOverlay: mm/a.c\n' |
        sample guest-kernel/patches/0001-a.patch
    objects overlay 'overlay/mm/a.c: must be there'
    good_c | sample guest-kernel/overlay/mm/a.c
    accepts overlay
    good_c | sample guest-kernel/overlay/mm/b.c
    objects overlay 'overlay/mm/b.c: must be there'
}

test_older()
{
    sample_tree
    printf 'x\n' | sample guest-kernel/6.12/overlay/mm/a.c
    objects older '6.12/overlay/mm/a.c: replaces nothing'
    printf 'x\n' | sample guest-kernel/overlay/mm/a.c
    accepts older
}

test_fixes()
{
    sample_tree
    printf 'Subject: [PATCH] x\n\nThe KUnit cases a_b and\nc_d, which come.\n\nFixes: 1\n---\n' |
        sample guest-kernel/patches/0001-a.patch
    printf '\tKUNIT_CASE(c_d),\n' | sample guest-kernel/overlay/mm/a.c
    objects fixes '0001-a.patch: no KUnit case is called a_b'
    printf '\tKUNIT_CASE(a_b),\n\tKUNIT_CASE(c_d),\n' | sample guest-kernel/overlay/mm/a.c
    accepts fixes
    printf 'Subject: [PATCH] x\n\nFixes: 1\n---\n' | sample guest-kernel/patches/0001-a.patch
    objects fixes '0001-a.patch: names no KUnit case'
}

test_figures()
{
    sample_tree
    printf 'Subject: [PATCH] x\n\nTested in more than 250\nways.\n---\n 3 cases\n' |
        sample guest-kernel/patches/0001-a.patch
    objects figures '0001-a.patch: 250 ways is not in guest-kernel/figures'
    printf 'in more than\n250 ways, and 21.81 instructions\n' | sample guest-kernel/figures
    printf 'a\n\n21.81 instructions of 2048 entries\n' | sample guest-kernel/cover-letter
    accepts figures
    printf 'a\n\nin 50 ways\n' | sample guest-kernel/cover-letter
    objects figures 'cover-letter: 50 ways is not'
}

test_defects()
{
    sample_tree
    printf '[a-b]\nclass   = plain\n' | sample guest-tests/expectations
    printf '<a id="a-b"></a>\n**Class**:\nplain.\n\n**Class**: none.\n' |
        sample docs/findings.md
    accepts defects
    printf '[c]\nclass   = rare\n' >>guest-tests/expectations
    objects defects 'does not describe c '
    printf '\n<a id="c"></a> **Class**: plain.\n' >>docs/findings.md
    objects defects 'c is not plain'
    printf '\n<a id="d"></a>\n' >>docs/findings.md
    objects defects 'has no defect d,'
    printf '\n**Class**: isolated\n' >>docs/findings.md
    objects defects 'isolated, but of no defect'
}

test_byte_order()
{
    build=qemu-svga/hw/display/svga/meson.build
    sample_tree
    cp "$checks/../../$build" "$build"
    for file in $(grep -o "[a-z0-9/-]*\.c" "$build"); do
        good_c | sample "${build%/*}/$file"
    done
    accepts byte_order
    sed "s/== 'big'/== 'middle'/" "$checks/../../$build" >"$build"
    objects byte_order 'big: configured'
    sed "s/== 'big'/!= 'middle'/" "$checks/../../$build" >"$build"
    objects byte_order 'little: .*needs'
}

# docs_sample WORD NAME: the result of the block on stdin must be WORD (ok, not ok).
docs_sample()
{
    sample_tree
    { printf 'Text.\n\n```%s\n' "${3:-console}" && cat && printf '```\n'; } |
        sample README.md
    sh "$checks/docs.sh" "$scratch/tree" >"$scratch/objections" 2>&1
    fits=no
    ! grep -q "^$1 1 " "$scratch/objections" || fits=yes
    result "$fits" "docs: $2"
}

test_docs()
{
    docs_sample ok 'same output' <<'BLOCK'
$ echo one two
one two
BLOCK
    docs_sample ok 'lines left out' <<'BLOCK'
$ seq 9
1
...
9
BLOCK
    docs_sample ok 'text left out' <<'BLOCK'
$ echo took 5 s
took ... s
BLOCK
    docs_sample ok 'no output named' <<'BLOCK'
$ true
BLOCK
    docs_sample ok 'a command of two lines' <<'BLOCK'
$ echo a \
  b
a b
BLOCK
    docs_sample 'not ok' 'other output' <<'BLOCK'
$ echo one
two
BLOCK
    docs_sample 'not ok' 'more output than named' <<'BLOCK'
$ seq 3
1
2
BLOCK
    docs_sample 'not ok' 'a line is missing' <<'BLOCK'
$ seq 3
1
...
4
BLOCK
    docs_sample 'not ok' 'a command that fails' <<'BLOCK'
$ false
BLOCK
    docs_sample 'not ok' 'a block without command' <<'BLOCK'
no command
BLOCK
    docs_sample 'not ok' 'a block nobody runs' sh <<'BLOCK'
$ true
BLOCK
    docs_sample ok 'a block with a reason' 'console no-run why' <<'BLOCK'
$ true
BLOCK
}

for name in spdx licences lengths prototypes wire ranges rooms device_calls releases leftovers \
    private_names white_space shell device_lists checkpatch overlay older fixes figures defects \
    byte_order docs; do
    "test_$name"
done
plan
