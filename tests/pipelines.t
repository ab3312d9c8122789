#!/bin/bash
# The pipelines: whole directories in, hostile names included; clips and URLs
# identified; what is interrupted or fails is told apart and can be repeated.
# shellcheck disable=SC2034 # eval uses them
. "$(dirname "$0")/lib.sh"
plain_only 'shell'
p=$here/pipelines
export TMPDIR=$tmp/tmpdir
mkdir "$TMPDIR"
index() { "$p/index.sh" "$@"; }
identify() { "$p/identify.sh" "$@"; }
# column NAME of sg-index ls
column() { sg-index -d "${2:-ix}" ls | awk -F'\t' -v c="$1" '/^# /{sub("# ", ""); for (i = 1; i <= NF; i++) if ($i == c) n = i; next} !/^#/{print $n}' | sort; }

# --- lib.sh
plain() { bash -c '. "$0/lib.sh"; plain' "$p"; }
worst() { bash -c '. "$0/lib.sh"; worst "$@"' "$p" "$@"; }
ok 'plain: controls'        '[ "$(printf "a\033[2Jb\007\177\n" | plain)" = "a?[2Jb??" ]'
ok 'plain: second set, turns' '[ "$(printf "a\302\2331m\342\200\256b" | plain)" = "a?1m?b" ]'
ok 'plain: broken UTF-8'    '[ "$(printf "a\233b\377c" | plain)" = abc ]'
ok 'plain: letters stay'    '[ "$(printf "Björk – 音\n" | plain)" = "Björk – 音" ]'
ok 'worst: 2, 75, 1, 0'     'rc 2 worst 0 75 2 1 && rc 75 worst 1 75 0 && rc 1 worst 0 1 && rc 0 worst 0 0 && rc 0 worst'
ok 'worst: a crash is a 2'  'rc 2 worst 139 75 && rc 2 worst 75 139'
culprit() { bash -c '. "$0/lib.sh"; culprit "$@"' "$p" "$@"; }
ok 'culprit: the first, but not by SIGPIPE' '[ "$(culprit 0 2 1)" = 1 ] && [ "$(culprit 141 141 2)" = 2 ] && [ "$(culprit 75 2 2)" = 0 ] && [ -z "$(culprit 0 0)" ]'

# --- table.awk
row() { printf '## clip c\n# query\tid\tevalue\tq_from_s\tq_to_s\tref_from_s\tref_to_s\tspeed\ttitle\nc\tan-id\t%s\n' "${1//,/$'\t'}" | awk -f "$p/table.awk" | tail -n 1; }
ok 'table: certain'         '[ "$(row 1e-9,0.1,9.5,3599.6,86399.4,1.0000,x)" = "c     0:00:00-0:00:10  1:00:00-23:59:59  1.000  certain (E 1e-09)  x" ]'
ok 'table: very likely'     'row 1.1e-9,0,1,0,1,1,x | grep -qF "  very likely (E 1e-09)  x" && row 1e-5,0,1,0,1,1,x | grep -qF "  very likely (E 1e-05)  x"'
ok 'table: likely'          'row 1.2e-5,0,1,0,1,0.95,x | grep -qF "  0.950  likely (E 1e-05)  x"'
ok 'table: no title, its id' 'row 1e-9,0,1,0,1,1,- | grep -q "  an-id$"'
ok 'table: escapes'         'row "1e-9,0,1,0,1,1,\\x2d" | grep -q "  -$" && row "1e-9,0,1,0,1,1,\\x23a\\nb\\\\n\\x1b[2J" | grep -qF "  #a b\n [2J"'

# --- recordings, with names that mean mischief
mkdir -p in/a in/b
song() { music "$1" $(($1 == 1 ? 30 : 8)) >"$tmp/song.au" && ffmpeg -v error -y -i "$tmp/song.au" -metadata title="$3" -metadata artist="$4" "./$2"; }
song 1 in/a/track.mp3 'So "What" #1' 'Miles'
song 2 in/b/track.ogg $'tab\there \\ back' ''
song 3 in/-lead.flac '-' ''
song 4 $'in/new\nline.wav' '' ''
song 5 'in/$(touch bad) `touch bad`;touch bad.mp3' $'\033[2Jclear' ''
song 6 "in/it's {} {1} %41 \"q\" & | > x.mp3" '' 'Ünï'
song 7 $'in/\377\303\244.mp3' '' ''
song 8 in/b/UPPER.MP3 '' ''
song 10 'in/#a\b.wav' '' ''
song 11 in/-.wav '' ''
echo hello >in/b/text.mp3
echo hello >in/cover.jpg

ok 'index: the sound ones, and 2 for the other' 'rc 2 index -d ix -l log in'
ok 'says how many'          'grep -qx "11 recordings: 0 known, 10 stored, 1 failed" out'
ok 'says which and why'     'grep -q "^index.sh: $tmp/in/b/text.mp3: sg-decode: " err && [ "$(grep -c text.mp3 err)" -eq 1 ]'
ok 'says whose id is longer' 'says "the name of 2 is taken: their ids begin with the folder, as in "'
ok 'the index is sound'     'rc 0 sg-index -d ix check'
ok 'ten ids'                '[ "$(column id | wc -l)" -eq 10 ]'
ok 'the stem, then with its folder' 'column id | grep -qx track && column id | grep -qx b/track && column id | grep -qx in/-'
ok 'no command was run'     '[ -z "$(find . -name "bad*")" ]'
ok 'nothing is left'        '[ -z "$(ls -A "$TMPDIR")" ]'
ok 'the log has a row a job' '[ "$(wc -l <log)" -eq 12 ] && awk -F"\t" "\$7 == 2 {n++} END {exit n != 1}" log'
ok 'titles from the tags'   'column title | grep -qxF "Miles - So \"What\" #1" && column title | grep -qxF "tab here \\\\ back" && column title | grep -qxF "\\x2d"'
ok 'or the artist alone'    'column title | grep -qx "Ünï"'
ok 'no control characters'  '! column title | grep -q "$(printf "\033")"'
ok 'paths as URLs'          'column url | grep -qxF "file://$tmp/in/new%0Aline.wav" && column url | grep -qxF "file://$tmp/in/%FF%C3%A4.mp3"'
while IFS= read -r -d '' f; do
	id=$(sg-decode "$f" 2>/dev/null | head -c 300 | tr '\0' '\n' | sed -n 's/^.*id=//p' | head -n 1)
	ok "id as sg-decode has it: ${id:-?}" '[ -n "$id" ] && sg-index -d ix dump -- "$id" >fp && [ -s fp ]'
done < <(find in -maxdepth 1 -type f ! -name '*.jpg' ! -name '-.wav' -print0)

# --- again
ok 'a second run: the rest' 'rc 2 index -d ix in && grep -qx "11 recordings: 10 known, 0 stored, 1 failed" out'
rm in/b/text.mp3
ok 'nothing to do'          'rc 0 index -d ix in && grep -qx "10 recordings: 10 known, 0 stored, 0 failed" out'
ok '-f: each under its id'  'column id >ids && rc 0 index -f -d ix in && grep -qx "10 recordings: 0 known, 10 stored, 0 failed" out && column id | cmp - ids'
song 9 in/a/late.opus '' ''
ok 'what is new'            'rc 0 index -j 1 -d ix in && grep -qx "11 recordings: 10 known, 1 stored, 0 failed" out'
ln -s a/late.opus in/link.opus
ok 'a link is no recording' 'rc 0 index -d ix in && grep -qx "11 recordings: 11 known, 0 stored, 0 failed" out'
ok 'a list, relative'       'printf "in/a/late.opus\nin/b/UPPER.MP3\n\nin/-lead.flac\n" >list && rc 0 index -d ix2 list && [ "$(column id ix2 | xargs)" = "-lead UPPER late" ]'
ok 'a list from a pipe'     'find in -name "*.ogg" | rc 0 index -d ix2 - && grep -qx "1 recordings: 0 known, 1 stored, 0 failed" out'
ok 'a path that is not there' 'echo in/nosuch.mp3 >list2 && rc 2 index -d ix2 list2 && says "in/nosuch.mp3: sg-decode: No such file"'

# --- refusals
ok 'no operand'             'rc 2 index && says "usage: index.sh [-fhV] [-d index] [-j jobs] [-l joblog] directory|list"'
ok 'nothing there'          'rc 2 index -d ix3 nosuch && says "nosuch: No such file"'
ok 'an empty directory'     'mkdir empty && rc 2 index -d ix3 empty && says "empty: no recordings"'
ok 'a recording is no list' 'rc 2 index -d ix3 in/a/track.mp3 && says "neither a directory nor a list of paths"'
ok 'jobs'                   'rc 2 index -j 0 in && says "-j: not in 1..9999: 0" && rc 2 index -j 2x in && says "2x"'
ok 'an index that is none'  'echo x >file && rc 2 index -d file in && says file'
ok 'none of them stored'    '[ ! -e ix3 ]'

# --- interrupted, then finished
mkdir many
for i in $(seq 12); do music "$((100 + i))" 10 >"many/m$i.au"; done
"$p/index.sh" -j 1 -d ix4 many >out 2>err & pid=$!
while kill -0 "$pid" && ! compgen -G "$TMPDIR/*/3.videos" >/dev/null; do
	sleep 0.02
done
kill "$pid"
killed=0; wait "$pid" || killed=$?
ok 'killed: 143'            '[ "$killed" -eq 143 ]'
gone() { local i; for ((i = 0; i < 50; i++)); do pgrep -f "$1" >/dev/null || return 0; sleep 0.1; done; return 1; }
ok 'nothing runs on'        'gone "one.sh $TMPDIR"'
ok 'nothing is left'        '[ -z "$(ls -A "$TMPDIR")" ]'
ok 'what was ready is there' 'rc 0 sg-index -d ix4 check && n=$(column id ix4 | wc -l) && [ "$n" -ge 2 ] && [ "$n" -lt 12 ]'
ok 'the next run finishes'  'rc 0 index -d ix4 many && grep -qx "12 recordings: $n known, $((12 - n)) stored, 0 failed" out && [ "$(column id ix4 | wc -l)" -eq 12 ]'

# --- identify
music 1 30 >a.au; music 77 10 >none.au
sg-decode -s 12.3 -t 8 a.au >clip.au
ffmpeg -v error -i clip.au -b:a 32k "clip 1.mp3"
ok 'identify'               'rc 0 identify -d ix "clip 1.mp3" && cp out table'
ok 'a head and a row'       '[ "$(wc -l <table)" -eq 2 ] && head -1 table | grep -qx "CLIP  *OF THE CLIP  *OF THE ORIGINAL  *SPEED  *MATCH  *ORIGINAL"'
ok 'clip, times, speed, words, title' 'grep -qE "^clip 1.mp3  0:00:0[01]-0:00:0[678]  0:00:1[23]-0:00:(18|19|20)  (1\.000|0\.999|1\.001)  (certain|(very )?likely) \(E [0-9]e-[0-9]+\) +Miles - So \"What\" #1$" table'
ok 'columns in line'        '[ "$(sed -n 1p table | grep -bo ORIGINAL$ | cut -d: -f1)" = "$(sed -n 2p table | grep -bo Miles | cut -d: -f1)" ]'
ok 'not found is 1, and plain' 'rc 1 identify -d ix none.au && [ "$(cat out)" = "none.au  not found" ] && [ ! -s err ]'
ok 'one of two is enough'   'rc 0 identify -d ix none.au clip.au && grep -q "^none.au   *not found$" out && grep -q "^clip.au .*Miles" out'
ok 'a failure shows, the rest is answered' 'rc 2 identify -d ix in/cover.jpg clip.au nosuch.mp3 && grep -q "^clip.au .*Miles" out && ! grep -q cover out && says "in/cover.jpg" && says "nosuch.mp3: No such file" && [ "$(wc -l <err)" -eq 2 ]'
ok 'a title cannot steer'   'music 5 12 | rc 0 identify -d ix - && ! LC_ALL=C grep -q "$(printf "\033")" out && grep -q "clear$" out'
ok 'nor a name'             'cp clip.au "$(printf "x\033[2J\ny.au")" && rc 0 identify -d ix "$(printf "x\033[2J\ny.au")" && grep -q "^x?\[2J?y.au  0:00" out'
ok 'SG_DB'                  'SG_DB=ix rc 0 identify clip.au'
ok 'no index'               'rc 2 identify -d nosuch clip.au && says nosuch'
ok 'no operand'             'rc 2 identify && says "usage: identify.sh [-hV] [-d index] file|url ..."'
ok '-h, -V'                 'rc 0 identify -h && grep -q "^usage: identify.sh" out && rc 0 identify -V && grep -qx "identify.sh [0-9.]*" out'
ok 'a full disk'            'rc 2 "identify -d ix clip.au >/dev/full"'

# --- URLs, from a server of our own
mkdir www && sg-decode -b 16 clip.au >clip16.au && ffmpeg -v error -i clip16.au www/clip.m4a && : >www/empty.mp3
: >server
python3 -u -m http.server --bind 127.0.0.1 -d www 0 >server 2>&1 & server=$!
trap 'kill $server; rm -rf "$tmp"' EXIT
until port=$(grep -oP 'port \K[0-9]+' server); do
	kill -0 "$server" || break
	sleep 0.05
done
url=http://127.0.0.1:$port
ok 'a URL'                  'rc 0 identify -d ix "$url/clip.m4a" && grep -q "^$url/clip.m4a .*Miles" out'
ok 'nothing there: 2'       'rc 2 identify -d ix "$url/nosuch.m4a" && says "HTTP Error 404" && [ ! -s out ]'
ok 'nobody answers: 75'     'rc 75 identify -d ix http://127.0.0.1:1/x.mp3 && says "Connection refused" && says "try again later"'
ok 'another scheme is a file name' 'rc 2 identify -d ix "ftp://127.0.0.1/x" && says "No such file"'
ok 'fetch.sh refuses others' 'rc 2 "$p/fetch.sh" file:///etc/passwd && says "want http:// or https://" && [ ! -s out ]'

# yt-dlp as it behaves when a site or a filter refuses
mkdir fake
fake() { printf '#!/bin/bash\n%s\n' "$1" >fake/yt-dlp; chmod +x fake/yt-dlp; }
with_fake() { PATH=$tmp/fake:$PATH identify -d ix "$@"; }
fake 'exit 0'
ok 'nothing is an error'    'rc 2 with_fake http://x/ && says "http://x/: nothing came"'
fake "cat clip.au; echo 'ERROR: [youtube] x: Sign in to confirm you’re not a bot' >&2; exit 1"
ok 'asked for a person: 75, and no more tries' 'rc 75 with_fake http://x/1 http://x/2 && says "not a bot" && ! grep -q x/2 err && [ ! -s out ]'
fake "cat clip.au; echo 'ERROR: gave up' >&2; exit 1"
ok 'half a download is none' 'rc 2 with_fake http://x/1 clip.au && says "ERROR: gave up" && [ "$(grep -c Miles out)" -eq 1 ]'
fake 'printf "%s\n" "$@" >args; cat clip.au'
ok 'the URL is one word after --' 'rc 0 with_fake "http://x/\$(touch bad) --exec" && [ "$(tail -2 args | head -1)" = -- ] && [ "$(tail -1 args)" = "http://x/\$(touch bad) --exec" ] && [ ! -e bad ]'
ok 'nothing is left'        '[ -z "$(ls -A "$TMPDIR")" ]'
done_testing
