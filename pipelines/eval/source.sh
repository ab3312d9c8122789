#!/bin/bash
# source.sh FILE CACHE ID: CACHE/ID.wav, mono at 44.1 kHz, to cut clips from, and
# CACHE/ID.level, its RMS in dBFS second by second.
set -euo pipefail
export LC_ALL=C
file=${1:?usage: source.sh FILE CACHE ID}
out=$2/$3
[ ! "$out.level" -nt "$file" ] || exit 0
mkdir -p "$2"
level='asetnsamples=44100,astats=metadata=1:reset=1'
level+=',ametadata=mode=print:key=lavfi.astats.Overall.RMS_level:file=-'
ffmpeg -nostdin -v error -y -i "$file" -vn -filter_complex \
    "[0:a:0]aresample=44100,aformat=s16:channel_layouts=mono,asplit[a][b];[b]${level}[c]" \
    -map '[a]' -map_metadata -1 -bitexact -f wav "$out.tmp" -map '[c]' -f null - |
	awk -F= 'NF == 2 { print $2 == "-inf" ? -200 : $2 }' >"$out.level.tmp"
mv "$out.tmp" "$out.wav"
mv "$out.level.tmp" "$out.level"
