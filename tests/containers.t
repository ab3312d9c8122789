#!/bin/bash
# Every container, from a file, a redirected file and a pipe: the same samples,
# and a tone of 1 kHz where it was put, at its level, for its time.
# shellcheck disable=SC2016,SC2317 # ok evaluates what it is given
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
plain_only 'the decoders of others'

# 1 s silence, 3 s of tone at rms 0.354, 1 s silence
sox -R -D -q -n -r 44100 -c 2 -b 16 tone.wav synth 3 sine 1000 gain -6 \
    fade t 0 3 0 pad 1 1

make_by_ffmpeg() { # FILE OPTIONS...: one output of the tone
	local file=$1
	shift
	ffmpeg -nostdin -v error -y -i tone.wav "$@" "$file"
}

piped() { # FILE FORMAT OPTIONS...: the same by a writer that cannot seek
	local file=$1 format=$2
	shift 2
	ffmpeg -nostdin -v error -y -i tone.wav "$@" -f "$format" - | cat >"$file"
}

film() { # FILE OPTIONS...: with a picture
	local file=$1
	shift
	ffmpeg -nostdin -v error -y -f lavfi -i testsrc=s=160x120:r=25:d=5 \
	    -i tone.wav "$@" "$file"
}

value() { # field N of what sound.pl said
	cut -d ' ' -f "$1" <sound
}

between() { # LOW VALUE HIGH
	awk -v a="$1" -v x="$2" -v b="$3" 'BEGIN { exit !(a <= x && x <= b) }'
}

same_samples() { # without the header, whose length is of 32 bytes for -i a
	cmp <(tail -c +33 file.au) <(tail -c +33 "$1.au")
}

# holds FILE LATE EXTRA LEVEL: the onset is at most LATE ms late or 1 ms early,
# at most EXTRA ms are missing or too many, the level within LEVEL per cent
holds() {
	local f=$1
	rc 0 "sg-decode -i a '$f'" || return 1
	mv out file.au
	[ ! -s err ] || return 1
	rc 0 "cat '$f' | sg-decode -i a" || return 1
	mv out pipe.au
	same_samples pipe || return 1
	if [ $((tried % 3)) -eq 1 ]; then # the path of a file, in all
		rc 0 "sg-decode -i a <'$f'" || return 1
		mv out redirect.au
		same_samples redirect || return 1
	fi
	perl "$here/tests/sound.pl" <file.au >sound || return 1
	read -r rate n onset level hz length bad <sound
	[ "$rate $bad" = '8000 0' ] && [[ $length == '?' || $length -eq $n ]] &&
	    awk -v n="$n" -v onset="$onset" -v level="$level" -v hz="$hz" \
	        -v late="$2" -v extra="$3" -v percent="$4" 'BEGIN {
		extra *= 8; d = 100 * (level / 0.3540 - 1)
		exit !(hz >= 999 && hz <= 1001 && n - 40000 <= extra && 40000 - n <= extra &&
		    onset >= 0.999 && onset <= 1 + late / 1000 && d <= percent && -d <= percent)
	}'
}

tried=0
try() {
	tried=$((tried + 1))
	ok "$1: pipe, file and redirect agree; onset, length, level" \
	    "holds $1 $2 $3 $4 || { cat sound; false; }"
}

# each family of containers; all of their kinds in tests/long
all=${ALL_KINDS-}

# PCM: exact
cp tone.wav s16.wav
make_by_ffmpeg f32.wav -c:a pcm_f32le
make_by_ffmpeg t.aiff
make_by_ffmpeg t.au
make_by_ffmpeg rf64.wav -rf64 always
make_by_ffmpeg t.flac
make_by_ffmpeg alac.m4a -c:a alac
# writers that could not seek back: sizes 0, 0xffffffff, 0x7ffff000, none
piped pipe.wav wav
streamed() { sox -R -D -q tone.wav -t raw - | sox -R -D -q -t raw -r 44100 -c 2 -b 16 -e signed - -t "$1" - 2>/dev/null | cat; }
streamed wav >sox.wav
perl -0777 -pe 's/data..../data\0\0\0\0/s' tone.wav >zero.wav
perl -0777 -pe 's/data..../data\xff\xff\xff\xff/s' tone.wav >ones.wav
files=(s16.wav f32.wav t.aiff t.au rf64.wav t.flac alac.m4a pipe.wav sox.wav zero.wav ones.wav)
if [ -n "$all" ]; then
	make_by_ffmpeg s24.wav -c:a pcm_s24le
	make_by_ffmpeg t.caf
	make_by_ffmpeg t.w64
	make_by_ffmpeg flac.mkv -c:a flac
	make_by_ffmpeg t.wv
	make_by_ffmpeg t.tta
	piped pipe.aiff aiff
	piped pipe.au au
	piped pipe.caf caf
	piped pipe.flac flac
	streamed aiff >sox.aiff
	files+=(s24.wav t.caf t.w64 flac.mkv t.wv t.tta pipe.aiff pipe.au pipe.caf pipe.flac sox.aiff)
fi
for f in "${files[@]}"; do
	try "$f" 1 1 1
done
ok 'a WAV of unknown size says 0x7ffff000' \
    'tail -c +41 sox.wav | head -c 4 | cmp - <(printf "\\0\\360\\377\\177")'

# codecs whose delay the container tells
lame --quiet tone.wav lame.mp3
{
	perl -e 'my $n = 307200; binmode STDOUT; print "ID3\4\0\0",
	    pack("C4", map { $n >> $_ & 127 } 21, 14, 7, 0), "\xff\xfb" x ($n / 2)'
	cat lame.mp3
} >cover.mp3
oggenc -Q -o t.ogg tone.wav
opusenc --quiet tone.wav t.opus
make_by_ffmpeg t.webm -c:a libopus
piped live.webm webm -c:a libopus -live 1
make_by_ffmpeg last.m4a -c:a aac
make_by_ffmpeg first.m4a -c:a aac -movflags +faststart
make_by_ffmpeg fragments.m4a -c:a aac -movflags dash+delay_moov+frag_keyframe
film film.mp4 -c:v mpeg4 -c:a aac
files=(lame.mp3 cover.mp3 t.ogg t.opus t.webm live.webm last.m4a first.m4a fragments.m4a film.mp4)
if [ -n "$all" ]; then
	lame --quiet -V2 tone.wav vbr.mp3
	make_by_ffmpeg t.mkv -c:a libvorbis
	piped pipe.webm webm -c:a libopus
	make_by_ffmpeg aac.3gp -c:a aac
	film first.mp4 -c:v mpeg4 -c:a aac -movflags +faststart
	film film.webm -c:v libvpx -c:a libopus
	files+=(vbr.mp3 t.mkv pipe.webm aac.3gp first.mp4 film.webm)
fi
for f in "${files[@]}"; do
	try "$f" 2 30 6
done
ok 'the tag before the sound changes nothing' \
    "sg-decode -i a lame.mp3 >a.au && sg-decode -i a cover.mp3 | cmp a.au"
ok 'nor does where the index is' \
    "sg-decode -i a last.m4a >a.au && sg-decode -i a first.m4a | cmp a.au"

# those of which nobody tells: within 30 ms
lame --quiet -t tone.wav plain.mp3
make_by_ffmpeg empty.m4a -c:a aac -movflags +frag_keyframe+empty_moov
make_by_ffmpeg t.aac -c:a aac
make_by_ffmpeg t.ts -c:a aac
film film.avi -c:v mpeg4 -c:a mp3
files=(plain.mp3 empty.m4a t.aac t.ts film.avi)
if [ -n "$all" ]; then
	make_by_ffmpeg t.ac3 -c:a ac3
	make_by_ffmpeg t.mp2
	make_by_ffmpeg speex.ogg -c:a speex
	film film.flv -c:a aac
	film film.mpg
	film film.ts
	files+=(t.ac3 t.mp2 speex.ogg film.flv film.mpg film.ts)
fi
for f in "${files[@]}"; do
	try "$f" 30 45 6
done

# ffmpeg's WMA begins one frame, 46 ms, early
make_by_ffmpeg t.wma
ok 't.wma: decoded, 46 ms early' 'sg-decode t.wma | perl "$here/tests/sound.pl" >sound &&
    between 0.950 "$(value 3)" 0.960 && [ "$(value 5)" = 1000.0 ]'
ok 't.wma: the same from a pipe' \
    'cmp <(sg-decode -i a t.wma) <(cat t.wma | sg-decode -i a)'

# speech codecs: a tone without silence, which ffmpeg's AMR cannot do
sox -R -D -q tone.wav -r 8000 -c 1 t.amr-nb trim 1.1 2.8
ffmpeg -nostdin -v error -y -i t.amr-nb -c copy t.3gp
for f in t.amr-nb t.3gp; do
	ok "$f: pipe, file and redirect agree; length, frequency" "rc 0 'sg-decode -i a $f' &&
	    mv out file.au && cat $f | sg-decode -i a | cmp file.au &&
	    sg-decode -i a <$f | cmp file.au &&
	    perl '$here/tests/sound.pl' <file.au >sound &&
	    between 22240 \"\$(value 2)\" 22560 && between 990 \"\$(value 5)\" 1010"
done

# one recording after another in one Ogg: libsndfile would read the first
cat t.ogg t.ogg >chain.ogg
ok 'a chained Ogg is read to its end' 'sg-decode chain.ogg | perl "$here/tests/sound.pl" >sound &&
    between 79900 "$(value 2)" 80100'

# more channels than two, and other sampling rates
sox -R -D -q -M tone.wav tone.wav tone.wav six.wav
ok 'six channels are averaged' 'sg-decode six.wav | perl "$here/tests/sound.pl" >sound &&
    between 0.353 "$(value 4)" 0.355'
sox -R -D -q tone.wav left.wav remix 1 0
ok 'silence in one of two halves the level' \
    'sg-decode left.wav | perl "$here/tests/sound.pl" >sound &&
    between 0.176 "$(value 4)" 0.178'
for r in 8000 11025 48000 96000; do
	sox -R -D -q tone.wav -r $r r.wav
	ok "from $r Hz" 'sg-decode r.wav | perl "$here/tests/sound.pl" >sound &&
	    [ "$(value 2)" = 40000 ] && [ "$(value 5)" = 1000.0 ]'
done
done_testing
