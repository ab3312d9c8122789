#!/bin/bash
# The web page with a catalogue in PostgreSQL: channels, and the original that a
# copy was linked to; and what happens when it does not answer.
# shellcheck disable=SC2034,SC2119,SC2154 # eval uses them; site.sh sets them
. "$(dirname "$0")/lib.sh"
plain_only 'shell'
# shellcheck source=tests/site.sh
. "$here/tests/site.sh"
# shellcheck source=tests/pg.sh
. "$here/tests/pg.sh"
pg_start
trap 'site_stop; pg_stop immediate; rm -rf "$tmp"' EXIT
sql postgres -c 'create database c' -c 'create role web login'
url=$(db c)
printf '## sg videos 1\n# id\ttitle\turl\tduration_s\tchannel_id\tchannel\tpublished_at\n' >videos
printf '%s\thttps://www.youtube.com/watch?v=%s\t%s\n' $'original001\tThe <i>original</i>' original001 $'60\tUCoooooooooooooooooooooo\tOriginals' >rows
printf '%s\t%s\t%s\n' $'copy0000001\tA copy\thttps://youtu.be/copy0000001' 20 $'UCcccccccccccccccccccccc\tCopies' >>rows
printf '%s\t%s\t%s\n' $'other000001\tAnother\t-' 10 $'-\t-' >>rows
sed 's/$/\t2021-05-06T07:08:09Z/' rows >>videos
echo '## end' >>videos
SG_DB=$url sg-queue init 2>err && SG_DB=$url sg-queue add videos || exit 2
export SG_DB=$url
token=$(sg-queue claim -n 3 | awk -F'\t' '$2 == "copy0000001" { print $1 }')
SG_CLAIM=$token sg-queue finish matched original001 || exit 2
unset SG_DB
sql c -c 'grant sg_reader to web'

music 1 30 >m1.au
sg-hash -i original001 m1.au | sg-store -d ix
sg-decode -s 5 -t 8 -b 16 m1.au >clip.au
printf '#!/bin/bash\n[ ! -e "%s" ] || { echo "ERROR: HTTP Error 404" >&2; exit 1; }\nexec cat "%s"\n' "$tmp/gone" "$tmp/clip.au" >bin/yt-dlp
chmod +x bin/yt-dlp
SG_WEB_CATALOGUE=$(db c web)
export SG_WEB_CATALOGUE
site_start || exit 2
ask() { curl -s --noproxy '*' -o out -w '%{http_code}' "$@" >code; }
code() { [ "$(cat code)" = "$1" ] || { echo "# status $(cat code), want $1: $(head -c 300 out)"; return 1; }; }
has() { jq -e "$1" out >/dev/null || { echo "# $1: $(head -c 600 out)"; return 1; }; }
original='.title == "The <i>original</i>" and .channel == "Originals" and .channel_id == "UCoooooooooooooooooooooo" and .youtube == "original001" and .published_at == "2021-05-06T07:08:09Z"'

ok 'title and channel'      'ask --data-binary @clip.au "${site}identify" && code 200 && has ".candidates[0] | .id == \"original001\" and $original and .duration_s == 60" && has "has(\"linked\") | not"'
ok 'an id that the index has' 'ask "${site}identify?id=original001" && code 200 && has ".recording | $original" && has "has(\"linked\") | not"'
ok 'one that is a copy'     'ask "${site}identify?id=copy0000001" && code 200 && has ".linked | $original" && has ".recording.title == \"A copy\""'
ok 'one that is none'       'ask "${site}identify?id=other000001" && code 200 && has ".recording.title == \"Another\" and (has(\"linked\") | not)"'
ok 'one that nobody knows'  'ask "${site}identify?id=nosuch00001" && code 404 && has ".error.code == \"unknown\""'
ok 'hostile ones'           'for i in "%27%20or%20%271%27=%271" "x%27;drop%20table%20videos;--" "%5C%27"; do ask "${site}identify?id=${i// /}"; [ "$(cat code)" = 404 ] || [ "$(cat code)" = 400 ] || exit; done; [ "$(sql c -c "select count(*) from videos")" = 3 ]'
ok 'a link to a copy: its original, and where' 'ask -d "" "${site}identify?url=https://youtu.be/copy0000001" && code 200 && has ".linked | $original" && has ".candidates[0] | .id == \"original001\" and .offset_s > 4.9"'
touch gone
ok 'gone: the original all the same' 'ask -d "" "${site}identify?url=copy0000001" && code 502 && has ".error.code == \"fetch\" and (.linked | $original)"'
ok 'no copy, and gone'      'ask -d "" "${site}identify?url=other000001" && code 502 && has "has(\"linked\") | not"'
ok 'who only reads is enough' '! psql -XAtq -d "$SG_WEB_CATALOGUE" -c "delete from videos" 2>err && says "permission denied"'
pg_stop immediate
ok 'no catalogue: an answer' 'ask --data-binary @clip.au "${site}identify" && code 200 && has ".candidates[0] | .id == \"original001\" and .title == null"'
ok 'the log says why'       'grep -q "sg-cgi: PostgreSQL: " log'
site_stop
pg_start
done_testing
