# Sourced by tests that kill: everything that works on a database at once, under
# kill -9 and a crash of the server. Needs lib.sh, fp.sh and pg.sh.
# shellcheck shell=bash disable=SC2154,SC2034 # lib.sh sets tmp, fp.sh sg1
#
#	campaign DB KILLS VIDEOS    work until KILLS were killed and VIDEOS are
#	                            stored; one crash of the server in the middle
#	exact DB VIDEOS             whether nothing was lost, halved or done twice

# video N: what its fingerprint is
video() { mk "v$1" "$(($1 + 7))" $((100 + $1 % 50 * 8)); }

# again COMMAND...: run it again and again, until the file "over" is there
again() {
	while [ ! -e over ]; do
		"$@" >>again.log 2>&1
		sleep 0.1
	done
}

# pick NAME: one of the processes of that name that work in our directory, or
# nothing
pick() {
	local all=() pid
	for pid in $(pgrep -x "$1"); do
		[ ! "/proc/$pid/cwd" -ef "$tmp" ] || all+=("$pid")
	done
	[ ${#all[@]} -eq 0 ] || echo "${all[RANDOM % ${#all[@]}]}"
}

campaign() {
	local db=$1 kills=$2 videos=$3 n=0 i pid crashed='' round
	mkdir -p fp
	for ((i = 1; i <= videos; i++)); do video $i >fp/v$i; done
	{ printf '## sg videos 1\n# id\n'; seq -f 'v%.0f' "$videos"; echo '## end'; } |
	    sg-queue -d "$(db "$db" w)" add
	cat >work <<-'W'
	#!/bin/sh
	# what is stored is said, with the claim that stored it
	sg-store "fp/$1" && echo "$1 $SG_CLAIM" >>said
	W
	chmod +x work
	: >said
	rm -f over
	for i in 1 2 3; do
		again sg-queue -d "$(db "$db" w)" -l 2 -r 100000 -s 0 run -j 2 -- ./work &
	done
	again sg-index -d "$(db "$db" c)" compact &
	again sg-index pull -d pulled "$(db "$db" r)" &
	for ((round = 0; round < kills * 40; round++)); do
		sleep "0.$((RANDOM % 15 + 10))"
		# runners, stores, compactions and pulls, in turn
		set -- sg-queue sg-store sg-index sg-index
		i=$((RANDOM % 4 + 1))
		if [ "$n" -lt "$kills" ] && pid=$(pick "${!i}") && [ -n "$pid" ]; then
			kill -9 "$pid" 2>/dev/null && n=$((n + 1))
		fi
		if [ -z "$crashed" ] && [ "$n" -ge $((kills / 2)) ]; then
			pg_stop immediate
			pg_start
			crashed=1
		fi
		# enough were killed, and all is done; or nothing is left to kill
		if [ "$((round % 5))" -eq 4 ] && [ -n "$crashed" ]; then
			i=$(sg-queue -d "$(db "$db" w)" stat | sed -n 's/^fingerprinted\t//p')
			[ "${i:-0}" -lt "$videos" ] || [ "$n" -lt "$kills" ] || break
			# everything is done too early: once more, as if new
			[ "${i:-0}" -lt "$videos" ] || sql "$db" -c "update videos set match_status = null where random() < 0.3"
		fi
	done
	touch over
	wait
	echo "# $n killed, $(sort -u said | wc -l) stores were heard of"
	[ "$n" -ge "$kills" ] && [ -n "$crashed" ]
}

# what the streams say, and what came out of the index
expected() { cat fp/v*; }
exact() {
	local db=$1 videos=$2
	[ "$(sg-queue -d "$(db "$db" w)" stat)" = "fingerprinted	$videos" ] || { echo '# not all are fingerprinted'; return 1; }
	# a claim that was heard of is the only one of its number
	[ -z "$(cut -d ' ' -f 2 said | sort | uniq -d)" ] || { echo '# a claim was done twice'; return 1; }
	[ "$(sql "$db" -c 'select count(*), count(distinct video), count(distinct batch) from sg.doc')" = "$videos|$videos|$videos" ] || { echo '# documents'; return 1; }
	sg-index -d "$(db "$db" r)" check || return
	sg-index -d "$(db "$db" r)" dump >dumped || return
	[ "$(rows dumped | md5sum)" = "$(rows fp/v* | md5sum)" ] || { echo '# other postings'; return 1; }
	sql "$db" -c "select v.source_id, f.t_ref, f.hash from fingerprints f join videos v on v.id = f.video_id" | tr '|' '\t' | sort >viewed
	rows fp/v* | awk -F'\t' 'NF == 3' | cmp - viewed || { echo '# the view'; return 1; }
	sg-index pull -d pulled "$(db "$db" r)" && sg-index -d pulled check || return
	[ "$(rows <(sg-index -d pulled dump) | md5sum)" = "$(rows fp/v* | md5sum)" ] || { echo '# what was pulled is other'; return 1; }
}
