#!/bin/bash
# pairs.sh -w RANGE [-v]: fingerprints of recordings of the index on standard
# input, to decisions: which of them are copies of others there, or originals.
set -euo pipefail
export LC_ALL=C
range=$2
shift 2
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cat >"$tmp/fp"

# a copy has most of its original, or the original most of it: some windows of
# each will do
sg-segment -W 10 -S 30 "$tmp/fp" |
sg-match -x -n 32 -w "$range" >"$tmp/candidates" || [ $? -eq 1 ]
sg-decide -a "$@" "$tmp/fp" "$tmp/candidates"
