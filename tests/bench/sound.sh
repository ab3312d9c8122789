#!/bin/bash
# sound.sh SOURCE: decoding and fingerprinting against ffmpeg; memory; start.
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
source=$1
seconds=$SG_BENCH_SECONDS
quiet=(-nostdin -v error -y)

encode() {
	[ -s "hour.$1" ] ||
	    { ffmpeg "${quiet[@]}" -i hour.wav "${@:2}" "tmp.$1" && mv "tmp.$1" "hour.$1"; }
}
if [ ! -s hour.wav ]; then
	find "$source" -type f -regex '.*\.\(flac\|mp3\|ogg\|opus\|wav\)' | sort | sed "s/'/'\\\\''/g; s/.*/file '&'/" >list
	ffmpeg "${quiet[@]}" -f concat -safe 0 -stream_loop -1 -i list -t "$seconds" \
	    -ac 2 -ar 44100 tmp.wav 2>concat.log || { cat concat.log >&2; exit 2; }
	mv tmp.wav hour.wav
fi
encode mp3 -b:a 128k
encode ogg -c:a libvorbis
encode flac
encode m4a -c:a aac -b:a 128k
encode webm -c:a libopus -b:a 96k
sg-decode hour.flac >hour.au

echo
echo '## Decoding and fingerprinting'
echo
echo "\`sg-decode X | sg-hash\` against \`ffmpeg -v error -threads 1 -i X -f null -\`: CPU seconds"
echo
echo '| format | ours | ffmpeg | ratio | to reach |'
echo '|---|---|---|---|---|'
ours=0 theirs=0
for f in mp3 ogg flac m4a webm; do
	a=$(best %U+%S "sg-decode hour.$f | sg-hash")
	b=$(best %U+%S "ffmpeg -nostdin -v error -threads 1 -i hour.$f -f null -")
	case $f in mp3) reach=1 ;; m4a | webm) reach=2.2 ;; *) reach=1.8 ;; esac
	echo "| $f | $(calc 2 "$a") | $(calc 2 "$b") | $(calc 2 "$a / $b") | $reach |"
	ours=$(calc 4 "$ours + $a") theirs=$(calc 4 "$theirs + $b")
done
echo "| all | $(calc 2 "$ours") | $(calc 2 "$theirs") | $(calc 2 "$ours / $theirs") | 1.4 |"
echo
echo "Of sg-decode, an MP3 is libmpg123's for eight tenths and soxr's for one (perf, December 2026)."

cpu=$(best %U+%S 'sg-hash hour.au')
wall=$(best %e 'sg-hash hour.au')
echo
echo "Fingerprinting alone, \`sg-hash X.au\`: $(calc 0 "$seconds / $cpu") x realtime by CPU," \
    "$(calc 0 "$seconds / $wall") x by the clock (to reach: 5000)."

# a file on each of as many cores as there are, again and again
mkdir -p many
for ((i = 0; i < 40; i++)); do ln -sf ../hour.ogg "many/$i.ogg"; done
/usr/bin/time -f '%U %S %e' -o busy parallel --will-cite "sg-decode -s 0 -t $((seconds / 4)) {} | sg-hash >/dev/null" ::: many/*
echo
echo "Forty files by GNU parallel: $(awk -v n="$(nproc)" '{ printf "%.0f", 100 * ($1 + $2) / ($3 * n) }' busy) % of the processors busy (to reach: 95)."

# as many hours: the samples again and again, with a length that is not known
stream() {
	local i
	{ printf '.snd\0\0\0\30\377\377\377\377\0\0\0\6\0\0\37\100\0\0\0\1'
	  for ((i = 0; i * seconds < SG_BENCH_STREAM * 3600; i++)); do
		ffmpeg "${quiet[@]}" -i hour.au -f f32be -
	  done; }
}
songs() {
	ffmpeg "${quiet[@]}" -stream_loop $((SG_BENCH_STREAM * 3600 / seconds - 1)) \
	    -i hour.mp3 -c copy -f mp3 -
}
# memory COMMAND, which reads its input: MiB
memory() {
	/usr/bin/time -f %M -o mem "$@" >/dev/null
	calc 1 "$(cat mem) / 1024"
}
echo
echo "Memory on a stream of $SG_BENCH_STREAM hours, MiB (to reach: 32):" \
    "sg-decode $(songs | memory sg-decode -), sg-peaks $(stream | memory sg-peaks)," \
    "sg-hash $(stream | memory sg-hash)."

echo
echo '## Start'
echo
echo 'Of a hundred, by bash; a program that does nothing is beside them. Five are what is wanted, ten'
echo 'of those that talk to PostgreSQL or have libcurl.'
echo
echo '| program | ms | to reach |'
echo '|---|---|---|'
for p in sg-{decode,peaks,hash,segment} sg-{store,match,index,decide,queue,ytmeta,gcs,cgi} /bin/true; do
	case $p in
	*/*) reach=- ;;
	*-decode | *-peaks | *-hash | *-segment) reach=5 ;;
	*) reach=10 ;;
	esac
	t=$(best %e "for i in {1..100}; do $p -V; done")
	echo "| $p | $(calc 1 "$t * 10") | $reach |"
done
