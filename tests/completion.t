#!/bin/bash
# Completion in bash knows every program, its options and an index's ids.
# shellcheck disable=SC2034 # eval and the completion use them
. "$(dirname "$0")/lib.sh"
plain_only 'shell'
. "$here/completion/sonicgen.bash"
mkdir bin
ln -s "$here/pipelines/dedup.sh" bin/sg-dedup
ln -s "$here/pipelines/index.sh" bin/sg-ingest
ln -s "$here/pipelines/identify.sh" bin/sg-identify
ln -s "$here/pipelines/serve.sh" bin/sg-serve
ln -s "$here/pipelines/worker.sh" bin/sg-worker
ln -s "$here/pipelines/ingest.sh" bin/sg-channel
ln -s "$here/pipelines/fleet.sh" bin/sg-fleet
ln -s "$here/pipelines/refingerprint.sh" bin/sg-refingerprint
PATH=$tmp/bin:$PATH

# press WORD...: tab after these words; the completions, sorted, on one line
press() {
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
	_sonicgen "$1" "${*: -1}" "${*: -2:1}"
	[ ${#COMPREPLY[@]} -eq 0 ] || printf '%s\n' "${COMPREPLY[@]}" | sort | xargs -d '\n'
}

for p in "$here"/cmd/*.c sg-channel sg-dedup sg-fleet sg-ingest sg-refingerprint sg-identify sg-serve sg-worker; do
	p=$(basename "$p" .c)
	ok "$p is completed"        "complete -p $p | grep -q _sonicgen"
	ok "$p: its options"        "press $p - | grep -q -- '-V.*-h'"
done
letters() { sg-match -h | grep -oE '\[-[A-Za-z]+' | tr -d '\n[-' | sed 's/./-&\n/g' | sort | xargs -d '\n' printf '%s '; }
ok 'every letter of the usage line' '[ "$(press sg-match -) " = "$(letters)" ]'
ok 'no options after a file name'   '[ -z "$(press sg-match a)" ]'
mkdir ix.d
music 1 10 >a.au
sg-hash -i 'ab' a.au | sg-store -d ix.d/ix
sg-hash -i 'a$(touch${IFS}bad)' a.au | sg-store -d ix.d/ix
sg-hash -i '#1' a.au | sg-store -d ix.d/ix
ok 'directories after -d'   '[ "$(press sg-match -d ix)" = ix.d ]'
ok 'profiles after -p'      '[ "$(press sg-hash -p s)" = "sg1 sonicgen" ]'
ok 'each is a profile'      'for p in $(press sg-hash -p ""); do sg-hash -p "$p" </dev/null 2>&1 | grep -q "no profile" && exit 1; done; true'
ok 'nothing for a number'   '[ -z "$(press sg-match -e "")" ]'
ok 'commands of sg-index'   '[ "$(press sg-index -d ix.d/ix "")" = "check compact dump ls merge pull rm stat" ]'
ok 'commands of sg-queue'   '[ "$(press sg-queue "")" = "add claim finish init ls release relink retry run stat" ] && [ "$(press sg-queue -d x re)" = "release relink retry" ]'
ok 'after a value, too'    '[ "$(press sg-index -p sg1 me)" = merge ]'
ok 'one of them'            '[ "$(press sg-index me)" = merge ]'
ok 'ids after rm'           '[ "$(press sg-index -d ix.d/ix rm ab)" = ab ]'
ok 'an id is quoted'        'press sg-index -d ix.d/ix dump "a\$" | grep -qF "a\\$\\(touch"'
ok 'and not run'            '[ ! -e bad ]'
ok 'no index, no ids'       '[ -z "$(press sg-index -d nosuch rm "")" ]'
done_testing
