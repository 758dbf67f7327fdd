#!/usr/bin/env bash
# cmake/coverage.sh BUILD [LINES]: how much of the reference broker the scenarios reach, printed by the build preset
# `coverage`. Line coverage of broker/ by the scenarios alone, first with no fault on (in simulation and served over TCP), then
# with the proof's plays as well, which also run the faults. What obeys (broker/) and what only faults do (broker/faults/) are
# counted apart, since no scenario alone can reach more of the latter than the questions whether a fault is on.
# LINES, or CONFORMANCE_COVERAGE_LINES, names a file for the lines of the obedient broker that the scenarios alone do not reach:
# `file:line: never: text`, or `faults` where the proof's plays do.
set -eu
lines_file=${2:-${CONFORMANCE_COVERAGE_LINES:-}}
case $lines_file in "" | /*) ;; *) lines_file=$PWD/$lines_file ;; esac
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
say() { printf '%s\n' "$*" >&2; }
program=$build/conformance
room=$build/broker/CMakeFiles/conformance_broker.dir
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# "file:line ran text" of each line that can run, ran being 0 or 1: a line stands in several objects and instances, and counts
# when any of them ran.
lines_of_broker() {
  find "$room" -name '*.gcda' -print0 | xargs -0 gcov --stdout --preserve-paths 2>/dev/null | awk -v here="$PWD/" '
    { count = $1; sub(/:$/, "", count); split($0, part, ":"); line = part[2] + 0 }
    line == 0 && part[3] == "Source" { file = part[4]; sub("^" here, "", file); ours = file ~ /^broker\// }
    line == 0 || !ours || count ~ /^-/ { next }
    {
      at = file ":" line
      if (!(at in text)) { text[at] = $0; sub(/^[^:]*:[^:]*:/, "", text[at]) }
      if (count !~ /^[#=]/) ran[at] = 1
    }
    END { for (at in text) print at, (at in ran) + 0, text[at] }' | sort -k1,1
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

# "file:line alone proof text": the proof has played all that the scenarios alone have, so it knows every line.
awk 'NR == FNR { alone[$1] = $2; next } { at = $1 " " alone[$1] + 0; sub(/^[^ ]+/, at); print }' \
  "$scratch/obedient" "$scratch/proof" >"$scratch/both"

# The table: a part, its files, its sum.
awk '
  { file = $1; sub(/:[0-9]+$/, "", file); part = file ~ /^broker\/faults\// ? "broker/faults/" : "broker/" }
  { lines[part " " file]++; alone[part " " file] += $2; proof[part " " file] += $3 }
  END { for (key in lines) print key, lines[key], alone[key], proof[key] }' "$scratch/both" | sort | awk '
  function row(name, lines, alone, proof) {
    printf "%-36s %6d  %7.1f %%  %9.1f %%\n", name, lines, 100 * alone / lines, 100 * proof / lines
  }
  function close_part() { row("all of " part, lines, alone, proof); print ""; lines = alone = proof = 0 }
  BEGIN { printf "%-36s %6s  %9s  %11s\n", "file", "lines", "scenarios", "with faults" }
  part != "" && $1 != part { close_part() }
  { part = $1; row($2, $3, $4, $5); lines += $3; alone += $4; proof += $5 }
  END { if (part != "") close_part() }'

[ -n "$lines_file" ] || exit 0
awk '$1 !~ /^broker\/faults\// && !$2 {
  reached = $3 ? "faults" : "never"; at = $1; sub(/^[^ ]+ [01] [01] ?/, ""); print at ": " reached ": " $0
}' "$scratch/both" | sort -t: -k1,1 -k2,2n >"$lines_file"
say "$(wc -l <"$lines_file") lines of the obedient broker that the scenarios alone do not reach: $lines_file"
