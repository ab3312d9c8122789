#!/bin/bash
# index.sh INDEX LIST: a new index of the recordings in LIST (identity, path),
# unless there is one of these programs and this list.
set -euo pipefail
export LC_ALL=C SHELL=/bin/bash
index=${1:?} list=${2:?}
stamp=$index.list
if cmp -s "$list" "$stamp" && [ "$stamp" -nt "$(command -v sg-decode)" ] &&
	[ "$stamp" -nt "$(command -v sg-hash)" ] &&
	[ "$stamp" -nt "$(command -v sg-store)" ]; then
	exit 0
fi
rm -rf "$index" "$stamp"
parallel --colsep '\t' 'sg-decode {2} | sg-hash -i {1}' :::: "$list" | sg-store -d "$index"
cp "$list" "$stamp"
