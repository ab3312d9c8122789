# Sourced by tests of the web page: a real lighttpd, with an index of our own.
# shellcheck shell=bash disable=SC2154 # here and tmp are lib.sh's
#
#	site_index            three recordings into ./ix, their titles into ./videos
#	site_start [ARG...]   serve it with pipelines/serve.sh ARG...: $site; what
#	                      it says is in ./log, the files of its run in $run
#	site_stop
#	hold                  searches from now on stop before sg-match, each with
#	                      a file ./held.PID; held N waits for N of them
#	release               they go on, and those that come, too
#
# Programs in ./bin come before all others: tests put theirs there. sg-match is
# as it is, but that it can be held.
unset http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY
unset SG_WEB SG_WEB_CATALOGUE SG_WEB_LOG "${!PG@}"
mkdir -p bin serve
export TMPDIR=$tmp/serve PATH="$tmp/bin:$PATH:/usr/sbin" XDG_CACHE_HOME=$tmp/cache
trap 'site_stop; rm -rf "$tmp"' EXIT
served=''

cat >bin/sg-match <<-EOF
	#!/bin/bash
	if [ -e "$tmp/hold" ]; then
		touch "$tmp/held.\$\$"
		while [ -e "$tmp/held.\$\$" ]; do sleep 0.05; done
	fi
	exec "$here/$O/bin/sg-match" "\$@"
EOF
chmod +x bin/sg-match

# the sanitizers want all addresses, and look for leaks by ptrace
if [[ $O == *san* ]]; then
	SG_WEB_SAN='memory=0'
	for p in sg-decode sg-hash; do
		printf '#!/bin/sh\nexec "%s" "$@"\n' "$here/$O/bin/$p" >"bin/$p"
		chmod +x "bin/$p"
	done
	sed -i 's/^\t*exec/export ASAN_OPTIONS=detect_leaks=0\n&/' bin/sg-*
fi

hold() { touch hold; }
release() { rm -f hold held.*; }
held() {
	local i
	for ((i = 0; i < 300; i++)); do
		[ "$(compgen -G 'held.*' | wc -l)" -lt "$1" ] || return 0
		sleep 0.1
	done
	return 1
}

site_index() {
	local i
	printf '%s\n' '## sg videos 1' \
	    $'# id\ttitle\tchannel_id\tchannel\tpublished_at\tduration_s\tembeddable\turl' \
	    $'video000001\tThe first <b>tune</b>\tUCaaaaaaaaaaaaaaaaaaaaaa\tTunes & Co\t2020-02-02T00:00:00Z\t40\ttrue\thttps://www.youtube.com/watch?v=video000001' \
	    $'video000002\tThe second\t-\tOthers\t-\t40\tfalse\t-' \
	    $'home\tAt home\t-\t-\t-\t-\t-\tfile:///secret/place/home.wav' \
	    '## end' >videos
	for i in 1 2 3; do music "$i" 40 >"m$i.au"; done
	{ sg-hash -i video000001 m1.au; sg-hash -i video000002 m2.au; sg-hash -i home m3.au; } |
	    sg-store -d ix -m videos
}

site_start() {
	local port i
	port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
	: >site
	SG_WEB="${SG_WEB-} ${SG_WEB_SAN-}" "$here/pipelines/serve.sh" -d ix -p "$port" "$@" >site 2>log & served=$!
	for ((i = 0; i < 300; i++)); do
		if site=$(grep -m 1 http site); then
			run=$(echo "$TMPDIR"/tmp.*)
			return 0
		fi
		kill -0 "$served" 2>/dev/null || break
		sleep 0.1
	done
	sed 's/^/# /' log >&2
	return 1
}

site_stop() {
	[ -z "$served" ] || { kill "$served"; wait "$served"; } 2>/dev/null
	served=''
}
