#!/bin/bash
# The rules of the house, mechanically: the layers, one home for each foreign
# header, a library that neither exits nor prints, manuals and scripts.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
bad=0
complain() { echo "lint: $*" >&2; bad=1; }

# cmd -> edge -> retrieval -> signal -> base: no arrow upwards
above=''
for layer in edge retrieval signal base; do
	if [ -n "$above" ] && grep -nE "#include \"($above)/" -r "lib/$layer"; then
		complain "lib/$layer includes a layer above it"
	fi
	above="${above:+$above|}$layer"
done
if grep -nE '#include "(\.\.|cmd/)' -r lib cmd; then complain 'odd include'; fi

# a foreign header: one .c file of lib, and no header; libpq.c is libpq itself
for h in fftw3.h mpg123.h sndfile.h soxr.h jansson.h libpq-fe.h curl/curl.h openssl/sha.h \
    openssl/pem.h; do
	homes=$(grep -lrF "#include <$h" lib cmd | grep -v '^lib/edge/libpq.c$')
	[ "$(wc -w <<<"$homes")" -le 1 ] || complain "$h is in: $homes"
	case $homes in *.h | cmd/*) complain "$h is in $homes" ;; esac
done

if grep -nE '#include <(curl|openssl)/' -r lib cmd |
    grep -vE '<(curl/curl|openssl/(sha|pem))\.h>'; then
	complain 'a foreign header without a home'
fi

# the library never exits, prints or reads the environment (sg.c is the programs')
grep -nE '\b(exit|_exit|abort|errx?|warnx?|puts|printf|perror|getenv)\(' \
    -r lib --include='*.c' | grep -v '^lib/base/sg.c:' &&
    complain 'lib exits, prints or reads the environment'
grep -nE '\b(atoi|atof|sscanf|gets|strtok|alloca|system|popen)\(' -r lib cmd \
    --include='*.[ch]' && complain 'a function that the style forbids'

# sizes: a program fits 200 lines, a module 300
wc -l cmd/*.c /dev/null | awk '$2 != "total" && $1 > 200 { print; e = 1 } END { exit e }' ||
    complain 'a program of more than 200 lines'
wc -l lib/*/*.c /dev/null | awk '$2 != "total" && $1 > 300 { print; e = 1 } END { exit e }' ||
    complain 'a module of more than 300 lines'

# every header compiles alone
for h in lib/*/*.h; do
	${CC:-gcc} -std=c11 -D_DEFAULT_SOURCE -Ilib -fsyntax-only -x c "$h" ||
	    complain "$h does not compile alone"
done

# manuals: clean, and the usage line is the SYNOPSIS
for m in man/*.[157]; do
	[ -e "$m" ] || continue
	mandoc -T lint -W warning "$m" || complain "$m"
done
# as_manual PROGRAM COMMAND: its usage line is the SYNOPSIS of its manual
as_manual() {
	local want got
	want=$(mandoc -T ascii -O width=500 "man/$1.1" | col -b |
	    sed -n '/^SYNOPSIS/,/^[A-Z]/p' | sed '1d;$d' | tr -s ' \n' ' ' |
	    sed 's/^ //; s/ $//')
	got=$("$2" -h | tr -s ' \n\t' ' ' |
	    sed "s/^usage: [^ ]*/$1/; s/ $//; s/ or: / /g")
	[ "$want" = "$got" ] ||
	    complain "usage of $1 differs from its SYNOPSIS: '$got' / '$want'"
}
for c in cmd/*.c; do
	[ -e "$c" ] || continue
	p=$(basename "$c" .c)
	[ -e "man/$p.1" ] || { complain "no man/$p.1"; continue; }
	if [ -x "${O:-build}/bin/$p" ]; then as_manual "$p" "${O:-build}/bin/$p"; fi
done
as_manual sg-identify pipelines/identify.sh
as_manual sg-channel pipelines/ingest.sh
as_manual sg-dedup pipelines/dedup.sh
as_manual sg-fleet pipelines/fleet.sh
as_manual sg-ingest pipelines/index.sh
as_manual sg-refingerprint pipelines/refingerprint.sh
as_manual sg-serve pipelines/serve.sh
as_manual sg-worker pipelines/worker.sh

# a pipeline fits a screen
wc -l pipelines/*.sh | awk '$2 != "total" && $1 > 60 { print; e = 1 } END { exit e }' ||
    complain 'a pipeline of more than 60 lines'
perl -c pipelines/plan.pl 2>&1 | grep -v 'syntax OK' && complain plan.pl
scripts=$(grep -lE '^#!/bin/(ba)?sh' -r pipelines tests debian .ci)
# shellcheck disable=SC2086 # a list of words
shellcheck -x $scripts completion/*.bash || complain shellcheck
[ -n "${NO_STATIC-}" ] || tests/static.sh '--checks=-clang-analyzer-*' || complain static.sh
exit $bad
