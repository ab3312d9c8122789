#!/bin/bash
# relink.sh URL [y]: lines of a copy, TAB, its original on standard input to links
# in the database; without y it only says which.
# shellcheck source=pipelines/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
need sg-queue 'SonicGen, or run make'
status=0
while IFS=$'\t' read -r copy original; do
	if [ -z "${2-}" ]; then
		say "would link $copy to $original"
	else
		sg-queue -d "$1" relink -- "$copy" "$original" || status=$?
	fi
done
exit "$status"
