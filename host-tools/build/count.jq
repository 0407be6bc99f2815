# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The svgalab authors
# Prints "SUITE PASSED FAILED SKIPPED" for one of meson's test logs, then notes on the failures.

# Each case of a TAP program counts; any other program counts as one case. An expected
# failure (XFAIL) is a pass: the runner has judged it already. Each failure is printed
# with the program's own notes, which precede the case's line.
#
# usage: jq -n -r --arg suite NAME -f count.jq LOG

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

[inputs | cases]
| "\($suite) \(map(.passed) | add // 0) \(map(.failed) | add // 0) \(map(.skipped) | add // 0)",
  map(.said[])[]
