#!/bin/bash
# index.sh: storing, merging and asking; runs where sound.sh left hour.au.
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
here=$(dirname "$(readlink -f "$0")")
sg-hash -i hour hour.au >hour.fp
postings=$(sg-hash -H hour.au | grep -vc '^#')

# grow FROM TO: fingerprints of that many postings, about
grow() { awk -v from="$1" -v to="$2" -f "$here/grow.awk" hour.fp | sg-hash; }
value() { sg-index -d "$1" stat | awk -F'\t' -v key="$2" '$1 == key { print $2 }'; }

clip() { sg-decode -i clip -s "$1" -t 10 hour.flac | sg-hash; }
clip 42 >found.fp
ffmpeg -nostdin -v error -f lavfi -i anoisesrc=d=10:c=pink:r=8000:seed=1 -f au \
    -c:a pcm_f32be - | sg-hash -i noise >nothing.fp
for ((i = 0; i < 200; i++)); do
	sed "s/^clip\t/$i\t/; s/^## rec clip/## rec $i/" found.fp
done >clips.fp

echo
echo '## Storing'
echo
echo 'The indexes hold the stored peaks of the sound above, again and again in another pitch'
echo '(up to half an octave) and tempo (up to a tenth), as other recordings: tests/bench/grow.awk.'
echo
grow 0 $((1000000 / postings + 1)) >million.fp
n=$(grep -c $'^[^#\t]*\t[0-9]*\t[0-9a-f]\{8\}$' million.fp)
t=$(best %e 'rm -rf rate; sg-store -d rate <million.fp')
echo "Text to index: $(calc 2 "$n / $t / 1e6") million postings a second (to reach: 1), peaks included."

echo
echo '## Asking'
echo
cat <<'END'
A clip of 10 s, warm; ms by the clock, start included (CPU: of the clip). Noise is 10 s
that nothing has. The last column is one process that reads 200 clips.
END
echo
echo '| postings | bytes a posting | MiB | clip | CPU | noise, no warp | noise, axes | noise, full | clips a second |'
echo '|---|---|---|---|---|---|---|---|---|'
done_copies=0
for size in $SG_BENCH_POSTINGS; do
	# grown in steps: a stream of a fingerprint is text, and larger than an index
	while
		missing=$((size - $(value index postings 2>/dev/null || echo 0)))
		[ "$missing" -gt 0 ]
	do
		step=$((missing / postings + 1))
		[ "$step" -lt 40 ] || step=40
		grow "$done_copies" $((done_copies + step)) | sg-store -d index
		done_copies=$((done_copies + step))
	done
	again='for i in {1..10}; do sg-match -d index -n 1 found.fp; done'
	ms=("$(calc 1 "$(best %e "$again") * 100")" "$(calc 1 "$(best %U+%S "$again") * 100")")
	for w in none axes full; do
		t=$(runs=1 best %e "sg-match -d index -w $w nothing.fp")
		ms+=("$(calc 0 "$t * 1000")")
	done
	t=$(runs=1 best %e 'sg-match -d index -n 1 clips.fp')
	printf '| %s ' "$(value index postings)" "$(value index bytes_per_posting)" \
	    "$(du -sm index | cut -f 1)" "${ms[@]}" "$(calc 0 "200 / $t")"
	echo '|'
done
echo
echo 'To reach at 100 million postings: 4 bytes (lists and directory), 20 ms, 5 ms, -, 500 ms, 2000 ms, 300 clips.'
