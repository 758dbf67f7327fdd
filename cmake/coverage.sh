#!/usr/bin/env bash
# cmake/coverage.sh BUILD: how much of the reference broker the scenarios reach, printed by the build preset `coverage`. Line
# coverage of broker/ by the scenarios alone, first with no fault on (in simulation and served over TCP), then with the
# proof's plays as well, which also run the faults.
set -eu
cd "$(dirname "$0")/.."
say() { printf '%s\n' "$*" >&2; }
build=$1
program=$build/conformance
room=$build/broker/CMakeFiles/conformance_broker.dir
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# file, lines that can run, lines that did: a line stands in several objects and instances, and counts when any of them ran.
lines_of_broker() {
  find "$room" -name '*.gcda' -print0 | xargs -0 gcov --stdout --preserve-paths 2>/dev/null | awk -v here="$PWD/" '
    { count = $1; sub(/:$/, "", count); split($0, part, ":"); line = part[2] + 0 }
    line == 0 && part[3] == "Source" { file = part[4]; sub("^" here, "", file); ours = file ~ /^broker\// }
    line == 0 || !ours || count ~ /^-/ { next }
    { known[file, line] = 1; if (count !~ /^[#=]/) ran[file, line] = 1 }
    END {
      for (key in known) { split(key, at, SUBSEP); all[at[1]]++; if (key in ran) done[at[1]]++ }
      for (file in all) print file, all[file], done[file] + 0
    }' | sort
}

# A play that does not go well is told, and counts all the same.
play() {
  status=0
  "$program" "$@" >"$scratch/play.txt" 2>&1 || status=$?
  [ "$status" = 0 ] || say "conformance $* ended with $status: $(tail -n 1 "$scratch/play.txt")"
}

find "$build" -name '*.gcda' -delete
play --simulate --seed 1
play --seed 1
lines_of_broker >"$scratch/obedient"
play prove -j 1
lines_of_broker >"$scratch/proof"

join "$scratch/obedient" "$scratch/proof" | awk '
  function share(part, whole) { return whole ? sprintf("%5.1f %%", 100 * part / whole) : "" }
  BEGIN { printf "%-36s %6s  %9s  %11s\n", "file", "lines", "scenarios", "with faults" }
  { printf "%-36s %6d  %9s  %11s\n", $1, $2, share($3, $2), share($5, $4); lines += $2; obedient += $3; proof += $5 }
  END { printf "%-36s %6d  %9s  %11s\n", "broker/", lines, share(obedient, lines), share(proof, lines) }'
