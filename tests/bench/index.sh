#!/bin/bash
# index.sh: storing, merging and asking; runs where sound.sh left hour.au.
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
sg-hash -i hour hour.au >hour.fp
# recordings as long as a song
sg-segment -W 280 -S 280 hour.fp | sed 's/hour@/v/g' >songs.fp
value() { sg-index -d "$1" stat | awk -F'\t' -v key="$2" '$1 == key { print $2 }'; }

clip() { sg-decode -i clip -s "$1" -t 10 hour.flac | sg-hash; }
clip 42 >found.fp
ffmpeg -nostdin -v error -f lavfi -i anoisesrc=d=10:c=pink:r=8000:seed=1 -f au \
    -c:a pcm_f32be - | sg-hash -i noise >nothing.fp
for ((i = 0; i < 1000; i++)); do
	sed "s/^clip\t/$i\t/; s/^## rec clip/## rec $i/" found.fp
done >clips.fp

echo
echo '## Storing'
echo
cat <<'END'
The indexes hold the sound above, in recordings of 280 s, again and again in another pitch
(by semitones, up to six) and tempo (0.8 to 1.25), as other recordings: tests/tool/grow.c.
END
echo
grow -n 1000000 songs.fp >million.fp
n=$(grep -c $'^[^#\t]*\t[0-9]*\t[0-9a-f]\{8\}$' million.fp)
t=$(best %e 'rm -rf rate; sg-store -d rate <million.fp')
echo "Text to index: $(calc 2 "$n / $t / 1e6") million postings a second (to reach: 1), peaks included."

# a large index and the same recordings once more, under other names
rm -rf merged
grow -d merged -n "$SG_BENCH_MERGE" songs.fp
sed 's/^v/w/; s/^## rec v/## rec w/' songs.fp | sg-store -d merged
n=$(value merged postings)
t=$(runs=1 best %e 'sg-index -d merged merge')
echo "A merge alone: $(calc 0 "$n / $t / 1e6") million postings a second (to reach: 10), of $n."
rm -rf merged

echo
echo '## Asking'
echo
cat <<'END'
A clip of 10 s, warm; ms by the clock, start included (CPU: of the clip). Noise is 10 s
that nothing has. The last column is one process that reads 1,000 clips.
END
echo
echo '| postings | bytes a posting | MiB | clip | CPU | noise, no warp | noise, axes | noise, full | clips a second |'
echo '|---|---|---|---|---|---|---|---|---|'
: >growth
for size in $SG_BENCH_POSTINGS; do
	rm -rf index
	grow -d index -n "$size" songs.fp
	again='for i in {1..10}; do sg-match -d index -n 1 found.fp; done'
	ms=("$(calc 1 "$(best %e "$again") * 100")" "$(calc 1 "$(best %U+%S "$again") * 100")")
	for w in none axes full; do
		t=$(runs=1 best %e "sg-match -d index -w $w nothing.fp")
		ms+=("$(calc 0 "$t * 1000")")
	done
	t=$(runs=1 best %e 'sg-match -d index -n 1 clips.fp')
	printf '| %s ' "$(value index postings)" "$(value index bytes_per_posting)" \
	    "$(du -sm index | cut -f 1)" "${ms[@]}" "$(calc 0 "1000 / $t")"
	echo '|'
	echo "$(value index postings) ${ms[*]}" >>growth
	[ "$size" -le 100000000 ] || continue
	mix="At $size postings, the whole sound as a mix, \`sg-match -T\`: $(calc 1 "$(
		runs=1 best %e 'sg-match -T -d index -n 1 hour.fp'
	)") s (to reach, an hour: 10)."
	sg-match -d index -v -w full nothing.fp 2>said >/dev/null || :
done
rm -rf index
echo
echo 'Growth of these: ![a picture](tests/bench/growth.svg)'
gnuplot <<'G'
set terminal svg size 640,400 background rgb 'white'
set output 'growth.svg'
set logscale xy
set xlabel 'postings'
set ylabel 'ms, start included'
set key left top
plot 'growth' using 1:2 with linespoints title 'a clip that is there', \
    '' using 1:4 with linespoints title 'noise, as it is', \
    '' using 1:5 with linespoints title 'noise, axes', \
    '' using 1:6 with linespoints title 'noise, all', \
    20 * sqrt(x / 1e8) dashtype 2 title 'the square root'
G
echo
echo "$mix"
echo "What the noise cost there: $(sed 's/^[^:]*: //' said)."
echo 'To reach at 100 million postings: 4 bytes (lists and directory), 20 ms, 5 ms, -, 500 ms, 2000 ms, 300 clips.'
