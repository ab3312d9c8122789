#!/bin/bash
# need.sh: are the programs of the evaluation here? Says which package has them.
set -euo pipefail
missing=
while read -r program package; do
	command -v "$program" >/dev/null || missing+=" $package"
done <<'END'
ffmpeg ffmpeg
sox sox
parallel parallel
rubberband rubberband-cli
espeak-ng espeak-ng
gnuplot gnuplot-nox
column bsdextrautils
sg-decode sonicgen
sg-hash sonicgen
sg-store sonicgen
sg-match sonicgen
xcorr sonicgen(make build/tool/xcorr)
END
[ -z "$missing" ] || { echo "evaluate.sh: missing:$missing" >&2; exit 2; }
