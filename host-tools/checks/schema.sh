#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Checks a document of svgalab or the device against its schema; with --faults, corrupted copies.

# Readers ignore unknown keys. Our own output must not have keys that are not in
# the schema, since these would be undocumented.
#
# usage: schema.sh results|bench|diff|reports FILE
#        schema.sh --faults results|bench|diff FILE
# With --faults it succeeds if the schema refuses FILE with any single value
# replaced by null, and with an extra key in any single object.
set -eu
data=$(dirname "$(readlink -f "$0")")/../data
faults=
[ "$1" != --faults ] || { faults=1; shift; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

jq 'walk(if type == "object" and has("properties") and (has("additionalProperties") | not)
         then .additionalProperties = false else . end)' \
    "$data/$1.schema.json" >"$scratch/schema.json"
case $1 in
reports) jq -s . "$2" ;;
*) jq . "$2" ;;
esac >"$scratch/document.json"

# validate DOCUMENT SCHEMA: with Debian's validator, whichever python3 comes first in $PATH.
validate()
{
    /usr/bin/python3 -W ignore -m jsonschema --error-format "$format" \
        -i "$1" "$2" 2>"$scratch/said" || {
        cat "$scratch/said"
        return 1
    }
}

if [ -z "$faults" ]; then
    format='{error.json_path}: {error.message}
'
    validate "$scratch/document.json" "$scratch/schema.json"
    exit
fi
jq -c '[paths] as $all | . as $whole |
    ($all[] as $path | {path: $path, document: ($whole | setpath($path; null))}),
    ([$all[] | select(. as $path | $whole | getpath($path) | type == "object")][], []
     | . as $path | {path: ($path + ["planted"]),
                     document: ($whole | setpath($path + ["planted"]; null))})' \
    "$scratch/document.json" >"$scratch/faults"
jq -s 'map(.document)' "$scratch/faults" >"$scratch/documents.json"
jq '{"$schema", "$defs", type: "array", minItems: 1,
     items: {not: del(."$schema", ."$id", ."$defs")}}' "$scratch/schema.json" \
    >"$scratch/refuses.json"
# The first element of the path in the array is the number of the fault.
format='{error.json_path}
'
validate "$scratch/documents.json" "$scratch/refuses.json" >"$scratch/passed" && exit
sed 's/^\$\[\([0-9]*\)\]$/\1/' "$scratch/passed" |
    jq -R -r --slurpfile faults "$scratch/faults" \
        '"the schema lets a fault pass: " +
         (tonumber? // error(.) | $faults[.].path | tojson)'
exit 1
