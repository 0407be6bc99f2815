# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Sums up meson's test log: notes on the failures, a line for each suite, and one for all.

# Each case of a TAP program counts; any other program counts as one case. An expected
# failure (XFAIL) is a pass: the runner has judged it already. Each failure is printed
# with the program's own notes, which precede the case's line. If meson itself failed and no
# case shows why, that is a failure, too.
#
# usage: jq -n -r --arg suites 'NAME...' --argjson status CODE -f count.jq LOG

def failure($what; $name): .failed += 1 | .said += [.notes + "failed: \($what): \($name)"];

def take($line; $name):
    if $line | test("^ *(not )?ok +[0-9]+") then
        if $line | test("# *SKIP") then .skipped += 1
        elif $line | test("^ *ok|# *XFAIL") then .passed += 1
        else failure($line; $name) end
        | .notes = ""
    elif ($line | test("^ *# ")) and (.notes | length) < 4000 then .notes += $line + "\n"
    else . end;

def good: . == "OK" or . == "EXPECTEDFAIL" or . == "SKIP";

def cases:
    . as $test
    | reduce (.stdout // "" | split("\n")[]) as $line
        ({passed: 0, failed: 0, skipped: 0, notes: "", said: []}; take($line; $test.name))
    | if .passed + .failed + .skipped > 0 or ($test.result | good | not) then .
      elif $test.result == "SKIP" then .skipped = 1
      else .passed = 1 end
    | if ($test.result | good | not) and .failed == 0 then failure($test.result; $test.name)
      else . end;

def sum($of): map(.[$of]) | add // 0;

def line: "\(sum("passed")) passed, \(sum("failed")) failed"
    + if sum("skipped") > 0 then ", \(sum("skipped")) skipped" else "" end;

[inputs | {suite: .name | sub("^[^:]*:(?<suite>[^ ]*) / .*"; "\(.suite)")} + cases]
| if $status != 0 and sum("failed") == 0 then . + [{failed: 1, said: ["failed: meson test"]}]
  else . end
| (.[].said[]),
  (. as $all | $suites | split(" ")[] as $suite
    | "\($suite): \($all | map(select(.suite == $suite)) | line)"),
  line
