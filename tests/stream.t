#!/bin/bash
# shellcheck disable=SC2016,SC2094,SC2317 # ok evaluates
# How streams survive, or refuse to survive, what happens to them in a pipe.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/fp.sh
. "$here/tests/fp.sh"

# corpus DIR NAME: that file, with the profile's spelling
corpus() {
	sed "s|@sg1@|$sg1|" "$here/tests/data/$1/$2"
}

# whatever is refused leaves the index as it was
mk first 1 40 >first && sg-store -d i first
cp -r i before
same() {
	diff -r before i
}

for f in "$here"/tests/data/good/*; do
	f=${f##*/}
	corpus good "$f" >in
	ok "good: $f" 'rc 0 "sg-store -d g in" && [ ! -s err ] && sg-index -d g check && sg-index -d g dump >d1 && sg-store -d g2 d1 && sg-index -d g2 dump | cmp - d1 && rm -r g g2'
	ok "good: $f, from a pipe" 'rc 0 "cat in | sg-store -d g" && sg-index -d g dump | cmp - d1; rm -r g'
done
for f in "$here"/tests/data/bad/*.says; do
	f=$(basename "$f" .says)
	corpus bad "$f" >in
	ok "bad: $f" 'rc 2 "sg-store -d i in" && says "$(cat "$here/tests/data/bad/$f.says")" && [ "$(wc -l <err)" -eq 1 ] && [ ! -s out ]'
done
ok 'bad streams change nothing' same
for f in "$here"/tests/data/eof/*; do
	f=${f##*/}
	corpus eof "$f" >in
	ok "eof: $f" 'rc 2 "sg-store -d i in" && grep -qE "end of file|no .## end.|no newline|empty input" err'
done
ok 'cut streams change nothing' same

# a whole fingerprint, cut after each of its lines
mk a 2 6 >a
lines=$(wc -l <a)
cut_ok=0
for ((k = 1; k < lines; k++)); do
	rc 2 "head -n $k a | sg-store -d c" && cut_ok=$((cut_ok + 1))
	# after the peaks it is whole, but of no use
	[ "$(sed -n "${k}p" a)" != '## end' ] || says 'no section of hashes' || cut_ok=0
done
ok 'cut after each line: refused' '[ $cut_ok -eq $((lines - 1)) ] && [ ! -e c/MANIFEST ]'

mk b 3 8 >b
ok 'cat of two streams is a stream' 'cat a b | rc 0 "sg-store -d cat" && [ "$(rows <(sg-index -d cat dump))" = "$(rows a b)" ]'
ok 'stdin, - and a file are the same' 'sg-store -d s1 <a && sg-store -d s2 - <a && sg-store -d s3 a && cmp s1/000001.seg s2/000001.seg && cmp s1/000001.seg s3/000001.seg'
ok 'the message names the file' 'head -n 9 a >cut; rc 2 sg-store -d i cut && says "sg-store: cut:9:"'
ok 'or the standard input' 'rc 2 "sg-store -d i <cut" && says "sg-store: <stdin>:9:"'
ok 'a filter keeps a valid stream' 'awk "/^#/ || NR % 2" a | rc 0 "sg-store -d f"'
ok 'an interleaved stream is refused' 'paste -d "\n" a b | rc 2 "sg-store -d x"'
ok 'a missing file' 'rc 2 sg-store -d i nosuch && says "nosuch: No such file"'
ok 'a directory' 'rc 2 sg-store -d i / && says "/:0: read: Is a directory"'
ok 'two files' 'rc 2 sg-store -d i a b && says "usage: sg-store"'
ok 'a line of more than 64 KiB' '{ head -n 4 a; head -c 70000 /dev/zero | tr "\0" x; } | rc 2 "sg-store -d i" && says "<stdin>:5: line of more than 65536 bytes"'
ok 'still nothing has changed' same
if [ -e /dev/full ]; then
	for c in ls dump stat -h -V; do
		ok "full disk: sg-index $c" 'rc 2 "sg-index -d cat $c >/dev/full" && says "standard output: No space left"'
	done
	ok 'full disk: sg-store -h' 'rc 2 "sg-store -h >/dev/full" && says "standard output: No space left"'
else
	skip 'full disk' 'no /dev/full'
fi
done_testing
