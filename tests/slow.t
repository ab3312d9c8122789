#!/bin/bash
# shellcheck disable=SC2016,SC2317 # ok evaluates
# sg-match of hashes alone against a slow one: each landmark of the clip against each
# of each recording, and all windows of what agrees.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"

hashes() { awk '/^## sg / { on = /hashes/ } on'; }
for i in 1 2 3 4 5 6 7 8 9; do music $i 40 >m$i.au; done
for i in 1 2 3 4 5 6 7 8 9; do sg-hash m$i.au; done >refs.fp
hashes <refs.fp >refs.h
sg-store -d ix refs.fp
# clips, of 3 to 6 s, that were compressed a lot; some of what no recording has
for i in 1 2 3 4 5 6 7 8 9 10 11; do
	[ -e m$i.au ] || music $i 40 >m$i.au
	for at in 3.017 19.409; do
		ffmpeg -nostdin -v error -ss $at -t $((3 + i % 4)) -i m$i.au -c:a libmp3lame -b:a 24k -f mp3 - |
			sg-decode | sg-hash -i "c$i@$at"
	done
done >clips.fp
hashes <clips.fp >clips.h

cat >slow.py <<'PY'
import sys
def read(path):
    recs = {}
    for line in open(path):
        if line.startswith('## rec '):
            recs[line.split()[2]] = []
        elif line[0] != '#':
            rec, t, h = line.split('\t')
            recs[rec].append((int(t), h.strip()))
    return recs
refs, clips = read('refs.h'), read('clips.h')
UNIT, WINDOW = 0.016, 6  # of a frame, s: 96 ms
for clip, marks in clips.items():
    best = []
    for rec, posts in refs.items():
        hits = sorted((p - t, t) for t, h in marks for p, g in posts if g == h)
        for i, (d, _) in enumerate(hits):
            # a window begins with a hit
            inside = {t for e, t in hits[i:] if e <= d + WINDOW}
            best.append((len(inside), rec, d))
    score, rec, d = max(best, default=(0, '-', 0))
    other = max((b[0] for b in best if b[1] != rec), default=0)
    print(clip, score, other, rec, '%.3f' % (d * UNIT), '%.3f' % ((d + WINDOW) * UNIT), sep='\t')
PY
python3 slow.py | sort >slow
sg-match -w none -n 1 -d ix clips.h | grep -v '^#' | cut -f 1,3,4,5,6 | sort >fast
join -t $'\t' slow fast >both
# clip, score, next, recording, from, to; of sg-match: recording, votes, evalue, offset
ok 'most are found'          '[ "$(wc -l <both)" -ge 15 ]'
ok 'those that are clear'    '[ -z "$(awk -F "\t" "\$2 >= 8 && \$2 > 2 * \$3" slow | join -t "	" -v 1 - fast)" ]'
ok 'by the same recording'   '[ -z "$(awk -F "\t" "\$4 != \$7" both)" ]'
ok 'of as many votes'        '[ -z "$(awk -F "\t" "\$2 != \$8" both)" ]'
ok 'at the same place'       '[ -z "$(awk -F "\t" "\$10 < \$5 - 0.02 || \$10 > \$6 + 0.02" both)" ]'
ok 'and no stranger'         '! grep -q "^c1[01]@" fast && grep -q "^c11@" slow'
done_testing
