#!/bin/bash
# sg-cgi behind lighttpd: every answer, every refusal, every bound; nothing of
# what was sent is left, shown or logged. The page itself: page.t.
# shellcheck disable=SC2034 # eval uses them
. "$(dirname "$0")/lib.sh"
plain_only 'lighttpd and what is behind it; its units are there'
# shellcheck source=tests/site.sh
. "$here/tests/site.sh"
site_index

# ffmpeg as it is, but that it may be told to be evil
cat >bin/ffmpeg <<-EOF
	#!/bin/bash
	[ ! -e "$tmp/evil" ] || . "$tmp/evil"
	exec $(PATH=/usr/bin:/usr/local/bin command -v ffmpeg) "\$@"
EOF
# yt-dlp as it is, but that YouTube is a directory of ours
mkdir www
python3 -u -m http.server --bind 127.0.0.1 -d www 0 >server 2>&1 & www=$!
trap 'kill $www; site_stop; rm -rf "$tmp"' EXIT
cat >bin/yt-dlp <<-EOF
	#!/bin/bash
	printf '%s\n' "\$@" >>"$tmp/asked"
	[ ! -e "$tmp/youtube" ] || . "$tmp/youtube"
	words=()
	while [ \$# -gt 0 ]; do
		case \$1 in
		--use-extractors) shift ;;
		https://www.youtube.com/watch\?v=*) words+=("http://127.0.0.1:\$(cat "$tmp/port")/\${1#*v=}.m4a") ;;
		*) words+=("\$1") ;;
		esac
		shift
	done
	exec $(command -v yt-dlp) "\${words[@]}"
EOF
chmod +x bin/*
for ((i = 0; i < 100; i++)); do
	grep -oP 'port \K[0-9]+' server >port && break
	sleep 0.1
done

cut() { sg-decode -s "$2" -t "$3" -b 16 "m$1.au"; }
cut 1 12.3 8 >clip.au
cut 2 20 8 >second.au
cut 3 5 8 >third.au
ffmpeg -v error -i clip.au -b:a 64k clip.mp3
ffmpeg -v error -i clip.au clip.webm
ffmpeg -v error -i clip.au -c:a aac clip.m4a
sox clip.au fast.wav speed 1.05
sox clip.au second.au spliced.wav
sox clip.au second.au third.au long.wav
music 99 6 >none.au
sox -n -r 8000 -c 1 -b 16 silence.wav trim 0 5
sg-decode -s 12.3 -t 1 -b 16 m1.au >short.au
sox -n -r 8000 -c 1 -b 16 brief.wav synth 1.2 sine 300:3000
head -c 30000 clip.webm >cut.webm
head -c 5000 /dev/urandom >noise.bin
sox m1.au m2.au m3.au -r 44100 minutes.wav 2>/dev/null

export SG_WEB='bytes=4000000 seconds=25 searches=2 waiting=1 wait=60 rate=1 host=find.example'
site_start -m videos || exit 2

# ask FILE [QUERY [CURL-ARGUMENT...]]: the status in ./code, the head in ./head
ask() {
	curl -s --noproxy '*' -o out -D head -w '%{http_code}' --data-binary "@$1" "${@:3}" "${site}identify${2:+?$2}" >code
}
get() { curl -s --noproxy '*' -o out -D head -w '%{http_code}' "${@:2}" "$site$1" >code; }
code() { [ "$(cat code)" = "$1" ] || { echo "# status $(cat code), want $1: $(head -c 300 out)"; return 1; }; }
has() { jq -e "$1" out >/dev/null || { echo "# $1: $(head -c 600 out)"; return 1; }; }
error() { code "$1" && has ".error.code == \"$2\" and (.error.message | length > 10) and (has(\"candidates\") | not)"; }
header() { grep -qi "^$1: $2" head; }
stranger() { ask "$1" "${2-}" -H "X-Forwarded-For: $3"; }
nothing_left() { [ -z "$(find "$run" -type f ! -name '*.[0-9]*' ! -name rate)" ]; }

# cgi WORDS FILE [QUERY [NAME=VALUE...]]: the same without a server, with these
# bounds, in the same run
cgi() {
	local n
	n=$(stat -c %s "$2")
	env REQUEST_METHOD=POST QUERY_STRING="${3-}" CONTENT_LENGTH="$n" HTTP_HOST=localhost \
	    SG_DB="$tmp/ix" SG_WEB="$SG_WEB ${SG_WEB_SAN-} $1" SG_WEB_RUN="$run" SG_WEB_FETCH="$here/pipelines/fetch.sh" "${@:4}" \
	    sg-cgi <"$2" >reply 2>err
	sed -n 's/^Status: \([0-9]*\)\r$/\1/p' reply >code
	sed '/^\r$/,$d' reply >'head'
	sed '1,/^\r$/d' reply >out
}
# gone NAME: no process of that name runs on
gone() { local i; for ((i = 0; i < 50; i++)); do pgrep -f "$1" >/dev/null || return 0; sleep 0.1; done; return 1; }

# --- answers
ok 'a clip'                 'ask clip.mp3 && code 200 && has ".found and .candidates[0].id == \"video000001\" and .candidates[0].rank == 1"'
ok 'and where it is'        'has ".candidates[0] | .offset_s > 12.2 and .offset_s < 12.4 and .speed > 0.999 and .speed < 1.001 and .q_from_s < 1 and .ref_to_s > 18"'
ok 'in words, too'          'has ".candidates[0] | .confidence == \"certain\" and .evalue < 1e-9"'
ok 'what is known of it'    'has ".candidates[0] | .title == \"The first <b>tune</b>\" and .channel == \"Tunes & Co\" and .channel_id == \"UCaaaaaaaaaaaaaaaaaaaaaa\" and .duration_s == 40 and .youtube == \"video000001\" and .embeddable and .url == \"https://www.youtube.com/watch?v=video000001\""'
ok 'of the clip'            'has ".clip == {seconds: .clip.seconds, cut: false, damaged: false} and .clip.seconds > 7.9 and .clip.seconds < 8.2"'
ok 'never kept by others'   'header cache-control no-store && header content-type application/json'
for f in clip.au clip.webm clip.m4a; do
	ok "$f"                 'ask $f && code 200 && has ".candidates[0].id == \"video000001\""'
done
ok 'sped up'                'ask fast.wav && has ".candidates[0] | .id == \"video000001\" and .speed > 1.045 and .speed < 1.055"'
ok 'not if not wanted'      'ask fast.wav warp=none && code 200 && has ".found == false or .candidates[0].speed < 1.01"'
ok 'not embeddable'         'ask second.au && has ".candidates[0] | .youtube == \"video000002\" and .embeddable == false and .channel == \"Others\""'
ok 'a local one: no path'   'ask third.au && has ".candidates[0] | .id == \"home\" and .title == \"At home\" and .youtube == null and .url == null" && ! grep -q secret out'
ok 'spliced: a timeline'    'ask spliced.wav && has "(.timeline | map(.id)) == [\"video000001\", \"video000002\"] and .timeline[1].q_from_s > 7.5"'
ok 'spliced and long'       'ask long.wav && has "(.timeline | map(.id)) == [\"video000001\", \"video000002\", \"home\"] and (.candidates | length) == 3"'
ok 'best first'             'has ".candidates | map(.evalue) == (map(.evalue) | sort) and map(.rank) == [1, 2, 3]"'
ok 'as many as wanted'      'ask spliced.wav n=1 && has "(.candidates | length) == 1"'
ok 'no picture unless asked' 'has "has(\"picture\") | not"'
ok 'a picture'              'ask clip.au picture=1 && has ".picture.peaks | length > 300 and length % 3 == 0 and length <= 9000 and ([range(0; length; 3) as \$i | .[\$i]] | . == sort and .[0] >= 0 and .[-1] < 8.2) and ([range(1; length; 3) as \$i | .[\$i]] | min >= 199 and max <= 3801)"'
ok 'not found'              'ask none.au warp=none && code 200 && has ".found == false and .reason == \"nothing_significant\" and .candidates == [] and .timeline == []"'
ok 'too short'              'ask brief.wav && code 200 && has ".found == false and .reason == \"too_short\""'
ok 'silence'                'ask silence.wav && code 200 && has ".found == false and .reason == \"silence\""'
ok 'damaged: what there is' 'ask cut.webm && code 200 && has ".clip.damaged and .candidates[0].id == \"video000001\""'
ok 'too long: its beginning' 'ffmpeg -v error -y -i minutes.wav -b:a 48k minutes.mp3 && ask minutes.mp3 && code 200 && has ".clip.cut and .clip.seconds > 24 and .clip.seconds < 26 and .candidates[0].id == \"video000001\""'
ok 'nothing is left'        'nothing_left'
ok 'nor could others look'  '[ "$(stat -c %a "$run")" = 700 ]'

# --- what is known of an id
ok 'the limits'             'get identify && code 200 && has ". == {limits: {bytes: 4000000, seconds: 25}, links: true}"'
ok 'an id'                  'get "identify?id=video000001" && code 200 && has ".recording | .title == \"The first <b>tune</b>\" and .youtube == \"video000001\""'
ok 'a local one'            'get "identify?id=home" && code 200 && has ".recording | .url == null and .youtube == null" && ! grep -q secret out'
ok 'no such'                'get "identify?id=nosuchvideo" && error 404 unknown'
ok 'no id'                  'get "identify?id=" && error 400 parameter && get "identify?id=a%20b" && error 400 parameter && get "identify?x=1" && error 400 parameter'
ok 'an option is no id'     'get "identify?id=-h" && error 404 unknown'

# --- refusals
ok 'empty'                  'ask /dev/null && error 400 empty'
ok 'no length'              'get identify -X POST -H "Content-Length:" && error 411 length'
ok 'text'                   'echo hello world, this is no sound >text && ask text && error 415 no_sound'
ok 'random bytes'           'ask noise.bin && error 415 no_sound'
ok 'a playlist'             'printf "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n" >list.m3u8 && ask list.m3u8 && error 415 no_sound'
ok 'a film without sound'   'ffmpeg -v error -y -f lavfi -i color=s=64x64:d=1 film.mp4 && ask film.mp4 && error 415 no_sound'
head -c 4000001 /dev/zero >large
head -c 9000000 /dev/zero >larger
cp large www/toolarge000.m4a
ok 'one byte too many'      'ask large && error 413 too_large'
ok 'far too many'           'ask larger && error 413 too_large'
ok 'in chunks, too'         'ask larger "" -H "Transfer-Encoding: chunked" && error 413 too_large'
for q in n=0 n=21 n=x n= n=1\&n=2 warp=no warp=fullest picture=2 picture= x=1 "n=1;id" id=video000001; do
	ok "?$q"                'ask clip.au "$q" && error 400 parameter'
done
ok 'other methods'          'for m in PUT DELETE OPTIONS PROPFIND; do get identify -X $m && error 405 method || exit; done'
ok 'another site'\''s page' 'ask clip.au "" -H "Sec-Fetch-Site: cross-site" && error 403 origin && ask clip.au "" -H "Origin: http://evil.example" && error 403 origin && ask clip.au "" -H "Origin: null" && error 403 origin'
ok 'our own page'           'ask /dev/null "" -H "Sec-Fetch-Site: same-origin" -H "Origin: ${site%/}" && error 400 empty'
ok 'a name that is not ours' 'ask clip.au "" -H "Host: evil.example" && error 403 host && get identify -H "Host: evil.example" && error 403 host'
ok 'one that is'            'get identify -H "Host: find.example" && code 200'
ok 'no other path'          'get identify/ && error 404 path && get identify/x && error 404 path && get nosuch.html && error 404 path && get identify%00 && error 400 request'
ok 'none out of the page'   'for p in ../lighttpd.conf %2e%2e/lighttpd.conf //../lighttpd.conf ..%2flighttpd.conf upload/ rate .git; do get "$p" --path-as-is; [ "$(cat code)" -ge 400 ] && ! grep -q server. out || exit; done'
ok 'broken requests'        'for r in "GET" "POST /identify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1x" "POST /identify HTTP/1.1\r\nHost: a\r\nHost: b" "POST /identify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked"; do exec 3<>"/dev/tcp/127.0.0.1/${site//[^0-9]/}" && false; p=${site##*:}; exec 3<>"/dev/tcp/127.0.0.1/${p%/}"; printf "$r\r\n\r\n" >&3; head -1 <&3 | grep -q "400\|411" || exit; exec 3>&-; done'

# --- without a server
ok 'no CGI: what it is'     'rc 2 env -u REQUEST_METHOD sg-cgi && says "sg-cgi: want to be run by a web server" && rc 0 sg-cgi -h && rc 2 sg-cgi x && says usage:'
ok 'a wrong bound'          'rc 2 env REQUEST_METHOD=GET SG_WEB=wal=1 sg-cgi && says "SG_WEB: no such bound: '\''wal=1'\''"'
ok 'no directory'           'rc 2 env -u SG_WEB_RUN REQUEST_METHOD=GET sg-cgi && says "SG_WEB_RUN: want a directory"'
ok 'no index: 500'          'cgi "" clip.au "" SG_DB="$tmp/nosuch" && error 500 broken && says "sg-cgi: sg-match: no index at $tmp/nosuch (sg-store makes one) (exit status 2)"'
ok 'no such run: 500'       'cgi "" clip.au "" SG_WEB_RUN="$tmp/nosuch" && error 500 broken && says "nosuch: No such file"'
ok 'no links'               'cgi fetch=0 /dev/null url=abcdefghijk && error 501 no_fetch && cgi "" /dev/null url=abcdefghijk SG_WEB_FETCH= && error 501 no_fetch'
ok 'a query is no option'   'cgi "" /dev/null -V && error 400 parameter'
ok 'no ffmpeg: it is said'  'cgi "" clip.webm "" PATH="$here/$O/bin" && error 500 broken && says "install the package ffmpeg"'
ok 'no videos: an answer'   'cgi "" clip.au "" SG_WEB_VIDEOS="$tmp/nosuch" && code 200 && says "nosuch: cannot be read"'
ok 'broken ones: an answer' 'head -n 4 videos >cut && cgi "" clip.au "" SG_WEB_VIDEOS="$tmp/cut" && code 200 && has ".candidates[0].title | test(\"first\")" && says "sg-cgi: "'

# --- bounds of the moment
hold
up() { curl -s --noproxy '*' -o "o$1" -D "h$1" --data-binary @clip.au "${@:2}" "${site}identify" & all+=($!); }
all=()
ok 'wall clock'             'cgi wall=1 clip.au && error 504 time && [ -n "$(compgen -G "held.*")" ]'
ok 'and nothing runs on'    'gone "$tmp/bin/sg-match"'
rm held.*
up 1
held 1
kill "${all[0]}"
ok 'whoever goes ends it'   'gone "$tmp/bin/sg-match"'
rm held.*
up 1; up 2
ok 'two at a time'          'held 2'
up 3
ok 'one waits'              'for ((i = 0; i < 100; i++)); do [ ! -e "$run/wait.0" ] || flock -n "$run/wait.0" true || break; sleep 0.1; done; [ "$i" -lt 100 ]'
ok 'no more'                'ask clip.au && error 503 busy && header retry-after 5 && has ".error.retry_after_s == 5"'
ok 'nor too long'           'cgi "waiting=5 wait=1" clip.au && error 503 busy'
ok 'links wait elsewhere'   'cgi "wait=0" /dev/null url=toolarge000 && error 502 fetch'
release
ok 'all have their answers' 'wait "${all[@]:1}"; grep -q video000001 o1 && grep -q video000001 o2 && grep -q video000001 o3'
hold
all=()
up 1 -H 'X-Forwarded-For: 198.51.100.9'
held 1
rm hold
ok 'one address, one search' 'cgi "rate=9 wait=0" clip.au "" REMOTE_ADDR=198.51.100.9 && error 503 busy'
ok 'another has the other'  'cgi "rate=9 wait=0" clip.au "" REMOTE_ADDR=198.51.100.10 && code 200'
release
ok 'then it has its answer' 'wait "${all[@]}"; grep -q video000001 o1'
ok 'a rate for each address' 'stranger short.au "" 192.0.2.7 && code 200 && stranger short.au "" 192.0.2.7 && error 429 rate && header retry-after "[1-6]" && has ".error.retry_after_s | . > 0 and . <= 60"'
ok 'also for what is asked' 'get "identify?id=home" -H "X-Forwarded-For: 192.0.2.7" && error 429 rate'
ok 'not for another'        'stranger short.au "" 192.0.2.8 && code 200'
ok 'who forges gets no further' 'stranger short.au "" "203.0.113.$RANDOM, 192.0.2.7" && error 429 rate'

# --- the decoder is evil: no network, little time, no files
printf '(exec 3<>"/dev/tcp/127.0.0.1/%s" && printf "GET /evil HTTP/1.0\\r\\n\\r\\n" >&3 && cat <&3)\n' "$(cat port)" >evil
ok 'it calls home'          'ask clip.webm && code 200 && ! grep -q evil server'
ok 'it could, but for that' 'bash evil >/dev/null && grep -q evil server'
echo 'while :; do :; done' >evil
ok 'it spins'               'cgi cpu=1 clip.webm && error 415 no_sound'
echo 'head -c 99 /dev/zero >"$tmp/www/left" || exit 1' >evil
ok 'it writes'              'ask clip.webm; [ ! -s www/left ]'
echo 'env >&2; exit 1' >evil
ok 'it does not learn where the index is' 'ask clip.webm && error 415 no_sound && ! grep -q SG_DB out log'
rm evil

# --- links
cp clip.m4a www/abcdefghijk.m4a
ok 'a link'                 'ask /dev/null "url=https%3A%2F%2Fyoutu.be%2Fabcdefghijk%3Ft%3D3" && code 200 && has ".found and .candidates[0].id == \"video000001\""'
ok 'what is asked is built anew' '[ "$(tail -n 2 asked | xargs)" = "-- https://www.youtube.com/watch?v=abcdefghijk" ] && grep -A1 -x -e --use-extractors asked | grep -qx youtube && grep -A1 -x -e --max-filesize asked | grep -qx 4000000'
: >asked
for u in http://127.0.0.1/ http://169.254.169.254/latest file:///etc/passwd https://evil.example/watch?v=abcdefghijk https://youtube.com.evil.example/watch?v=abcdefghijk 'https://youtu.be@evil.example/abcdefghijk' '--exec=touch bad' '$(touch bad)' 'abcdefghijk;touch bad' https://www.youtube.com/playlist?list=PLabcdefghijkl https://www.youtube.com/@handle https://youtu.be/short ytsearch1:x 'https://youtu.be/ abcdefghijk'; do
	ok "no link: $u"        'ask /dev/null "url=$(jq -rn --arg u "$u" "\$u|@uri")" && error 400 link'
done
ok 'none was asked for'     '[ ! -s asked ] && [ ! -e bad ]'
ok 'an empty one'           'ask /dev/null url= && error 400 link && ask /dev/null url=%zz && error 400 link'
ok 'gone'                   'ask /dev/null url=nosuchvideo && error 502 fetch'
ok 'the log does not say which' 'grep -q "sg-cgi: fetch.sh: .*HTTP Error 404.* (exit status 2)" log && ! grep -q nosuchvideo log'
ok 'too large'              'ask /dev/null url=toolarge000 && error 502 fetch'
echo 'head -c 9000000 /dev/zero; exit' >youtube
ok 'larger than it said'    'ask /dev/null url=abcdefghijk; [ "$(cat code)" -ge 400 ] && has ".error.code == \"fetch\" or .error.code == \"too_large\""'
echo 'echo "ERROR: [youtube] abcdefghijk: Sign in to confirm you are not a bot" >&2; exit 1' >youtube
ok 'YouTube wants a person' 'ask /dev/null url=abcdefghijk && error 503 fetch_later && header retry-after 60'
echo "touch '$tmp/running'; exec sleep 77.7" >youtube
ok 'a download has its time' 'cgi fetch=3 /dev/null url=abcdefghijk && error 504 time && gone "sleep 77.7"'
rm youtube
ok 'nothing is left of it'  'nothing_left && [ -z "$(ls -A "$run/tmp" "$run/upload" | grep -v :)" ]'

# --- logs
ok 'the log: what, not who nor which' 'grep -q "POST /identify 200" log && ! grep -q "abcdefghijk\|n=1\|192.0.2\|curl" log'
site_stop
ok 'stopped: nothing is left' '[ -z "$(ls -A serve)" ]'
done_testing
