#!/bin/bash
# shellcheck disable=SC2016,SC2034,SC2317 # ok evaluates
# What is around must not show: the language, the time zone, blanks and quotes in
# every path, a shell that is no bash, pipes that do not block, no TMPDIR to speak of.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
plain_only 'what is around the programs'
# shellcheck source=tests/pg.sh
. "$here/tests/pg.sh"

odd="$tmp/it's a \"dir\" \$(here)	& é"
mkdir -p "$odd" plain
make -s -C "$here" install O="$O" DESTDIR="$tmp/in stalled" PREFIX=/usr >/dev/null
bin="$tmp/in stalled/usr/bin"
mkdir de
localedef -i de_DE -f UTF-8 de/de_DE.UTF-8
export LOCPATH=$PWD/de
german() { LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8 TZ=Australia/Adelaide "$@"; }
ok 'a language with a comma' '[ "$(german /usr/bin/printf %.1f 1,5 2>&1)" = 1,5 ]'
# what scripts of sh have to do with is dash, where Debian was not told otherwise
sh -c "[[ a ]]" 2>/dev/null && echo '# sh is bash here' || echo '# sh is no bash'

mkdir songs
for i in 1 2 3; do music $i 30 | ffmpeg -nostdin -v error -i - "songs/song $i.flac"; done
ffmpeg -nostdin -v error -ss 11 -t 9 -i 'songs/song 2.flac' -q:a 6 clip.mp3
cp -r songs clip.mp3 plain
cp -r songs clip.mp3 "$odd"

# all that there is to do, in a directory, and all that was said
flow() {
	cd "$1" && PATH=$bin:$PATH TMPDIR=$1/tmp HOME=$1/home XDG_DATA_HOME=$1/home/data && export TMPDIR HOME XDG_DATA_HOME && mkdir -p tmp home || return
	sg-ingest songs 2>&1 | sed 's/[0-9.]* s$//'
	sg-identify clip.mp3
	sg-identify -j clip.mp3 2>&1
	sg-decode clip.mp3 >clip.au && sg-peaks <clip.au && sg-hash clip.au | tee clip.fp
	sg-match clip.fp; sg-match -T clip.fp; sg-match -L clip.fp; sg-match -j clip.fp
	sg-segment -W 5 -S 2.5 clip.fp
	sg-index ls | LC_ALL=C sort; sg-index stat | grep -v '^bytes'; sg-index dump -- song_1 2>&1 | head -n 50
	sg-dedup -j; sg-dedup
	sg-decode -s 1.5 -t 7.25 clip.mp3 | sg-hash -i new | sg-decide -d home/data/sonicgen/index; echo $?
	sg-plot-peaks peaks.svg <clip.au && cat peaks.svg
	printf '# a\tb\nx\t1.5\ny\t2.25\n' | sg-plot-table table.svg && cat table.svg
	find tmp home -printf '%P %y\n' | LC_ALL=C sort
}
# but where it is: URLs of files, and what sums them up
(flow "$PWD/plain") 2>a.err | sed 's/^## as-of .*//; s,file:///[^\t"]*/songs,FILES,g' >a
(german flow "$odd") 2>b.err | sed 's/^## as-of .*//; s,file:///[^\t"]*/songs,FILES,g' >b
ok 'the same there as in C'  'diff a b | head -n 20 | cut -c 1-200; cmp a b && [ "$(wc -c <a)" -gt 100000 ]'
ok 'and what is said'        'diff <(sed "s,$PWD/plain,DIR,g" a.err) <(perl -pe "BEGIN { \$d = quotemeta shift } s/\$d/DIR/g" "$odd" b.err)'
ok 'it was found'            'grep -q "certain" a && grep -q "^clip	1	" a'
ok 'nothing is left of temporary files' '[ -z "$(ls -A plain/tmp)" ] && [ -z "$(ls -A "$odd/tmp")" ]'
ok 'numbers are not German'  'german rc 2 sg-decode -s 1,5 clip.mp3 && says "1,5"'

# the database, in another zone
pg_start
printf '## sg videos 1\n# id\ttitle\tpublished_at\tduration_s\na\tÄ\t2020-03-29T01:59:59Z\t61.5\nb\t-\t2024-02-29\t-\n## end\n' >videos
for where in u g; do
	sql postgres -c "create database $where"
	export SG_DB
	SG_DB=$(db $where)
	as=german
	[ $where = g ] || as=
	{
		$as sg-queue init && $as sg-queue add <videos && $as sg-queue ls && $as sg-queue -w me claim 1 | cut -f 2
		sed 's/^clip\t/a\t/; s/^## rec clip/## rec a/' plain/clip.fp >c.fp
		$as sg-queue stat
		$as sg-queue release -a 2>&1 | sed 's/.* //'
	} >queue.$where 2>&1
done
ok 'a queue is the same'     'diff queue.u queue.g; cmp -s queue.u queue.g && grep -q "Ä" queue.u && [ "$(sql u -c "select published_at at time zone '\''UTC'\'' from videos where source_id = '\''a'\''")" = "2020-03-29 01:59:59" ]'
ok 'and in a zone of the server' 'sql g -c "alter database g set timezone to '\''Asia/Kathmandu'\''" && sg-queue ls | cut -f 1-6,8- | diff - <(SG_DB=$(db u) sg-queue ls | cut -f 1-6,8-)'

# pipes that do not block, as a terminal's may be that somebody else has set so
slow() { perl -e '$| = 1; binmode STDIN; while (read STDIN, $b, 30000) { print $b; select undef, undef, undef, 0.02 }'; }
unblocked() { perl -MFcntl -e 'fcntl STDIN, F_SETFL, O_RDONLY | O_NONBLOCK; fcntl STDOUT, F_SETFL, O_WRONLY | O_NONBLOCK; exec @ARGV' "$@"; }
for c in sg-decode sg-hash sg-peaks 'sg-match -d home/data/sonicgen/index' sg-segment 'sg-index -d home/data/sonicgen/index dump'; do
	in=clip.au
	case $c in sg-decode) in=clip.mp3 ;; *match* | *segment) in=clip.fp ;; esac
	ok "EAGAIN: ${c%% *}"    '(cd plain && $c <$in >../want && cat $in | slow | unblocked $c | slow >../got) && cmp want got'
done
# and pieces of any size, as a network gives them
pieces() { perl -e 'srand 1; binmode STDIN; while (read STDIN, $b, 1 + int rand 700) { syswrite STDOUT, $b }'; }
for c in sg-decode sg-hash sg-peaks sg-segment; do
	in=clip.au
	case $c in sg-decode) in=clip.mp3 ;; *segment) in=clip.fp ;; esac
	ok "pieces: $c"          '(cd plain && $c <$in >../want && pieces <$in | $c | pieces >../got) && cmp want got'
done
ok 'EAGAIN: sg-store'        'slow <plain/clip.fp | rc 0 unblocked sg-store -d new && sg-index -d new check && sg-index -d new ls | grep -q "^clip	"'
ok 'whoever shares them sees no change' 'perl -MFcntl -e "pipe R, W; fcntl R, F_SETFL, O_NONBLOCK;
	if (!fork) { open STDIN, q(<&R); close W; exec qw(sg-hash) }
	if (!fork) { open STDOUT, q(>&W); close R; exec qw(cat plain/clip.au) }
	close W; wait; wait; exit !(fcntl(R, F_GETFL, 0) & O_NONBLOCK)" >got && sg-hash <plain/clip.au | cmp - got'
done_testing
