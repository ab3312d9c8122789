#!/bin/bash
# voices.sh DIR: DIR/0.wav, 1.wav, ...: the voices that talk over the clips.
set -euo pipefail
export LC_ALL=C
dir=${1:?usage: voices.sh DIR}
mkdir -p "$dir"
n=0
while IFS=$'\t' read -r voice words pitch text; do
	case $voice in '#'*) continue ;; esac
	if [ ! -s "$dir/$n.wav" ]; then
		espeak-ng -v "$voice" -s "$words" -p "$pitch" -w "$dir/$n.tmp" "$text"
		# no silence at the ends; a gap inside speech stays
		sox -R -D -V1 -t wav "$dir/$n.tmp" -e float -b 32 -t wav "$dir/$n.tmp2" \
		    rate 44100 silence 1 0.05 0.5% reverse \
		    silence 1 0.05 0.5% reverse gain -n -3
		mv "$dir/$n.tmp2" "$dir/$n.wav"
		rm "$dir/$n.tmp"
	fi
	n=$((n + 1))
done <"$(dirname "$0")/voices.tsv"
