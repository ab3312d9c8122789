# Sourced by tests that need a stand-in for a server of Google's.
# shellcheck shell=bash disable=SC2154 # here is lib.sh's
#
#	stand NAME ARG...   start tests/NAME.py ARG...; its port in $port; an
#	                    argument PORTFILE is replaced
#	stand_site DIR      serve its files; where, in $site
#	told PATH [JSON]    POST to it; asked PATH: what GET gives
#	fault JSON          tell it to misbehave; forget: not to, and its log
#
# They end with the test.
unset http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY
unset STORAGE_EMULATOR_HOST GOOGLE_APPLICATION_CREDENTIALS
standing=()
trap 'kill "${standing[@]}" 2>/dev/null; wait 2>/dev/null; rm -rf "$tmp"' EXIT

stand() {
	local f=$tmp/port.${#standing[@]} i
	set -- "${@//PORTFILE/$f}"
	PYTHONDONTWRITEBYTECODE=1 python3 "$here/tests/$1.py" "${@:2}" &
	standing+=($!)
	for ((i = 0; i < 100; i++)); do
		if [ -e "$f" ]; then
			port=$(<"$f")
			return 0
		fi
		sleep 0.1
	done
	echo "# $1.py does not start" >&2
	return 1
}

stand_site() {
	local i
	python3 -u -m http.server --bind 127.0.0.1 -d "$1" 0 >server 2>&1 &
	standing+=($!)
	for ((i = 0; i < 100; i++)); do
		# shellcheck disable=SC2034 # the test reads it
		site=http://127.0.0.1:$(grep -oP 'port \K[0-9]+' server) && return
		sleep 0.1
	done
	return 1
}

told() { curl -s --noproxy '*' -d "${2-}" "http://127.0.0.1:$port/$1"; }
asked() { curl -s --noproxy '*' "http://127.0.0.1:$port/$1"; }
fault() { told _fault "$1"; }
forget() { told _clear; }
