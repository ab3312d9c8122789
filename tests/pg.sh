# Sourced by tests that need PostgreSQL: a real server, of this test alone.
# shellcheck shell=bash
#
# It runs as an unprivileged user, listens on a socket in the scratch directory
# and on no port, and is stopped when the test ends.
#
#	pg_start          make the cluster if there is none, and start it
#	pg_up AT          the same of one more, beside it
#	pg_stop MODE [AT] fast, or immediate: as a crash
#	db NAME [ROLE [AT]]  the URL of a database there, as its superuser or a role
#	sql NAME [ARG...] psql there, rows bare; -U ROLE
pg_bin=$(pg_config --bindir)
pg_as=()
if [ "$(id -u)" -eq 0 ]; then
	pg_user=nobody
	! id postgres >/dev/null 2>&1 || pg_user=postgres
	pg_as=(runuser -u "$pg_user" --)
fi
# Debian's psql and pg_dump of /usr/bin are Perl that looks for these: 0.1 s each
PATH=$pg_bin:$PATH
unset "${!PG@}"
# shellcheck disable=SC2154 # lib.sh sets tmp
export PGUSER=admin PGHOST=$tmp/pg PGCONNECT_TIMEOUT=10

# a new cluster, made once for all tests of this build
pg_template() {
	(
		flock 9
		[ ! -d "$here/$O/pgdata" ] || exit 0
		"${pg_as[@]}" "$pg_bin/initdb" -D "$tmp/$at/new" -U admin -A trust \
		    -E UTF8 --locale=C --no-sync >pg.log 2>&1 &&
		    rm -rf "$here/$O/pgdata.new" && mv "$at/new" "$here/$O/pgdata.new" &&
		    mv "$here/$O/pgdata.new" "$here/$O/pgdata"
	) 9>"$here/$O/pgdata.lock"
}

pg_all=()
pg_start() { pg_up pg; }
pg_up() {
	local at=$1
	if [ ! -d "$at" ]; then
		chmod 755 "$tmp"
		mkdir "$at"
		[ ${#pg_as[@]} -eq 0 ] || chown "$pg_user" "$at"
		[ -d "$here/$O/pgdata" ] || pg_template
		cp -a "$here/$O/pgdata" "$at/data"
		printf '%s\n' "unix_socket_directories = '$tmp/$at'" \
		    "listen_addresses = ''" 'fsync = off' 'max_connections = 60' \
		    'log_statement = all' |
		    "${pg_as[@]}" tee -a "$tmp/$at/data/postgresql.conf" >/dev/null
		pg_all+=("$at")
		trap 'for at in "${pg_all[@]}"; do pg_stop immediate "$at"; done; rm -rf "$tmp"' EXIT
	fi
	"${pg_as[@]}" "$pg_bin/pg_ctl" -D "$tmp/$at/data" -l "$tmp/$at/log" -w start >>pg.log 2>&1 ||
	    { cat pg.log "$at/log" >&2; exit 2; }
}

pg_stop() {
	"${pg_as[@]}" "$pg_bin/pg_ctl" -D "$tmp/${2:-pg}/data" -m "$1" -w stop >>pg.log 2>&1
}

db() {
	echo "postgresql:///$1?host=$tmp/${3:-pg}&user=${2:-admin}"
}

sql() {
	psql -XAtq -v ON_ERROR_STOP=1 -d "$@"
}
