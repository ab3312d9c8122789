#!/bin/bash
# shellcheck disable=SC2016,SC2034 # ok evaluates
# A channel, from its metadata to decisions: YouTube's API and the cloud stood in
# for, yt-dlp on a site of ours, a server, ssh to two machines that are this one.
# VIDEOS: how many; TWICE=1: all of it again; KILL: workers die every so many
# seconds.
. "$(dirname "$0")/lib.sh"
plain_only 'shell'
. "$here/tests/standin.sh"
# shellcheck source=tests/pg.sh
. "$here/tests/pg.sh"
videos=${VIDEOS:-12} b=gs://bucket/sound
export TMPDIR=$tmp/tmpdir XDG_CACHE_HOME=$tmp/cache
mkdir www bin "$TMPDIR"
touch where expected killers

# --- what there is: of each twelve two originals, seven copies, three that are none
enc() { ffmpeg -v error -y -i - "$@"; }
speed() { sox -D -t au - -t wav - speed "$1" rate 16000 2>/dev/null; }
vid() { printf 'video%06d' "$1"; }
kinds=(original original same mp3 fast cut same short broken gone low slow)
formats=(webm m4a mp3)
for ((i = 0; i < videos; i++)); do
	kind=${kinds[i % 12]} of=$((i / 12 * 12 + i % 2)) v=$(vid "$i")
	# 265 is out of tune, and in tune at 1.05: sg-decide takes one for the other
	song() { music $((of == 264 ? 1000 : of + 1)) 40 16000; }
	original=$(cut -f 2 where | sed -n $((of + 1))p)
	file=$v.mp3 state="matched $(vid "$of")"
	case $kind in
	original) file=$v.${formats[i % 3]} state=fingerprinted; song | enc "www/$file" ;;
	same) file=$v.${original##*.}; ln "www/$original" "www/$file" ;;
	mp3) song | enc -b:a 64k "www/$file" ;;
	fast) song | speed 1.05 | enc "www/$file" ;;
	slow) song | speed 0.95 | enc "www/$file" ;;
	cut) song | sg-decode -r 16000 -s 11 -t 14 | enc "www/$file" ;;
	low) song | enc -b:a 40k -ar 11025 "www/$file" ;;
	short) state=too_short; song | sg-decode -r 16000 -t 1 | enc "www/$file" ;;
	broken) state=flag; head -c 3000 "www/$original" | tail -c 2500 >"www/$file" ;;
	gone) state=flag ;;
	esac
	printf '%s\t%s\t%s\n' "$v" "$file" "$kind" >>where
	printf '%s %s\n' "$v" "$state" >>expected
done
# one of those that are not there hangs instead, and one kills its worker, once
hang=$(vid 9) killer=$(vid 2)
sed -i "s/^$hang flag/$hang free/" expected
python3 - <<'EOF'
import json
kinds = [line.rstrip('\n').split('\t') for line in open('where')]
channel = 'UC' + 'a' * 22
def video(i, kind):
    return {'title': '%s %d' % (kind, i), 'channelId': channel, 'channel': 'All of it',
            'published': '20%d-01-01T00:00:%02dZ' % (19 if kind == 'original' else 20, i % 60), 'duration': 'PT%dS' % (5 if i == 2 else 20 if kind == 'cut' else 40)}
json.dump({'channels': [{'id': channel, 'handle': '@all', 'uploads': 'UU' + 'a' * 22, 'count': len(kinds)}], 'private': [],
    'videos': {k[0]: video(i, k[2]) for i, k in enumerate(kinds)}, 'playlists': {'UU' + 'a' * 22: [k[0] for k in kinds]}}, open('data.json', 'w'))
EOF

# --- where it is: a site, one that never answers, the API, the cloud
stand_site www || exit 2
stand gcs PORTFILE || exit 2
export SG_GCS_ENDPOINT=http://127.0.0.1:$port SG_GCS_TOKEN=t
stand youtube data.json PORTFILE || exit 2
export SG_YT_KEY=test-key SG_YT_ENDPOINT=http://127.0.0.1:$port/youtube/v3/ SG_HTTP='wait=0.01'
python3 -c '
import socket, time
s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1], flush=True)
held = []
while True: held.append(s.accept())' >deaf &
standing+=($!)
# the real yt-dlp, but that YouTube is elsewhere
cat >bin/yt-dlp <<EOF
#!/bin/bash
args=() id=
while [ \$# -gt 0 ]; do
	case \$1 in
	--use-extractors | --retry-sleep | --sleep-requests) shift ;;
	https://www.youtube.com/watch?v=*)
		id=\${1##*=}
		url=$site/\$(awk -F '\t' -v id="\$id" '\$1 == id { print \$2 }' "$tmp/where")
		[ "\$id" != "$hang" ] || url=http://127.0.0.1:\$(cat "$tmp/deaf")/x.mp3
		args+=("\$url") ;;
	*) args+=("\$1") ;;
	esac
	shift
done
if [ "\$id" = "$killer" ] && [ -e "$tmp/deadly" ] && mkdir "$tmp/killed" 2>/dev/null; then
	p=\$PPID
	until [ "\$(cat /proc/\$p/comm)" = sg-queue ]; do p=\$(awk '{ print \$4 }' "/proc/\$p/stat"); done
	kill -9 "\$p"
fi
exec "$(command -v yt-dlp)" --socket-timeout 2 --retries 0 "\${args[@]}"
EOF
chmod +x bin/yt-dlp
pg_start
PATH=$tmp/bin:$PATH
trap 'kill "${standing[@]}" 2>/dev/null; pg_stop immediate; rm -rf "$tmp"' EXIT

# --- two machines: this one, by two doors
door() { # NAME
	local port
	port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
	printf '%s\n' "Port $port" 'ListenAddress 127.0.0.1' "HostKey $tmp/host" "PidFile $tmp/$1.pid" \
	    "AuthorizedKeysFile $tmp/key.pub" 'StrictModes no' 'UsePAM no' 'PermitRootLogin yes' \
	    "SetEnv PATH=$PATH TMPDIR=$TMPDIR XDG_CACHE_HOME=$XDG_CACHE_HOME SG_GCS_ENDPOINT=$SG_GCS_ENDPOINT SG_GCS_TOKEN=t" >"$1.conf"
	"$(PATH=$PATH:/usr/sbin command -v sshd)" -D -f "$tmp/$1.conf" -E "$1.log" &
	standing+=($!)
	cat >>"$1.ssh" <<-EOF
		#!/bin/sh
		exec ssh -F none -p $port -i $tmp/key -o BatchMode=yes -o LogLevel=ERROR -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null "\$@"
	EOF
	chmod +x "$1.ssh"
	echo "$tmp/$1.ssh $(id -un)@127.0.0.1" >>hosts
}
ssh-keygen -q -t ed25519 -N '' -f key
ssh-keygen -q -t ed25519 -N '' -f host
mkdir -p /run/sshd 2>/dev/null
door red
door blue

new() { # a collection
	sql postgres -c 'set client_min_messages = warning' -c 'drop database if exists q' -c 'create database q'
	sg-queue -d "$(db q)" init
	sql postgres -c "do \$\$ begin create role w login; exception when duplicate_object then null; end \$\$"
	sql q -c 'grant sg_worker to w'
	rm -rf killed deadly
}
fleet() { "$here/pipelines/fleet.sh" -d "$(db q w)" -x "$here/pipelines/worker.sh" "$@" hosts -b "$b" -l 3 -j "${JOBS:-2}"; }
channel() { "$here/pipelines/ingest.sh" "$@"; }
states() { sql q -U admin -c "select v.source_id || ' ' || coalesce(v.match_status, 'free') || coalesce(' ' || o.source_id, '') from videos v left join videos o on o.id = v.original_video_id order by 1"; }
# what is not decided; the one that hangs is, when that was seen
timed="source_id = '$hang' and last_error like '%timed out%' and claim_token is null"
left() { sql q -U admin -c "select count(*) from videos where coalesce(match_status, 'pending') = 'pending' and not coalesce($timed, false)"; }
soon() { sql q -U admin -c "update videos set not_before = null where not coalesce($timed, false)"; }
# until all are decided: workers die, leases run out
finish() {
	local i
	for ((i = 0; i < 40 && $(left) > 0; i++)); do
		sleep 1
		soon
		"$@" >>lines 2>>errors
	done
	[ "$(left)" = 0 ]
}

# our sg-queue processes
queues() {
	local p
	for p in $(pgrep -x sg-queue); do
		! grep -qz "SG_DB=.*$tmp" "/proc/$p/environ" 2>/dev/null || echo "$p"
	done
}
# eight workers, begun again as often as they die; two die every few seconds, one
# of them with all that it runs
storm() {
	local i p eight=()
	for i in 1 2 3 4 5 6 7 8; do
		while [ "$(left)" -gt 0 ]; do
			"$here/pipelines/worker.sh" -d "$(db q w)" -b "$b" -l 15 -R 20 -j 1 >>lines 2>>errors || sleep 0.2
			soon
		done &
		eight+=($!)
	done
	while [ "$(left)" -gt 16 ]; do # the last ones would die each time
		sleep "$KILL"
		mapfile -t p < <(queues | shuf -n 2)
		[ -z "${p[0]-}" ] || pkill -9 -P "${p[0]}"
		kill -9 "${p[@]}" 2>/dev/null && echo "${p[@]}" >>deaths
	done
	wait "${eight[@]}"
}

if [ -n "${KILL-}" ]; then
	new
	sg-ytmeta @all | sg-queue -d "$(db q)" add
	storm
	ok "$videos, as expected"   'states >is; diff expected is || { sg-queue -d "$(db q)" ls | grep "	flag	"; false; }'
	ok 'many died'              '[ "$(wc -l <deaths)" -ge $((videos / 25)) ] && echo "# $(wc -l <deaths) times two"'
	ok 'each is decided once'   '[ "$(sql q -U admin -c "select count(*) from (select video from sg.decision where status = '\''fingerprinted'\'' group by 1 having count(*) > 1) x")" = 0 ] && sg-index -d "$(db q)" check'
	done_testing
fi

new
ok 'the list, the queue, a worker: a summary' 'channel @all -d "$(db q w)" -a 2019-01-01 -- -b "$b" -n 1 -l 3 -j 1 >table 2>err && [ "$(awk "{ n += \$2 } END { print n }" table)" = "$videos" ] && says "$videos videos, $videos of them new" && says " units spent" || { cat table err; false; }'
ok 'again: nothing is new' 'rc 0 channel -n 3 -d "$(db q w)" @all -- -n 1 -j 1 && says "0 of them new"'
ok 'the fleet: a worker is killed' 'touch deadly; fleet >lines 2>errors; [ $? -eq 2 ] && [ -d killed ]'
ok 'each line says where it is from' 'grep -q "red.ssh.*	video0" lines && grep -q "blue.ssh.*	video0" lines'
ok 'the rest'                'finish fleet'
ok "all $videos as expected" 'states >is; diff expected is'
ok 'each is decided once'    '[ "$(sql q -U admin -c "select count(*) from (select video from sg.decision where status = '\''fingerprinted'\'' group by 1 having count(*) > 1) x")" = 0 ]'
ok 'nothing is left behind'  '[ -z "$(find "$TMPDIR" -type f -newer lines)" ] && sql q -U admin -c "select count(*) from videos where claim_token is not null" | grep -qx 0'
ok 'the bucket has each once' '[ "$(sg-gcs ls gs://bucket | grep -v "^#" | cut -f 1 | sort -u | wc -l)" -eq "$(sg-gcs ls gs://bucket | grep -vc "^#")" ]'
ok 'the reason of the one that hangs' '[[ $(sql q -U admin -c "select last_error from videos where source_id = '\''$hang'\''") == *"timed out"* ]]'
ok 'stat -f: how far'        'sql q -U admin -c "delete from videos where source_id = '\''$hang'\''" && rc 0 timeout 20 sg-queue -d "$(db q w)" stat -f && grep -qE "^$((videos - 1)) of $((videos - 1)) done: [0-9]+ fingerprinted, [0-9]+ matched, [0-9]+ too short, [0-9]+ flagged; 0 at work$" out'

if [ -n "${TWICE-}" ]; then
	new
	ok 'again, from the bucket, by four workers' 'channel @all -d "$(db q w)" -- -b "$b" -n 1 -l 3 -j 1 >table 2>err; finish fleet && states >is && diff expected is'
fi

ok 'a wrong call'            'rc 2 channel && says usage && rc 2 "$here/pipelines/fleet.sh" && says usage'
ok 'no database'             'rc 2 channel @all -d ix && says "want postgresql://..." && rc 2 "$here/pipelines/fleet.sh" -d ix hosts && says "want postgresql://..."'
ok 'a password in a URL'     'rc 2 "$here/pipelines/fleet.sh" -d postgresql://u:secret@h/x hosts && says "no password" && ! says secret'
ok 'no server: later'        'rc 75 channel @all -d postgresql://127.0.0.1:1/x -- -n 1'
ok 'no such channel'         'rc 1 channel @none -d "$(db q w)" -- -n 1 -j 1'
ok 'a wrong key'             'SG_YT_KEY=wrong rc 2 channel @all -d "$(db q w)"'
ok 'the quota is used up'    'told _set "{\"quota\": 2}"; rm -rf cache/sonicgen/youtube; rc 75 channel @all -d "$(db q w)" -- -n 1 -j 1 && says "the same again later"'
ok 'no machine answers'      'echo "$tmp/red.ssh nobody-there@127.0.0.1" >hosts.bad && rc 75 "$here/pipelines/fleet.sh" -d "$(db q w)" hosts.bad'
ok 'no list of machines'     'rc 2 "$here/pipelines/fleet.sh" -d "$(db q w)" nosuch && says "want a file of ssh logins" && head -c 200 /dev/urandom >noise && rc 2 "$here/pipelines/fleet.sh" -d "$(db q w)" noise && says "want text" && : >empty && rc 2 "$here/pipelines/fleet.sh" -d "$(db q w)" empty'
done_testing
