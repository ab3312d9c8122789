#!/bin/bash
# sg-match on an index of tunes: who it is, where, and nobody when it is nobody.
. "$(dirname "$0")/lib.sh"

# cut FROM SECONDS FILE...: a clip through a real codec, at 64 kbit/s
cut_clip() { ffmpeg -v error -ss "$1" -t "$2" -i "$3" -c:a libmp3lame -b:a 64k -y "$4"; }
hash_clip() { ffmpeg -v error -i "$1" -ac 1 -ar 8000 -c:a pcm_f32be -f au - | sg-hash -i "${2:-${1%.*}}"; }
rows() { grep -v '^#' "$@"; }
field() { rows out | head -1 | cut -f "$1"; }
# near A B TOLERANCE
near() { awk -v a="$1" -v b="$2" -v t="$3" 'BEGIN {d = a - b; exit !(d < t && -d < t)}'; }

for i in 1 2 3 4 5 6 7 8; do music $i 60 >m$i.au; done
for i in 1 2 3 4 5 6; do sg-hash m$i.au; done >refs.fp
printf '## sg videos 1\n# id\ttitle\nmusic3\tThird\\ttune\n## end\n' >videos.tsv
ok 'index of six tunes'    'rc 0 sg-store -d ix -m videos.tsv refs.fp'

cut_clip 21.3 10 m3.au c3.mp3
cut_clip 5 10 m8.au c8.mp3
hash_clip c3.mp3 clip3 >c3.fp
hash_clip c8.mp3 clip8 >c8.fp
ok 'a clip is found'       'rc 0 sg-match -d ix c3.fp && [ "$(field 1)" = clip3 ] && [ "$(field 2)" = 1 ] && [ "$(field 3)" = music3 ]'
ok '-x: but itself'        'sg-index -d ix dump -- music3 >own.fp && rc 0 sg-match -w axes -d ix own.fp && [ "$(field 3)" = music3 ] && rc 1 sg-match -w none -x -d ix own.fp && sg-segment -W 10 own.fp >windows.fp && rc 0 sg-match -d ix windows.fp && rows out | cut -f 3 | grep -qx music3 && { sg-match -w none -x -d ix windows.fp >out || :; } && ! rows out | cut -f 3 | grep -qx music3'
rc 0 sg-match -d ix c3.fp
ok 'one candidate'         '[ "$(rows out | wc -l)" -eq 1 ]'
ok 'where it was cut'      'near "$(field 6)" 21.3 0.1'
ok 'from and to'           'near "$(field 7)" 0.3 0.6 && near "$(field 8)" 9.7 0.6'
ok 'on both sides'         'near "$(field 9)" "$(awk "BEGIN {print $(field 7) + $(field 6)}")" 0.01 && near "$(field 10)" "$(awk "BEGIN {print $(field 8) + $(field 6)}")" 0.01'
ok 'speed and pitch 1'     'near "$(field 11)" 1 0.005 && near "$(field 12)" 1 0.005'
ok 'significant'           'awk "BEGIN {exit !($(field 5) < 1e-6)}"'
ok 'the title, escaped'    '[ "$(field 13)" = "Third\\ttune" ]'
ok 'a whole stream'        'head -1 out | grep -q "^## sg candidates 1" && tail -1 out | grep -q "^## end$"'
ok 'the same bytes again'  'cp out first && sg-match -d ix c3.fp | cmp - first'
ok 'from stdin, from -'    'sg-match -d ix <c3.fp | cmp - first && sg-match -d ix - <c3.fp | cmp - first'
ok 'index from SG_DB'      'SG_DB=ix sg-match c3.fp | cmp - first'
ok 'and from XDG'          'mkdir -p x/sonicgen && cp -r ix x/sonicgen/index && XDG_DATA_HOME=$PWD/x sg-match c3.fp | cmp - first'

ok 'nobody: 1 and no row'  'rc 1 sg-match -d ix -w axes c8.fp && [ -z "$(rows out)" ] && tail -1 out | grep -q "## end"'
ok 'a looser threshold'    'rc 0 sg-match -d ix -e 1e9 -n 5 c8.fp && [ "$(rows out | wc -l)" -ge 1 ] && [ "$(rows out | wc -l)" -le 5 ]'
ok 'ranked by evalue'      'rows out | cut -f5 | sort -c -g && rows out | cut -f2 | sort -c -n -u'
ok 'no recording twice'    '[ -z "$(rows out | cut -f3 | sort | uniq -d)" ]'
ok 'silence is nobody'     '{ head -c 8 m1.au; printf "\377\377\377\377"; tail -c +13 m1.au | head -c 36; head -c 320000 /dev/zero; } | sg-hash -i still | rc 1 sg-match -d ix'
for i in $(seq 12); do sed "s/^clip3\t/copy$i\t/; s/^\(## rec \)clip3/\1copy$i/" c3.fp | sg-store -d copies; done
ok 'as many as there are'   'rc 0 sg-match -n 20 -d copies c3.fp && [ "$(rows out | wc -l)" -eq 12 ] && rc 0 sg-match -n 5 -d copies c3.fp && [ "$(rows out | wc -l)" -eq 5 ]'
ok 'two clips, one found'  'cat c8.fp c3.fp | rc 0 sg-match -w none -d ix && [ "$(rows out | cut -f1)" = clip3 ]'
ok 'in their order'        'hash_clip c3.mp3 again >c4.fp && cat c4.fp c8.fp c3.fp | rc 0 sg-match -w none -d ix && [ "$(rows out | cut -f1 | tr "\n" " ")" = "again clip3 " ]'
# clip by clip, as of a radio: the answer does not wait for the next one's end
live() {
	mkfifo live
	sg-match -w none -d ix <live >out 2>err & local pid=$! i
	exec 7>live
	cat c3.fp >&7
	head -n 5 c8.fp >&7
	for ((i = 0; i < 100; i++)); do
		! rows out | grep -q . || break
		sleep 0.1
	done
	[ "$(rows out | cut -f 1)" = clip3 ] || { kill "$pid"; return 1; }
	tail -n +6 c8.fp >&7
	exec 7>&-
	wait "$pid"
}
ok 'as soon as it is known' live
ok 'hashes alone'          'grep -v "^## rec" c3.fp | awk "/^## sg /{on = /hashes/} on" | rc 0 sg-match -d ix && [ "$(field 3)" = music3 ] && near "$(field 6)" 21.3 0.1'
ok 'peaks alone'           'awk "/^## sg /{on = /peaks/} on" c3.fp | rc 0 sg-match -d ix && [ "$(field 3)" = music3 ]'
ok 'the clip begins early' '{ ffmpeg -v error -i m8.au -i m2.au -filter_complex "[0]atrim=0:4,asetpts=PTS-STARTPTS[a];[1]atrim=0:8,asetpts=PTS-STARTPTS[b];[a][b]concat=v=0:a=1" -c:a libmp3lame -b:a 96k early.mp3; } && hash_clip early.mp3 | rc 0 sg-match -d ix && [ "$(field 3)" = music2 ] && near "$(field 6)" -4 0.1 && near "$(field 7)" 4.2 0.7'
ok 'every tune, exactly'   'for i in 1 2 3 4 5 6; do sg-hash m$i.au; done | rc 0 sg-match -n 1 -d ix && [ "$(rows out | awk "\$1 == \$3 && \$6 > -0.01 && \$6 < 0.01" | wc -l)" -eq 6 ]'
# the landmarks: on one line, of one pitch, as many as the votes at least
line() { rows out | awk -v a="$1" -v b="$2" -v p="$3" '{ d = $6 - a * $4 - b; e = $5 / $7 / p; bad += d > 0.017 || d < -0.017 || e > 1.0066 || e < 0.9934 || $4 < t; t = $4 - 0.05 } END { exit !(NR > 30 && !bad) }'; }
ok 'what it rests on'      'rc 0 sg-match -L -d ix c3.fp && head -1 out | grep -q "^## sg landmarks 1" && [ "$(rows out | cut -f 1-3 | uniq)" = "clip3	1	music3" ] && line 1 21.3 1 && tail -1 out | grep -q "^## end$"'
ok 'between its ends'      'sg-match -d ix c3.fp >c && [ "$(rows out | cut -f 4 | sort -n | sed -n "1p;\$p" | paste -s)" = "$(rows c | cut -f 7,8)" ]'
ok 'nothing of nobody'     'rc 1 sg-match -L -d ix -w none c8.fp && [ -z "$(rows out)" ]'
ok 'of hashes alone'       'grep -v "^## rec" c3.fp | awk "/^## sg /{on = /hashes/} on" | rc 0 sg-match -L -d ix && [ -z "$(rows out)" ]'
ok 'and no JSON'           'rc 2 sg-match -L -j -d ix c3.fp && says "-L is a stream: want no -j"'
ok '-v says what was done' 'rc 0 sg-match -v -d ix c3.fp && says "lookups"'

# changed clips: faster, slower, higher, and both at once
change() { ffmpeg -v error -ss 21.3 -t 10 -i m3.au -af "$1" -c:a libmp3lame -b:a 64k -y "$2"; }
change asetrate=8800,aresample=8000 fast.mp3
change atempo=0.85 slow.mp3
change asetrate=7127,aresample=8000,atempo=1.1225 low.mp3
change asetrate=8480,aresample=8000,atempo=1.1321 both.mp3
ok 'faster by 1.1'         'hash_clip fast.mp3 | rc 0 sg-match -d ix && [ "$(field 3)" = music3 ] && near "$(field 6)" 21.3 0.1 && near "$(field 11)" 1.1 0.0055 && near "$(field 12)" 1.1 0.0055'
ok 'on both sides'         'near "$(field 10)" "$(awk "BEGIN {print $(field 8) * $(field 11) + $(field 6)}")" 0.01'
ok 'its landmarks, too'    'hash_clip fast.mp3 | rc 0 sg-match -L -d ix && line 1.1 21.3 1.1'
ok 'slower, same pitch'    'hash_clip slow.mp3 | rc 0 sg-match -d ix -w axes && [ "$(field 3)" = music3 ] && near "$(field 6)" 21.3 0.1 && near "$(field 11)" 0.85 0.005 && near "$(field 12)" 1 0.005'
ok 'lower by two semitones' 'hash_clip low.mp3 | rc 0 sg-match -d ix -w axes && [ "$(field 3)" = music3 ] && near "$(field 11)" 1 0.005 && near "$(field 12)" 0.8909 0.0045'
ok 'tempo and pitch'       'hash_clip both.mp3 | rc 0 sg-match -d ix && [ "$(field 3)" = music3 ] && near "$(field 11)" 1.2 0.006 && near "$(field 12)" 1.06 0.006'
ok 'faster by 1.4, to 12 ms' 'sg-decode -s 21.3 -t 14 m3.au | ffmpeg -v error -i - -af asetrate=11200,aresample=8000 -y f14.wav && sg-decode f14.wav | sg-hash | rc 0 sg-match -d ix -w axes && near "$(field 6)" 21.3 0.012 && near "$(field 11)" 1.4 0.003'
ok 'not on the axes'       'hash_clip both.mp3 | rc 1 sg-match -d ix -w axes'
ok 'not as they are'       'for c in fast slow low both; do hash_clip $c.mp3 | rc 1 sg-match -d ix -w none || exit 1; done'
ok 'bad range'             'rc 2 sg-match -w some c3.fp && says "-w: want none, axes or full, got"'

ok 'JSON'                  'rc 0 sg-match -j -d ix c3.fp && jq -e ".query == \"clip3\" and .id == \"music3\" and .title == \"Third\\ttune\" and .rank == 1" out >/dev/null'
ok 'with the same figures' 'for k in votes offset_s q_from_s ref_to_s; do c=$(grep "^# " first | cut -c3- | tr "\t" "\n" | grep -n "^$k$" | cut -d: -f1); near "$(jq ".$k" out)" "$(rows first | cut -f "$c")" 0.00001 || exit 1; done'
ok 'null for no title'     'hash_clip c3.mp3 | sg-match -j -d ix >/dev/null; sg-hash m1.au | rc 0 sg-match -j -d ix && [ "$(jq -r .title out)" = null ]'

# the seed's profile has a table of two million digests to make each time
san_enough
for k in 1 2 3; do sg-hash -p sonicgen <(music $k 60 16000); done >old.fp
ok 'another profile'       'rc 2 sg-match -d ix old.fp && says "want profile sg1 of the index ix, got sonicgen of the clip"'
ok 'not into one index'    'rc 2 sg-store -d ix old.fp && says profile'
ok 'sonicgen, its own'     'rc 0 sg-store -d old old.fp && music 2 60 16000 | sg-hash -p sonicgen -i again | rc 0 sg-match -d old && [ "$(field 3)" = music2 ]'
ok 'sampled'               'music 2 60 16000 | sg-hash -p sonicgen -i again | sg-segment | rc 0 sg-match -d old && [ "$(field 3)" = music2 ]'

# the seed's rule: the share of the hashes that agrees
ok 'ratio: all agree'      'music 2 60 16000 | sg-hash -p sonicgen -i again >again.fp && rc 0 sg-match -d old again.fp && [ "$(field 4)" -eq "$(sg-hash -H -p sonicgen <(music 2 60 16000) | grep -vc "^#")" ]'
ok 'of the sample, too'    'sg-segment again.fp >sample.fp && rc 0 sg-match -d old -D ratio=1 sample.fp && [ "$(field 4)" -eq "$(grep -vc "^#" sample.fp)" ]'
sonicgen_hashes() { music "$1" 60 16000 | sg-hash -H -p sonicgen -i part; }
# one hash in twenty is of the index
{ sonicgen_hashes 2 | grep "^#" | grep -v "^## [fe]"; { sonicgen_hashes 2 | grep -v "^#" | head -60; sonicgen_hashes 9 | grep -v "^#" | head -1140; } | sort -s -n -k2; echo "## end"; } >diluted.fp
ok 'under the share'       'rc 1 sg-match -d old diluted.fp && rc 0 sg-match -d old -D evalue -e 1000 diluted.fp && [ "$(field 3)" = music2 ]'
ok 'a lower share'         'rc 0 sg-match -d old -D ratio=0.02 diluted.fp && [ "$(field 3)" = music2 ]'
ok 'ratio of sg1'          'music 3 60 | sg-hash -i again | rc 0 sg-match -d ix -D ratio && [ "$(field 3)" = music3 ] && music 3 60 | sg-peaks | rc 0 sg-match -d ix -D ratio=0.99'
ok 'and not of a stranger' 'rc 1 sg-match -d ix -D ratio=0.01 c8.fp'
ok 'bad rule'              'rc 2 sg-match -D ratio=2 c3.fp && says "-D: want evalue or ratio=0.001..1, got" && rc 2 sg-match -D half c3.fp'

# the same eight seconds three times, another tune around them
{ for i in 1 4; do sox m$i.au l$i.wav trim 0 20; done; sox m5.au l5.wav trim 30 8; sox l1.wav l5.wav l4.wav l5.wav l5.wav -t au - ; } 2>/dev/null | sg-hash -i loop | sg-store -d loops
sg-hash -i round l5.wav 2>/dev/null >round.fp || sg-decode l5.wav | sg-hash -i round >round.fp
ok 'the best place'        'rc 0 sg-match -d loops round.fp && [ "$(rows out | wc -l)" -eq 1 ]'
ok '-a: all three'         'rc 0 sg-match -a -d loops round.fp && for at in 20 48 56; do rows out | head -3 | cut -f6 | awk -v at=$at "\$1 - at < 0.1 && \$1 - at > -0.1 {f = 1} END {exit !f}" || exit 1; done'
ok 'each once'             '[ "$(rows out | cut -f6 | sort -n | awk "NR > 1 && \$1 - p < 0.25 {n++} {p = \$1} END {print n + 0}")" -eq 0 ]'
ok 'as many as wanted'     'rc 0 sg-match -a -n 2 -d loops round.fp && [ "$(rows out | wc -l)" -eq 2 ]'
ok '-a by ratio'           'rc 0 sg-match -a -D ratio=0.3 -d loops round.fp && [ "$(rows out | wc -l)" -ge 3 ]'

ok 'no index'              'rc 2 sg-match -d nosuch c3.fp && says "no index at nosuch"'
ok 'postgresql://'         'rc 75 sg-match -d postgresql://u:hush@127.0.0.1:1/x c3.fp && says "sg-match: PostgreSQL: " && ! says hush'
ok 'empty input'           'rc 2 "sg-match -d ix </dev/null" && says "empty input"'
ok 'truncated input'       'head -100 c3.fp | rc 2 sg-match -d ix && says "did not finish" && ! tail -1 out | grep -q "## end"'
ok 'sound is no stream'    'rc 2 sg-match -d ix m1.au'
ok 'full disk'             'rc 2 "sg-match -d ix c3.fp >/dev/full" && says "standard output"'
ok 'usage'                 'rc 2 sg-match -y && says "usage: sg-match" && rc 0 sg-match -h && rc 0 sg-match -V'
ok 'bad numbers'           'rc 2 sg-match -n 0 c3.fp && says "-n best" && rc 2 sg-match -e x c3.fp && says "-e evalue"'
done_testing
