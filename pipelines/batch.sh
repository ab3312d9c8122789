# Sourced by index.sh: what surrounds its pipeline.
# shellcheck shell=bash disable=SC2154 # tmp is scratch's

# known: what the index has, or what is wrong with it; sg-store makes a new one
known() {
	local dir=${SG_DB:-${XDG_DATA_HOME:-$HOME/.local/share}/sonicgen/index}
	[[ $dir != *://* && ! -e $dir/MANIFEST && (-d $dir || ! -e $dir) ]] || sg-index ls
}

# store: commit the fingerprints named on standard input, 64 at a time or what
# came in a minute: a commit waits for the disk, but a power cut loses little
store() {
	local fp rc=0 ready=() due=$((SECONDS + 60))
	while [ "$rc" -ne 1 ]; do
		rc=0
		read -r -t 5 fp || rc=$?
		[ "$rc" -ne 0 ] || ready+=("$fp")
		[ "${#ready[@]}" -lt 64 ] && [ "$SECONDS" -lt "$due" ] &&
			[ "$rc" -ne 1 ] && continue
		[ "${#ready[@]}" -eq 0 ] || commit "${ready[@]}"
		ready=() due=$((SECONDS + 60))
	done
}

commit() {
	cat "${@/%/.videos}" >"$tmp/videos"
	cat "$@" | sg-store -m "$tmp/videos"
	touch "${@/%/.stored}"
	rm "$@" "${@/%/.videos}"
}

# finish: on a signal, end the jobs and store what is ready. Parallel lets its
# jobs run on after the first SIGTERM, and ends them at the second.
finish() {
	local parallel
	parallel=$(jobs -p)
	if kill "$parallel"; then
		sleep 0.2
		kill "$parallel" || :
	fi
	wait
	rm -rf "$tmp"
} 2>/dev/null

# report: a line for each failure on standard error, then the sums
report() {
	local url path why seq=0 stored=0 failed=0 all
	while IFS=$'\t' read -r _ url; do
		seq=$((seq + 1))
		[ ! -e "$tmp/$seq.stored" ] || { stored=$((stored + 1)); continue; }
		failed=$((failed + 1))
		printf -v path %b "${url//%/\\x}"
		path=${path#file://}
		why=$(head -n 1 "$tmp/$seq.err" 2>/dev/null) || :
		[ -z "$why" ] || say "$path: ${why/"$path: "/}"
	done <"$tmp/todo"
	all=$(tr -cd '\0' <"$tmp/paths" | wc -c)
	echo "$all recordings: $((all - seq)) known, $stored stored, $failed failed"
	[ "$failed" -eq 0 ] || return 2
}
