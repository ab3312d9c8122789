#!/bin/bash
# sg-segment: the seed's sampling of rows, windows of time, refusals.
# shellcheck source=tests/lib.sh
# shellcheck disable=SC2016,SC2034,SC2317 # ok() evaluates its strings
. "$(dirname "$0")/lib.sh"
golden=$here/tests/data/golden
sonicgen='sonicgen rate=16000 window=2048 hop=256 f=100:3000 near=12x12 floor=-30 range=80 fanout=8 dt=1:31/2 limit=40/62'
sg1='sg1 rate=8000 window=1024 hop=128 f=200:3800 near=4x8 floor=-98 rise=1 rank=4x31 grid=8x768 peaks=24 store=3x3 targets=2 dt=20:720/12 df=768/16'

# section TYPE PROFILE REC FRAMES <rows: one section of a stream
section() {
	local columns='rec	t_ref	hash'
	[ "$1" = hashes ] || columns='rec	frame	freq	level	rank'
	printf "## sg %s 1\n## profile %s\n## by test 0\n" "$1" "$2"
	[ "$3" = - ] || echo "## rec $3"
	echo "# $columns"
	cat
	[ "$4" = - ] || echo "## frames $4"
	echo '## end'
}

# hash_rows REC N [FROM]: N hashes, two a frame, the row's number as the digits
hash_rows() {
	awk -v rec="$1" -v n="$2" -v from="${3:-0}" 'BEGIN {
		for (i = from; i < from + n; i++)
			printf "%s\t%d\t%020d\n", rec, int(i / 2), i }'
}

# rows kept, sections of consecutive rows, sum of their numbers
figures() {
	awk -F'\t' '!/^#/ { i = $3 + 0; if (!n || i != last + 1) s++
		last = i; n++; sum += i }
		END { print s, n, sum }'
}

rows() { grep -v '^#' "${1:-out}"; }

# the seed's sampling, on streams of every golden length
while read -r length sections _ covered sum; do
	[ "$length" != '#' ] || continue
	hash_rows a "$length" | section hashes "$sonicgen" a 99 >in
	ok "$length hashes are sampled as the seed does" \
	    "rc 0 sg-segment in && [ '$sections $covered $sum' = \"\$(figures <out)\" ]"
done <"$golden/segments.tsv"

hash_rows a 2500 | section hashes "$sonicgen" a 9000 >long
hash_rows b 999 | section hashes "$sonicgen" b 700 >short
ok 'rows are unchanged and in order' \
    'sg-segment long >out && grep -v "^#" out | cmp -s - <(grep -Fxf out long | grep -v "^#")'
ok 'header, frames and end' \
    '[ "$(grep "^#" out)" = "$(sed "s/by test 0/by sg-segment 0.1/" long | grep "^#")" ]'
ok 'a short one is whole' \
    'sg-segment short | cmp -s - <(sed "s/by test 0/by sg-segment 0.1/" short)'
ok 'recordings are sampled apart' \
    'cat long short | sg-segment | cmp -s - <(sg-segment long; sg-segment short)'
ok 'stdin and - are the same' \
    'sg-segment - <long | cmp -s - <(sg-segment long)'
{
	hash_rows a 1200 | section hashes "$sonicgen" a 700
	hash_rows a 1300 1200 | section hashes "$sonicgen" a 9000
} >turns
ok 'sections of one recording are one list' \
    'sg-segment turns | cmp -s - <(sg-segment long)'
{ hash_rows a 2500; hash_rows b 999; } | section hashes "$sonicgen" - - >both
ok 'recordings in one section' \
    'rc 0 sg-segment both && [ "$(rows)" = "$(cat long short | sg-segment | grep -v "^#")" ]'
echo 'a	3	109.38	-3.0	0' | section peaks "$sonicgen" a 9000 >notes
ok 'peaks are dropped' \
    'cat notes long | sg-segment | cmp -s - <(sg-segment long)'
ok 'no rows is a recording too' \
    'section hashes "$sonicgen" q 50 </dev/null >in && rc 0 sg-segment in &&
	grep -qx "## rec q" out && grep -qx "## frames 50" out && ! rows'
ok 'what is sampled is sampled again' \
    'sg-segment long | sg-segment | cmp -s - <(sg-segment long)'

# windows
win='sg-segment -W 0.16 in' # 10 frames
{
	section peaks "$sg1" x 35 <<<"x	0	400.00	-3.0	0
x	9.875	400.00	-3.5	1
x	10	400.00	-4.0	2
x	30.125	400.00	-5.0	3"
	section hashes "$sg1" x 35 <<<"x	9	00000009
x	10	0000000a
x	29	0000001d
x	34	00000022"
} >in
ok 'windows are recordings' 'rc 0 "$win" &&
	[ "$(grep "^## rec" out | uniq | paste -sd" ")" = \
	    "## rec x@0 ## rec x@0.16 ## rec x@0.32 ## rec x@0.48" ]'
ok 'their rows begin at the window' '[ "$(rows | cut -f1-3)" = "x@0	0	400.00
x@0	9.875	400.00
x@0	9	00000009
x@0.16	0	400.00
x@0.16	0	0000000a
x@0.32	9	0000001d
x@0.48	0.125	400.00
x@0.48	4	00000022" ]'
ok 'level and rank are kept' 'rows | grep -qx "x@0	9.875	400.00	-3.5	1"'
ok 'frames of each window' \
    '[ "$(grep "^## frames" out | cut -d" " -f3 | paste -sd" ")" = "10 10 10 10 10 10 5 5" ]'
ok 'peaks before hashes, every section ended' \
    '[ "$(grep -cx "## end" out)" = 8 ] && [ "$(sed -n 1p out)" = "## sg peaks 1" ] &&
	[ "$(grep -c "^## sg hashes" out)" = 4 ]'
ok 'under half a window is left out' \
    'sed "s/^x	34	.*/x	33	00000021/; s/frames 35/frames 34/" in >in2 &&
	rc 0 sg-segment -W 0.16 in2 && ! grep -q x@0.48 out && grep -q x@0.32 out'
ok 'a recording shorter than that is one window' \
    'rc 0 sg-segment -W 99 in && [ "$(rows)" = "$(rows in | sed "s/^x/x@0/")" ]'
ok 'overlapping windows' 'rc 0 "$win -S 0.1" &&
	[ "$(grep "^## rec" out | uniq | cut -d@ -f2 | paste -sd" ")" = "0 0.096 0.192 0.304 0.4" ] &&
	rows | grep -qx "x@0	9	00000009" && rows | grep -qx "x@0.096	3	00000009"'
ok 'spaced windows' 'rc 0 "$win -S 0.32" &&
	[ "$(grep "^## rec" out | uniq | cut -d@ -f2 | paste -sd" ")" = "0 0.32" ]'
ok 'windows of a window' 'sg-segment -W 0.32 in | sg-segment -W 0.16 >out &&
	rows | grep -qx "x@0.32@0	9	0000001d"'
ok 'hashes alone' 'sed "1,/^## end/d" in >in3 && rc 0 sg-segment -W 0.16 in3 &&
	! grep -q "sg peaks" out && [ "$(rows | head -1)" = "x@0	9	00000009" ]'
ok 'peaks alone' 'sed "/^## end/q" in >in4 && rc 0 sg-segment -W 0.16 in4 &&
	! grep -q hashes out && [ "$(rows | tail -1 | cut -f1-2)" = "x@0.48	0.125" ]'
ok 'an identity that needs escapes' \
    'sed "s/^x	/\\\\x23\\\\\\\\	/; s/rec x/rec #\\\\/" in3 >in5 && rc 0 sg-segment -W 9 in5 &&
	grep -qxF "## rec #\\@0" out && [ "$(rows | head -1)" = "\\x23\\\\@0	9	00000009" ]'

# a long recording in turns: windows come out as soon as they are whole, and
# are what the same recording in one piece gives
turn() {
	local i
	for ((i = $1; i < $2; i++)); do printf 'x\t%d.5\t400.00\t-3.0\t0\n' "$i"; done |
	    section peaks "$sg1" x "$2"
	for ((i = $1; i < $2 - 5; i++)); do printf 'x\t%d\t%08x\n' "$i" "$i"; done |
	    section hashes "$sg1" x "$2"
}
{ turn 0 40; turn 40 80; turn 80 121; } >in6
{
	for t in peaks hashes; do
		grep -v '^#' in6 | if [ $t = peaks ]; then grep -F .5; else grep -vF .5; fi |
		    section $t "$sg1" x 121
	done
} >in7
ok 'turns give the same windows as one piece' \
    'sg-segment -W 0.25 -S 0.12 in6 | cmp -s - <(sg-segment -W 0.25 -S 0.12 in7)'

# refuse NAME TEXT COMMAND: it fails, says why, and its output has no end
refuse() {
	local text=$2 command=$3
	ok "$1" 'rc 2 "$command" && says "$text" &&
		{ [ ! -s out ] || [ "$(tail -n 1 out)" != "## end" ]; }'
}
ok 'the profile of -p' 'rc 0 sg-segment -p sonicgen long'
refuse 'another profile than -p' 'long: want profile sg1, got sonicgen' \
    'sg-segment -p sg1 long'
refuse 'an unknown -p' '-p profile: unknown: nosuch' 'sg-segment -p nosuch long'
refuse 'an unknown profile' "<stdin>: unknown profile 'nosuch'" \
    'sed "s/profile sonicgen/profile nosuch/" long | sg-segment'
refuse 'a profile with another parameter' "profile sonicgen: want ' rate=16000" \
    'sed s/near=12x12/near=12x7/ long | sg-segment'
refuse 'two profiles' 'profile mismatch' 'cat long in | sg-segment'
refuse 'peaks without hashes' "'a' has peaks but no hashes: sg-hash makes them" \
    'sg-segment notes'
refuse 'peaks without hashes, later' "'a' has peaks but no hashes" \
    'cat short notes | sg-segment'
refuse 'no end' "no '## end'" "sed '\$d' long | sg-segment"
refuse 'no end after whole windows' "no '## end'" \
    "sed '\$d' in6 | sg-segment -W 0.16"
cp out cut
ok 'of which there were some' 'grep -q "## rec x@0.32" cut'
refuse 'so that its reader fails too' "no '## end'" 'sg-segment -W 1 cut'
refuse 'half a line' 'truncated?' 'head -c 900 long | sg-segment'
refuse 'disorder of hashes' \
    '<stdin>:11: hashes are not in order of time: frame 1 after 2' \
    'awk -F"\t" -v OFS="\t" "NR == 11 { \$2 = 1 } 1" short | sg-segment'
refuse 'disorder of peaks' 'peaks are not in order of time: frame 3 after 9' \
    'sed "s/^x	10	400/x	3	400/" in | sg-segment -W 1'
refuse 'the same recording twice' 'not in order' 'cat long long | sg-segment'
refuse 'a hash of other digits' "field 3: want 20 hex digits, got '0000000a'" \
    'sed s/00000000000000000002/0000000a/ short | sg-segment'
refuse 'a hash of no digits' "field 3: want 8 hex digits, got '0000001g'" \
    'sed s/0000001d/0000001g/ in | sg-segment -W 1'
refuse 'a negative time' "field 2: want 0..2147483647, got '-5'" \
    'sed "s/^b	1	/b	-5	/" short | sg-segment'
refuse 'a blank in an identity' "bad identity 'b b'" \
    'sed "s/^b/b b/" short | sg-segment'
id=$(printf %0254d 0)
refuse 'an identity with no room' "no room for '@seconds'" \
    'sed "s/rec x/rec $id/; s/^x/$id/" in | sg-segment -W 0.16'
refuse 'no input' 'empty input' 'sg-segment </dev/null'
refuse 'something else' "want '## sg hashes 1' or '## sg peaks 1', got 'hello'" \
    'echo hello | sg-segment'
refuse 'no such file' 'nosuch: No such file' 'sg-segment nosuch'
refuse '-S alone' '-S step: only between windows: give -W too' \
    'sg-segment -S 5 long'
refuse 'a window of nothing' '-W seconds: not in 0.1..1e+06: 0' \
    'sg-segment -W 0 long'
refuse 'a step that is no number' '-S step: not a number: x' \
    'sg-segment -W 1 -S x long'
refuse 'two files' 'usage: sg-segment' 'sg-segment long long'
refuse 'an unknown option' 'usage: sg-segment' 'sg-segment -x'
ok 'a full disk' 'rc 2 "sg-segment long >/dev/full" && says "standard output"'
ok 'help and version' \
    'rc 0 sg-segment -h && grep -q "^usage: sg-segment" out && rc 0 sg-segment -V &&
	grep -qx "sg-segment 0.1" out'
ok 'libc and libm are all it needs' \
    '! ldd "$(command -v sg-segment)" | grep -vE "linux-vdso|ld-linux|lib(c|m|asan|ubsan|gcc_s|pthread|dl|rt|stdc\+\+)\.so"'
done_testing
