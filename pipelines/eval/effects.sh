# Sourced by distort.sh. $w/a is the clip, $w/other what is mixed into it: float
# WAV at -26 dBFS RMS, so that sums have headroom until they are coded.
# shellcheck shell=bash disable=SC2154

calc() { awk "BEGIN { printf \"%.6f\", $* }"; }
ff() { ffmpeg -nostdin -v error -y "$@"; }
sx() { sox -R -D -V1 "$@"; }
rms_db() { sox "$1" -n stats 2>&1 | awk '/^RMS lev dB/ { print $4 == "-inf" ? -100 : $4 }'; }

# fx EFFECT...: sox effects on the clip
fx() { sx -t wav "$w/a" -e float -b 32 -t wav "$w/b" "$@" && mv "$w/b" "$w/a"; }

# level FILE DB: to this RMS
level() {
	sx -t wav "$1" -e float -b 32 -t wav "$w/l" gain "$(calc "$2 - ($(rms_db "$1"))")"
	mv "$w/l" "$1"
}

# cut_level FILE START SECONDS OUT
cut_level() {
	sx "$1" -e float -b 32 -t wav "$4" trim "$2" "$3" gain -20
	level "$4" -26
}

# stretch TEMPO SEMITONES
stretch() {
	# -q still tells the ratios
	rubberband -3 -q -T "$1" -p "$2" "$w/a" "$w/b.wav" 2>"$w/said" ||
		{ cat "$w/said" >&2; return 2; }
	mv "$w/b.wav" "$w/a"
}

encode() {
	fx gain -n -1
	case $1 in
	*.opus) ff -i "$w/a" -ar 48000 -c:a libopus -b:a "${opus}k" -bitexact -f opus "$w/b" ;;
	*.wav) ff -i "$w/a" -ar 8000 -c:a pcm_mulaw -f wav "$w/b" ;;
	*) ff -i "$w/a" -c:a libmp3lame -b:a "${mp3}k" -f mp3 "$w/b" ;;
	esac
	mv "$w/b" "$1"
}
