#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# What tests write of results, benchmark and diff matches its schema, and corrupted copies do not.

# usage: documents.sh SCHEMA_SCRIPT TEST_RESULTS TEST_BENCH TEST_DIFF
set -u
schema=$1
work=$(mktemp -d "${TMPDIR:-/tmp}/svgalab-test.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/documents"
count=0

report()
{
    count=$((count + 1))
    if [ "$1" -eq 0 ]; then
        printf 'ok %d %s\n' "$count" "$2"
    else
        sed 's/^/# /' "$work/out"
        printf 'not ok %d %s\n' "$count" "$2"
    fi
}

# check NAME ARGUMENT...: the schema script must succeed.
check()
{
    name=$1
    shift
    "$schema" "$@" >"$work/out" 2>&1
    report $? "$name"
}

# refuse NAME ERROR SCHEMA FILE: it must fail, with a message that matches ERROR.
refuse()
{
    ! "$schema" "$3" "$4" >"$work/out" 2>&1 && grep -q -e "$2" "$work/out"
    report $? "$1"
}

for program in "$2" "$3" "$4"; do
    SVGALAB_DOCUMENTS=$work/documents "$program" >"$work/out" 2>&1 </dev/null
    report $? "${program##*/}"
done
for document in results-whole.json results.json bench.json diff.json; do
    check "$document" "${document%%[-.]*}" "$work/documents/$document"
done
for document in results-whole.json bench.json diff.json; do
    check "faults_in_$document" --faults "${document%%[-.]*}" \
        "$work/documents/$document"
done

# The checker itself: its message for an invalid document.
jq 'del(.verdict)' "$work/documents/results.json" >"$work/missing.json"
refuse missing_key "'verdict' is a required property" results "$work/missing.json"
jq '.cases[0].odd = 1' "$work/documents/results.json" >"$work/unknown.json"
refuse unknown_key "cases\[0\]: .*'odd' was unexpected" results "$work/unknown.json"
jq '.cases[0].met = "yes"' "$work/documents/bench.json" >"$work/type.json"
refuse wrong_type "cases\[0\].met: 'yes' is not of type 'boolean'" bench \
    "$work/type.json"
printf '{"schema":' >"$work/half.json"
refuse no_json 'parse error' bench "$work/half.json"

hello='{"seq":1,"event":"hello","version":3,"device":"vmware-svga","level":"L1"}'
printf '%s\n{"seq":2,"event":"destroy","sid":3}\n' "$hello" >"$work/good.jsonl"
check stream reports "$work/good.jsonl"
printf '%s\n{"seq":2,"event":"destroy","sid":3,"odd":1}\n' "$hello" \
    >"$work/unknown.jsonl"
refuse stream_with_unknown_key "'odd': 1" reports "$work/unknown.jsonl"
printf '%s\n{"seq":2,"event":"odd"}\n' "$hello" >"$work/event.jsonl"
refuse stream_with_unknown_event "'event': 'odd'" reports "$work/event.jsonl"
tail -n 1 "$work/good.jsonl" >"$work/headless.jsonl"
refuse stream_without_hello "'hello' was expected" reports "$work/headless.jsonl"

printf '1..%d\n' "$count"
