#!/bin/bash
# shellcheck disable=SC2016,SC2034,SC2094,SC2317 # ok evaluates
# sg-store: one commit per run, replacing, metadata, refusals.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/fp.sh
. "$here/tests/fp.sh"

ids() {
	sg-index -d "${1:-i}" ls | grep -v '^#' | cut -f 1 | tr '\n' ' '
}
for id in a b c; do
	mk $id $((${#id} + 3)) 50 >$id
done
mk a 77 60 >a2
tab=$'\t'

ok 'help' 'rc 0 sg-store -h && grep -q "^usage: sg-store" out'
ok 'version' 'rc 0 sg-store -V && grep -qx "sg-store 0.[0-9.]*" out'
ok 'unknown option' 'rc 2 sg-store -x && says "usage: sg-store"'

ok 'makes the index and the directories above' 'rc 0 sg-store -d x/y/i a && [ ! -s out ] && [ ! -s err ] && [ "$(ids x/y/i)" = "a " ]'
ok 'a name that ends with a slash' 'rc 0 sg-store -d x/z/ a && sg-index -d x/z check'
ok '$SG_DB' 'SG_DB=env rc 0 sg-store a && [ "$(ids env)" = "a " ]'
ok '$XDG_DATA_HOME' 'XDG_DATA_HOME=$PWD/xdg rc 0 sg-store a && [ "$(ids xdg/sonicgen/index)" = "a " ]'
ok '-v tells' 'cat a b | rc 0 sg-store -v -d i && says "sg-store: stored 2 recordings, 100 postings, replaced 0"'
ok 'an id again replaces it' 'rc 0 sg-store -v -d i a2 && says "stored 1 recordings, 60 postings, replaced 1" && [ "$(ids)" = "b a " ] && [ "$(rows <(sg-index -d i dump a))" = "$(rows a2)" ]'
ok 'in one stream the later wins' 'cat a2 b a | rc 0 sg-store -v -d w && says "replaced 1" && [ "$(rows <(sg-index -d w dump))" = "$(rows a b)" ]'
ok 'all recordings in one commit' 'cat a b c | sg-store -d one && [ "$(grep -c seg one/MANIFEST)" -eq 1 ]'
ok 'a failure at the end stores nothing' 'cp -r i before && { cat c; head -n 20 b; } | rc 2 sg-store -d i && diff -r before i'
ok 'and makes no index' 'head -n 20 b | rc 2 sg-store -d none && rc 2 sg-index -d none ls && says "no index at none (sg-store makes one)"'
ok 'hashes alone will do' 'awk "/sg hashes/ { p = 1 } p" a | rc 0 sg-store -d ha && sg-index -d ha dump | grep -q "sg hashes" && ! sg-index -d ha dump | grep -q "sg peaks"'

# each by itself
ok '-e: as many commits' 'cat a2 b a | rc 0 sg-store -ev -d e && says "sg-store: stored 3 recordings, 160 postings, replaced 1" && [ "$(rows <(sg-index -d e dump a))" = "$(rows a)" ] && sg-index -d e check'
ok '-e: what came before stays' 'rm -rf e; { cat a b; head -n 20 c; } | rc 2 sg-store -e -d e && says "<stdin>:248: " && says "(what came before is stored)" && [ "$(wc -l <err)" -eq 1 ] && [ "$(ids e)" = "a b " ]'
mkfifo live
ok '-e: at once' '
	sg-store -e -d now live & pid=$!
	exec 3>live && cat a b >&3
	for ((i = 0; i < 400; i++)); do [ "$(ids now 2>/dev/null)" != "a " ] || break; sleep 0.05; done
	[ "$(ids now)" = "a " ] && exec 3>&- && wait $pid && [ "$(ids now)" = "a b " ]'
ok '-e: metadata' 'printf "## sg videos 1\n# id\ttitle\nb\tB\n## end\n" >me && cat a b | rc 0 sg-store -e -m me -d e && sg-index -d e ls b | grep -q "	B	"'
ok '-e: nothing at all' 'rc 2 sg-store -e -d nix </dev/null && [ ! -e nix ]'
ok '-e: no room' 'mkdir -p ro && : >ro/file && rc 2 sg-store -e -d ro/file a && [ "$(wc -l <err)" -eq 1 ]'

# metadata
{
	printf '## sg videos 1\n# url\tid\tlive\ttitle\tduration_s\tpublished_at\n'
	printf 'https://e.org/?a=1\ta\tno\tTab\\tnew\\nline \\\\ caf\303\251\t61.5\t2020-01-02\n'
	printf -- '-\tb\t-\t\\x2d\t-\t-\n'
	printf -- '-\tc\t-\told\t1\t-\n'
	printf -- '-\tc\t-\t\\x23c\t-\t-\n'
	printf -- '-\tnosuch\t-\tnothing\t-\t-\n'
	printf '## end\n'
} >m
row() {
	sg-index -d m1 ls "$1" | grep -v '^#' | cut -f 5-
}
ok '-m' 'cat a b c | rc 0 sg-store -m m -d m1'
ok 'title with tab, newline, backslash, UTF-8' '[ "$(row a)" = "Tab\\tnew\\nline \\\\ café${tab}https://e.org/?a=1${tab}2020-01-02${tab}61.5" ]'
ok 'a title that is just -' '[ "$(row b)" = "\\x2d$tab-$tab-$tab-" ]'
ok 'of two rows the later counts' '[ "$(row c)" = "\\x23c$tab-$tab-$tab-" ]'
ok 'no more than the stream has' '[ "$(ids m1)" = "a b c " ]'
ok 'a listing is metadata, too' 'sg-index -d m1 ls >l && sg-index -d m1 dump | rc 0 sg-store -m l -d m2 && sg-index -d m2 ls | cmp - l'
ok 'a replaced recording loses its title' 'sg-store -d m1 a && [ "$(row a)" = "-$tab-$tab-$tab-" ]'
ok 'new metadata for an old recording' 'sg-index -d m1 dump b | rc 0 sg-store -m <(sed "s/x2d/x2dnew/" m) -d m1 && [ "$(row b | cut -f 1)" = "-new" ]'
ok '-m: only id is needed' 'printf "## sg videos 1\n# id\na\n## end\n" >m3 && rc 0 sg-store -m m3 -d m3i a'
ok '-m: no such file' 'rc 2 sg-store -m nosuch -d i a && says "nosuch: No such file"'
ok '-m: cut off' 'head -n 4 m >m4; rc 2 sg-store -m m4 -d i a && says "m4:4: no"'
ok '-m: another stream' 'rc 2 sg-store -m a -d i a && says "a:1: want "'
ok '-m: without id' 'printf "## sg videos 1\n# title\na\n## end\n" >m5; rc 2 sg-store -m m5 -d i a && says "want columns"'
ok '-m: bad id' 'printf "## sg videos 1\n# id\na b\n## end\n" >m6; rc 2 sg-store -m m6 -d i a && says "m6:3: field 1: bad identity"'
ok '-m: bad duration' 'printf "## sg videos 1\n# id\tduration_s\na\t-1\n## end\n" >m7; rc 2 sg-store -m m7 -d i a && says "m7:3: field 2: want 0..1e+09"'
ok '-m: bad escape' 'printf "## sg videos 1\n# id\ttitle\na\t\\\\q\n## end\n" >m8; rc 2 sg-store -m m8 -d i a && says "m8:3: field 2: bad escape"'

# hostile ids
n_ids=0
for id in '#hash' '-dash' '\n' 'back\\slash' '*' '$(x)' "'" '"' '%s%n' '../../x' '歌' '..'; do
	mk "$id" 5 9 >in
	rc 0 sg-store -d h in && n_ids=$((n_ids + 1))
	rc 0 sg-index -d h ls -- "$id" && [ "$(grep -vc '^#' out)" -eq 1 ] || n_ids=-99
done
ok 'hostile ids are ids' '[ $n_ids -eq 12 ] && [ "$(sg-index -d h ls | grep -vc "^#")" -eq 12 ] && sg-index -d h check'
ok 'and come back' 'sg-index -d h dump >hd && sg-store -d h2 hd && sg-index -d h2 dump | cmp - hd'

# refusals
ok 'another profile' 'printf "## sg hashes 1\n## profile %s\n# rec\tt_ref\thash\n## end\n" "$(spelling sonicgen)" >other; rc 2 sg-store -d i other && says "the index has profile '"'sg1', the stream 'sonicgen'"'"'
ok 'postgresql:// without a server' 'rc 75 sg-store -d "postgresql://u:hush@127.0.0.1:1/d" a && says "sg-store: PostgreSQL: " && ! says hush'
ok 'a directory that is something else' 'mkdir home && echo x >home/letter && rc 2 sg-store -d home a && says "home: neither an index nor an empty directory" && [ "$(ls home)" = letter ]'
ok 'an empty directory will do' 'mkdir empty && rc 0 sg-store -d empty a'
ok 'a file' 'rc 2 sg-store -d a b && says "sg-store: a: Not a directory"'
if [ "$(id -u)" -ne 0 ]; then
	ok 'not writable' 'mkdir ro && chmod 555 ro && rc 2 sg-store -d ro a && says "ro: "'
fi
ok 'a MANIFEST that is none' 'mkdir bm && echo hello >bm/MANIFEST && rc 2 sg-store -d bm a && says "bm: MANIFEST:1: want"'
ok 'an index of a newer version' 'cp -r i nv && sed -i "1s/1\$/2/" nv/MANIFEST && rc 2 sg-store -d nv a && says "got '"'## sg manifest 2'"'"'

# full disk, at different moments
if (ulimit -f 1) 2>/dev/null; then
	mk big 3 3000 >big
	ok 'no room for the segment' '(trap "" XFSZ; ulimit -f 8; rc 2 sg-store -d i big) && says "File too large" && diff -r before i'
fi

# many small recordings, more than a batch
awk -v p="$sg1" 'BEGIN {
	for (i = 0; i < 600000; i++) {
		if (i % 1000 == 0) {
			if (i) print "## end"
			printf "## sg hashes 1\n## profile %s\n# rec\tt_ref\thash\n", p
		}
		printf "v%d\t%d\t%08x\n", i % 590000, i % 7, i * 31 % 900000
	}
	print "## end" }' >many
ok '600,000 recordings, some twice' 'rc 0 sg-store -v -d manyi many && says "stored 600000 recordings, 600000 postings, replaced 10000"'
ok 'are all there' '[ "$(sg-index -d manyi ls | grep -vc ^#)" -eq 590000 ] && sg-index -d manyi check'
done_testing
