#!/bin/bash
# distort.sh [-l seconds] [-r seed] [-s start] [-v voices] [-X start] [-x other]
#	source out step...
# Cut one clip from source.wav and do to it what people do: steps are listed in
# conditions.tsv. An SNR compares RMS over the whole clip. OUT's name says how it
# is coded. speed, tempo and pitch come first, the other steps in their order.
set -euo pipefail
export LC_ALL=C
seconds=10 seed=1 start=0 voices='' other='' other_start=0
while getopts l:r:s:v:X:x: o; do
	case $o in
	l) seconds=$OPTARG ;; r) seed=$OPTARG ;; s) start=$OPTARG ;;
	v) voices=$OPTARG ;; X) other_start=$OPTARG ;; x) other=$OPTARG ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
source=${1:?} out=${2:?}
shift 2
# shellcheck source=SCRIPTDIR/effects.sh
. "$(dirname "$0")/effects.sh"
# shellcheck source=SCRIPTDIR/others.sh
. "$(dirname "$0")/others.sh"
w=$(mktemp -d)
trap 'rm -rf "$w"' EXIT

speed=1 tempo=1 pitch=0 mp3=64 opus=24 part=$seconds
for step; do
	case $step in
	speed=* | tempo=* | pitch=* | mp3=* | opus=*) declare "$step" ;;
	inside=*) part=${step#*=} ;;
	esac
done
cut_level "$source" "$start" "$(calc "$part * $speed * $tempo")" "$w/a"
[ "$speed" = 1 ] || fx speed "$speed" rate -v 44100
[ "$tempo $pitch" = '1 0' ] || stretch "$tempo" "$pitch"
fx trim 0 "$part" pad 0 "$part" trim 0 "$part"

for step; do
	v=${step#*=}
	case $step in
	speed=* | tempo=* | pitch=* | mp3=* | opus=*) ;;
	reverb=*) fx reverb "$v" ;;
	highpass=*) fx highpass "$v" highpass "$v" ;;
	clip=*) clip "$v" ;;
	wow) ff -i "$w/a" -af vibrato=f=0.64:d=1 -f wav "$w/b" && mv "$w/b" "$w/a" ;;
	telephone) fx sinc 300-3400 ;;
	pink=*) noise && mix "$v" ;;
	song=*) cut_level "$other" "$other_start" "$seconds" "$w/other" && mix "$v" ;;
	voice=*) voice "$seed" && mix "$v" ;;
	babble=*) babble && mix "$v" ;;
	rerecord) fx highpass 300 lowpass 5000 reverb 50 && noise && mix 15 && clip 6 ;;
	inside=*) inside ;;
	*) echo "distort.sh: unknown step '$step'" >&2; exit 2 ;;
	esac
done
encode "$out"
