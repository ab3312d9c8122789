# Sourced by tests that need PostgreSQL: a real server, of this test alone.
# shellcheck shell=bash
#
# It runs as an unprivileged user, listens on a socket in the scratch directory
# and on no port, and is stopped when the test ends.
#
#	pg_start          make the cluster if there is none, and start it
#	pg_stop MODE      fast, or immediate: as a crash
#	db NAME [ROLE]    the URL of a database there, as its superuser or a role
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
		"${pg_as[@]}" "$pg_bin/initdb" -D "$tmp/pg/new" -U admin -A trust \
		    -E UTF8 --locale=C --no-sync >pg.log 2>&1 &&
		    rm -rf "$here/$O/pgdata.new" && mv pg/new "$here/$O/pgdata.new" &&
		    mv "$here/$O/pgdata.new" "$here/$O/pgdata"
	) 9>"$here/$O/pgdata.lock"
}

pg_start() {
	if [ ! -d pg ]; then
		chmod 755 "$tmp"
		mkdir pg
		[ ${#pg_as[@]} -eq 0 ] || chown "$pg_user" pg
		pg_template
		cp -a "$here/$O/pgdata" pg/data
		printf '%s\n' "unix_socket_directories = '$tmp/pg'" \
		    "listen_addresses = ''" 'fsync = off' 'max_connections = 60' \
		    'log_statement = all' |
		    "${pg_as[@]}" tee -a "$tmp/pg/data/postgresql.conf" >/dev/null
		trap 'pg_stop immediate; rm -rf "$tmp"' EXIT
	fi
	"${pg_as[@]}" "$pg_bin/pg_ctl" -D "$tmp/pg/data" -l "$tmp/pg/log" -w start >>pg.log 2>&1 ||
	    { cat pg.log pg/log >&2; exit 2; }
}

pg_stop() {
	"${pg_as[@]}" "$pg_bin/pg_ctl" -D "$tmp/pg/data" -m "$1" -w stop >>pg.log 2>&1
}

db() {
	echo "postgresql:///$1?host=$tmp/pg&user=${2:-admin}"
}

sql() {
	psql -XAtq -v ON_ERROR_STOP=1 -d "$@"
}
