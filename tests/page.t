#!/bin/bash
# The page, in Debian's chromium, with a real server; tests/page.js has the
# tests. PAGE_SHOTS=directory keeps pictures of it, to be looked at.
# shellcheck disable=SC2034,SC2154 # site.sh sets and reads them
. "$(dirname "$0")/lib.sh"
plain_only 'a browser, JavaScript'
# shellcheck source=tests/site.sh
. "$here/tests/site.sh"
# shellcheck source=tests/pg.sh
. "$here/tests/pg.sh"

# without a browser, or a registry, nothing is proved here: say so
why=
command -v chromium >/dev/null || why='no chromium'
npm=$here/build/node/node_modules
[ -d "$npm/playwright-core" ] || why='no playwright-core: tests/need.sh check'
if [ -n "$why" ]; then
	skip 'the page in a browser' "$why"
	done_testing
fi

site_index
cut() { sg-decode -s "$2" -t "$3" -b 16 "m$1.au"; }
cut 1 12.3 8 >clip.au
cut 2 20 8 >second.au
cut 3 5 8 >third.au
ffmpeg -v error -i clip.au -b:a 64k clip.mp3
sox clip.au second.au spliced.wav
music 99 6 >none.au
sox -n -r 8000 -c 1 -b 16 silence.wav trim 0 5
sox -n -r 8000 -c 1 -b 16 brief.wav synth 1.2 sine 300:3000
sg-decode -t 30 -b 16 m1.au >m.au && sox m.au -r 48000 microphone.wav
echo hello world, this is no sound >text
: >empty
head -c 4000001 /dev/zero >large

# videos of ours: all are the clip, but one is gone, of which the catalogue knows
# that it was a copy
cat >bin/yt-dlp <<-EOF
	#!/bin/bash
	[[ \${!#} != *copy0000001 ]] || { echo 'ERROR: HTTP Error 404' >&2; exit 1; }
	exec cat "$tmp/clip.mp3"
EOF
chmod +x bin/*
pg_start
trap 'site_stop; pg_stop immediate; rm -rf "$tmp"' EXIT
sql postgres -c 'create database c'
SG_DB=$(db c)
export SG_DB SG_WEB_CATALOGUE=$SG_DB
printf '## sg videos 1\n# id\ttitle\tduration_s\nvideo000002\tThe second\t40\ncopy0000001\tA copy\t9\n## end\n' | { sg-queue init 2>err && sg-queue add; }
SG_CLAIM=$(sg-queue claim -n 2 | awk -F'\t' '$2 == "copy0000001" { print $1 }') sg-queue finish matched video000002
unset SG_DB
export SG_WEB='bytes=4000000 seconds=60 wall=60 searches=1 waiting=0 wait=0'
site_start -m videos || exit 2
export NODE_PATH=$npm NODE_NO_WARNINGS=1 HOME=$tmp
[ -z "${PAGE_SHOTS-}" ] || mkdir -p "$PAGE_SHOTS"
timeout 300 node "$here/tests/page.js" "$site" "$tmp" "${PAGE_SHOTS-}"
