#!/bin/bash
# shellcheck disable=SC2016,SC2034,SC2317 # ok evaluates
# A day of a queue, 300 times as fast: a second is five minutes ($DAY seconds, 288).
# Videos come all day, and three thousand at once at noon; a job takes up to a quarter
# of an hour; some fail always, once, or are for later; each half hour a worker is
# killed; at night the server crashes; in the afternoon nobody works for an hour.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/pg.sh
. "$here/tests/pg.sh"
day=${DAY:-288} workers=6

pg_start
sql postgres -c 'create database d' -c 'create role w login'
sg-queue -d "$(db d)" init
sql d -c 'grant sg_worker to w' -c 'create table done (id text, token bigint)' -c 'grant insert, select on done to w'
SG_DB=$(db d w)
export SG_DB
owner() { sql d -U admin -c "$1"; }
cat >work <<'W'
#!/bin/bash
# what becomes of a video is in its number; the attempt is in the queue
n=${1#v}
case $((n % 40)) in
0) exit 3 ;;
1) [ -e "seen/$1" ] || { : >"seen/$1"; exit 75; } ;;
2) [ -e "seen/$1" ] || { : >"seen/$1"; kill -9 $$; } ;;
3) [ -e "seen/$1" ] || { : >"seen/$1"; exit 0; } ;;
esac
# of the bulk most are known already, and quick
[ "$n" -ge 1000000 ] || sleep "$((n * 7 % 3)).$((n % 10))"
psql -XAtq -v ON_ERROR_STOP=1 -d "$SG_DB" -1 -v id="$1" -v t="$SG_CLAIM" >/dev/null 2>&1 <<'S' || exit 75
select sg.finish(:t, 'fingerprinted');
insert into done values (:'id', :t);
S
W
chmod +x work
mkdir seen
add() { { printf '## sg videos 1\n# id\tduration_s\n'; seq -f "v%.0f	$((RANDOM % 900))" "$1" "$2"; echo '## end'; } | sg-queue add 2>>add.err; }
next=1
pids=()
start() { sg-queue -w "w$1" -l 3 -r 30 -s 1 run -j 2 -- ./work 2>>"worker$1.err" & pids[$1]=$!; }
alive() { [ -n "${pids[$1]-}" ] && kill -0 "${pids[$1]}" 2>/dev/null; }
killed=0
live() {
	local s i
	for ((s = 0; s < day; s++)); do
		add $next $((next + 4)) && next=$((next + 5))
		[ $s -ne $((day / 2)) ] || add 1000000 1002999
		# a worker ends where nothing is left: cron starts it again
		for ((i = 0; i < workers; i++)); do
			[ $((s * 24 / day)) -ne 15 ] || continue # nobody
			alive "$i" || start "$i"
		done
		if [ $((s * 24 / day)) -eq 15 ] && [ "${pids[0]-}" ]; then
			kill "${pids[@]}" 2>/dev/null
			wait "${pids[@]}"
			pids=()
		elif [ $((s % 6)) -eq 3 ] && [ "${#pids[@]}" -gt 0 ]; then
			kill -9 "${pids[RANDOM % ${#pids[@]}]}" 2>/dev/null && killed=$((killed + 1))
		fi
		if [ $s -eq $((day / 8)) ]; then
			pg_stop immediate
			pg_start
		fi
		sleep 1
	done
	# the next day: what is left
	for ((s = 0; s < 200; s++)); do
		for ((i = 0; i < workers; i++)); do
			alive "$i" || start "$i"
		done
		[ "$(owner "select count(*) from videos where match_status is null or match_status = 'pending'")" -gt 0 ] || break
		sleep 1
	done
	kill "${pids[@]}" 2>/dev/null
	wait
}
live 2>/dev/null
all=$((next - 1 + 3000))
fail=$(((next - 1) / 40 + 75))
echo "# $all videos, $killed workers killed, $(cat worker*.err | grep -c .) complaints"
ok 'all came'               '[ "$(owner "select count(*) from videos")" -eq $all ]'
ok 'all are decided'        '[ "$(owner "select count(*) from videos where match_status in ('\''fingerprinted'\'', '\''flag'\'')")" -eq $all ]'
ok 'no claim is left'       '[ "$(owner "select count(*) from videos where claim_token is not null")" -eq 0 ]'
ok 'each once'              '[ "$(owner "select count(*) = count(distinct id) from done")" = t ] && [ "$(owner "select count(*) from done d join videos v on v.source_id = d.id where v.match_status = '\''fingerprinted'\''")" -eq "$(owner "select count(*) from videos where match_status = '\''fingerprinted'\''")" ]'
ok 'what fails always is flagged, nothing else' '[ "$(owner "select count(*) from videos where match_status = '\''flag'\''")" -eq $fail ] && [ "$(owner "select count(*) from videos where match_status = '\''flag'\'' and substr(source_id, 2)::bigint % 40 <> 0")" -eq 0 ]'
ok 'workers died'           '[ $killed -ge $((day / 12)) ]'
ok 'nobody crashed'         '! grep -iE "sanitizer|segmentation|assert" worker*.err'
owner "select match_status, count(*), max(attempts) from videos group by 1" | sed 's/^/# /'
done_testing
