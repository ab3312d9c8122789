#!/bin/bash
# sg-cgi behind lighttpd: every answer, every refusal, every bound; nothing of
# what was sent is left, shown or logged. The page itself: page.t.
# shellcheck disable=SC2034 # eval uses them
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/site.sh
. "$here/tests/site.sh"
site_index

# sg-match and ffmpeg as they are, but that they may be told to be slow or evil
cat >bin/slow-match <<-EOF
	#!/bin/bash
	[ ! -e "$tmp/slow" ] || { touch "$tmp/running"; sleep "\$(cat "$tmp/slow")"; }
	exec ${SG_WEB_SAN:+env ASAN_OPTIONS=detect_leaks=0} "$here/$O/bin/sg-match" "\$@"
EOF
cat >bin/ffmpeg <<-EOF
	#!/bin/bash
	[ ! -e "$tmp/evil" ] || . "$tmp/evil"
	exec $(PATH=/usr/bin:/usr/local/bin command -v ffmpeg) "\$@"
EOF
mv bin/slow-match bin/sg-match
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

export SG_WEB='bytes=4000000 seconds=25 wall=4 cpu=2 searches=2 waiting=1 wait=1 rate=6 fetch=8 host=find.example'
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

# meanwhile, a search that does not end: none of the refusals is one
rm -f running
echo 9 >slow
curl -s --noproxy '*' -o late -w '%{http_code}' --data-binary @clip.au "${site}identify" >late.code & late=$!

# --- refusals
ok 'empty'                  'ask /dev/null && error 400 empty'
ok 'no length'              'get identify -X POST -H "Content-Length:" && error 411 length'
ok 'text'                   'echo hello world, this is no sound >text && ask text && error 415 no_sound'
ok 'random bytes'           'ask noise.bin && error 415 no_sound'
ok 'a playlist'             'printf "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n" >list.m3u8 && ask list.m3u8 && error 415 no_sound'
ok 'a film without sound'   'ffmpeg -v error -y -f lavfi -i color=s=64x64:d=1 film.mp4 && ask film.mp4 && error 415 no_sound'
head -c 4000001 /dev/zero >large
head -c 9000000 /dev/zero >larger
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

# --- bounds of the moment
wait "$late"
cp late out; cp late.code code
ok 'wall clock'             'error 504 time && [ -e running ]'
ok 'and nothing runs on'    '! pgrep -f "sleep 9"'
rm -f running
curl -s --noproxy '*' -m 1 --data-binary @clip.au "${site}identify" >/dev/null
ok 'whoever goes ends it'   '[ -e running ] && for i in 1 2 3 4 5 6 7 8 9; do pgrep -f "sleep 9" >/dev/null || break; sleep 0.2; done && ! pgrep -f "sleep 9"'
ok 'and frees his place'    'rm slow; ask clip.au && code 200'
echo 2.5 >slow
many() {
	local i all=()
	for i in 1 2 3 4; do
		curl -s --noproxy '*' -o "o$i" -D "h$i" --data-binary @clip.au "${site}identify" & all+=($!)
	done
	wait "${all[@]}"
}
many
ok 'busy'                   '[ "$(grep -l "\"busy\"" o? | wc -l)" -eq 2 ] && [ "$(grep -l video000001 o? | wc -l)" -eq 2 ]'
ok 'it says when to come'   'h=$(grep -l "503" h? | head -1) && grep -qi "^retry-after: 5" $h && jq -e ".error.retry_after_s == 5" ${h/h/o} >/dev/null'
echo 0.7 >slow
many
ok 'there is a place to wait' '[ "$(grep -l video000001 o? | wc -l)" -eq 3 ] && [ "$(grep -l "\"busy\"" o? | wc -l)" -eq 1 ]'
echo 1.5 >slow
stranger clip.au "" 198.51.100.9 & sleep 0.4; curl -s --noproxy '*' -o o2 -H 'X-Forwarded-For: 198.51.100.9' --data-binary @clip.au "${site}identify"; curl -s --noproxy '*' -o o3 -H 'X-Forwarded-For: 198.51.100.10' --data-binary @clip.au "${site}identify"; wait $!
rm slow
ok 'one address, one search' 'grep -q "\"busy\"" o2'
ok 'another has the other'  'grep -q video000001 o3'
ok 'a rate for each address' 'stranger short.au "" 192.0.2.7 && code 200 && stranger short.au "" 192.0.2.7 && code 200 && stranger short.au "" 192.0.2.7 && error 429 rate && header retry-after "\(9\|10\)"'
ok 'also for what is asked' 'get "identify?id=home" -H "X-Forwarded-For: 192.0.2.7" && error 429 rate'
ok 'not for another'        'stranger short.au "" 192.0.2.8 && code 200'
ok 'who forges gets no further' 'stranger short.au "" "203.0.113.$RANDOM, 192.0.2.7" && error 429 rate'

# meanwhile, a download that does not end
rm -f running
echo "touch '$tmp/running'; sleep 30" >youtube
curl -s --noproxy '*' -o late -w '%{http_code}' -X POST -H 'Content-Length: 0' "${site}identify?url=abcdefghijk" >late.code & late=$!

# --- the decoder is evil: no network, little time, no files
printf '(exec 3<>"/dev/tcp/127.0.0.1/%s" && printf "GET /evil HTTP/1.0\\r\\n\\r\\n" >&3 && cat <&3)\n' "$(cat port)" >evil
ok 'it calls home'          'ask clip.webm && code 200 && ! grep -q evil server'
ok 'it could, but for that' 'bash evil >/dev/null && grep -q evil server'
echo 'while :; do :; done' >evil
ok 'it spins'               'ask clip.webm && error 415 no_sound'
echo 'head -c 99 /dev/zero >"$tmp/www/left" || exit 1' >evil
ok 'it writes'              'ask clip.webm; [ ! -s www/left ]'
echo 'env >&2; exit 1' >evil
ok 'it does not learn where the index is' 'ask clip.webm && error 415 no_sound && ! grep -q SG_DB out log'
rm evil

# --- links
wait "$late"
rm youtube
cp late out; cp late.code code
ok 'a download has its time' 'error 504 time && [ -e running ] && ! pgrep -f "sleep 30"'
cp clip.m4a www/abcdefghijk.m4a
cp large www/toolarge000.m4a
ok 'a link'                 'ask /dev/null "url=https%3A%2F%2Fyoutu.be%2Fabcdefghijk%3Ft%3D3" && code 200 && has ".found and .candidates[0].id == \"video000001\""'
ok 'what is asked is built anew' '[ "$(tail -n 2 asked | xargs)" = "-- https://www.youtube.com/watch?v=abcdefghijk" ] && grep -A1 -x -e --use-extractors asked | grep -qx youtube && grep -A1 -x -e --max-filesize asked | grep -qx 4000000'
: >asked
for u in http://127.0.0.1/ http://169.254.169.254/latest file:///etc/passwd https://evil.example/watch?v=abcdefghijk https://youtube.com.evil.example/watch?v=abcdefghijk 'https://youtu.be@evil.example/abcdefghijk' '--exec=touch bad' '$(touch bad)' 'abcdefghijk;touch bad' https://www.youtube.com/playlist?list=PLabcdefghijkl https://www.youtube.com/@handle https://youtu.be/short ytsearch1:x 'https://youtu.be/ abcdefghijk'; do
	ok "no link: $u"        'ask /dev/null "url=$(jq -rn --arg u "$u" "\$u|@uri")" && error 400 link'
done
ok 'none was asked for'     '[ ! -s asked ] && [ ! -e bad ]'
ok 'an empty one'           'ask /dev/null url= && error 400 link && ask /dev/null url=%zz && error 400 link'
ok 'gone'                   'ask /dev/null url=nosuchvideo && error 502 fetch'
ok 'the log does not say which' 'grep -q "fetching: exit status 2: .*HTTP Error 404" log && ! grep -q nosuchvideo log'
ok 'too large'              'ask /dev/null url=toolarge000 && error 502 fetch'
echo 'head -c 9000000 /dev/zero; exit' >youtube
ok 'larger than it said'    'ask /dev/null url=abcdefghijk; [ "$(cat code)" -ge 400 ] && has ".error.code == \"fetch\" or .error.code == \"too_large\""'
echo 'echo "ERROR: [youtube] abcdefghijk: Sign in to confirm you are not a bot" >&2; exit 1' >youtube
ok 'YouTube wants a person' 'ask /dev/null url=abcdefghijk && error 503 fetch_later && header retry-after 60'
rm youtube
ok 'nothing is left of it'  'nothing_left && [ -z "$(ls -A "$run/tmp" "$run/upload" | grep -v :)" ]'

# --- logs
ok 'the log: what, not who nor which' 'grep -q "POST /identify 200" log && ! grep -q "abcdefghijk\|n=1\|192.0.2\|curl" log'
site_stop
ok 'stopped: nothing is left' '[ -z "$(ls -A serve)" ]'
done_testing
