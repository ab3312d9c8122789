#!/bin/bash
# make install, uninstall and dist; what is installed runs by its name.
# shellcheck disable=SC2034 # eval uses them
. "$(dirname "$0")/lib.sh"
plain_only 'packaging'

tree() { env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -C "$here" O="$O" "$@"; }
root=$tmp/'a root'
bin=$root/opt/sg/bin
programs=$(cd "$here/cmd" && printf '%s\n' *.c | sed 's/\.c$//')

ok 'make install'           'rc 0 tree install PREFIX=/opt/sg DESTDIR="$root"'
ok 'every program'          'for p in $programs; do "$bin/$p" -V | grep -qx "$p [0-9.]*" || exit; done'
ok 'every manual'           'for p in $programs sg-channel sg-dedup sg-fleet sg-identify sg-ingest sg-refingerprint sg-serve sg-worker; do [ -s "$root/opt/sg/share/man/man1/$p.1" ] || exit; done && [ -s "$root/opt/sg/share/man/man7/sg.7" ]'

# hard WHAT: all programs have it; its absence is said of one that has not
for p in $programs; do readelf -hldsW "$bin/$p" >"$p.elf"; done
hard() { ! grep -LE "$1" ./*.elf | grep .; }
ok 'position independent'   'hard "Type: *DYN" && hard "FLAGS_1.*PIE"'
ok 'relocations read-only'  'hard "GNU_RELRO" && hard "FLAGS_1.*NOW"'
ok 'no stack is run'        'hard "GNU_STACK .* RW " && ! grep -lE "(LOAD|GNU_STACK) .* RWE" ./*.elf | grep .'
ok 'stacks are watched'     'hard "__stack_chk_fail@"'
ok 'libc checks sizes'      'hard "__[a-z]*_chk@"'
pictures=$(cd "$here/pipelines" && printf 'sg-%s\n' plot-*.sh | sed 's/\.sh$//')
ok 'no more than that'      '[ "$(cd "$bin" && printf "%s\n" *)" = "$(printf "%s\n" $programs $pictures sg-channel sg-dedup sg-fleet sg-identify sg-ingest sg-refingerprint sg-serve sg-worker | sort)" ]'
ok 'no link leads nowhere'  '[ -z "$(find "$root" -xtype l)" ]'
ok 'no link leads outside'  '! find "$root" -type l -printf "%l\n" | grep -q "^/"'
ok 'nobody else can write'  '[ -z "$(find "$root/opt" ! -type l -perm /022)" ]'
ok 'the demo stays at home' '[ -z "$(find "$root" -name "demo*")" ]'

# the programs of the same prefix, though it is not on PATH
export PATH=/usr/bin:/bin
mkdir songs
"$here/$O/tool/music" 1 30 >songs/one.au
"$here/$O/tool/music" 2 30 >songs/two.au
for p in sg-channel sg-dedup sg-fleet sg-identify sg-ingest sg-refingerprint sg-serve sg-worker; do
	ok "$p -V"          'rc 0 "$bin/$p" -V && grep -qx "$p [0-9.]*" out'
	ok "$p -h"          'rc 0 "$bin/$p" -h && grep -q "^usage: $p " out'
	ok "$p -?"          'rc 2 "$bin/$p" -? && says "usage: $p "'
done
ok 'pictures: -V, -h, -?'  'for p in $pictures; do "$bin/$p" -V | grep -qx "$p [0-9.]*" && "$bin/$p" -h | grep -q "^usage: $p " && rc 2 "$bin/$p" -? && says "usage: $p " || exit; done'
ok 'sg-ingest runs'         'rc 0 "$bin/sg-ingest" -d ix songs && grep -qx "2 recordings: 0 known, 2 stored, 0 failed" out'
ok 'sg-identify runs'       'rc 0 "$bin/sg-identify" -d ix songs/two.au && grep -q " two$" out'

ok 'make uninstall'         'rc 0 tree uninstall PREFIX=/opt/sg DESTDIR="$root"'
ok 'it leaves no file'      '[ -z "$(find "$root" ! -type d)" ]'
ok 'nor a directory of ours' '[ -z "$(find "$root" -name "sonicgen*")" ]'

if git -C "$here" rev-parse -q --verify HEAD >/dev/null; then
	ok 'make dist'      'rc 0 tree dist O="$tmp/dist"'
	ok 'what is committed' 'tar -tf dist/sonicgen-*.tar.gz | grep -v "/$" | cut -d/ -f2- | sort | cmp - <(git -C "$here" ls-tree -r --name-only HEAD | sort)'
	ok 'it has a Makefile'  'tar -xf dist/sonicgen-*.tar.gz && env -u MAKEFLAGS -u SAN make -n -C sonicgen-*/ | grep -q -- "-o build/bin/sg-hash"'
else
	skip 'make dist' 'not a git clone'
fi
done_testing
