# Sourced by distort.sh: what else is heard in a clip, made in $w/other.
# shellcheck shell=bash disable=SC2154

noise() { ff -f lavfi -i "anoisesrc=c=pink:d=$seconds:r=44100:seed=$seed" -c:a pcm_f32le -f wav "$w/other"; }

# voice N: a stretch of the voice, from a place that the seed chooses
voice() {
	local n v
	n=$(find "$voices" -name '*.wav' | wc -l)
	v=$voices/$(($1 % n)).wav
	sx "$v" "$v" -e float -b 32 -t wav "$w/other" \
	    trim "$((seed / 7 % 10))" "$seconds"
}

babble() {
	local i
	for i in 1 2 3 4 5 6 7 8; do
		voice $((seed + i))
		level "$w/other" -26
		mv "$w/other" "$w/voice$i"
	done
	sx -m "$w"/voice[1-8] -e float -b 32 -t wav "$w/other"
}

# mix SNR: the other, SNR dB below the clip, into it
mix() {
	level "$w/a" -26
	level "$w/other" "$(calc "-26 - ($1)")"
	sx -m -v 1 -t wav "$w/a" -v 1 -t wav "$w/other" -e float -b 32 -t wav "$w/b"
	mv "$w/b" "$w/a"
}

# clip DB: so much louder than what a peak of full scale allows
clip() { fx gain -n "$1" && fx gain -12; }

# inside: the wanted between two stretches of the other, as loud
inside() {
	local gap
	gap=$(calc "($seconds - $part) / 2")
	cut_level "$other" "$other_start" "$gap" "$w/c"
	cut_level "$other" "$(calc "$other_start + $gap")" "$gap" "$w/d"
	sx -t wav "$w/c" -t wav "$w/a" -t wav "$w/d" -e float -b 32 -t wav "$w/b"
	mv "$w/b" "$w/a"
}
