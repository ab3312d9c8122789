# Completion in bash for every program of SonicGen. What a program takes it
# says itself, in the usage line of -h: this file does not repeat it.
# shellcheck shell=bash

_sonicgen() {
	local cur=$2 prev=$3 usage letters value id i db=()
	COMPREPLY=()
	usage=$("$1" -h 2>/dev/null) || return 0

	# the letters that stand alone, then those that take a value: [-d index]
	letters=$(grep -oE '\[-[A-Za-z]+' <<<"$usage" | tr -d '\n[-' |
		sed 's/./-& /g')
	value=$(sed -n "s/.*\[$prev \([^]]*\)\].*/\1/p" <<<"$usage" 2>/dev/null)
	[[ $prev == -? ]] || value=
	case $value in
	'') ;;
	'index ...' | index | dir) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return 0 ;;
	profile)
		mapfile -t COMPREPLY < <(compgen -W 'sg1 sonicgen' -- "$cur")
		return 0 ;;
	*) return 0 ;; # a file, or nothing that could be guessed
	esac
	if [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$letters" -- "$cur")
		return 0
	fi
	[[ ${1##*/} == sg-index || ${1##*/} == sg-queue ]] || return 0

	# sg-index [-d index] COMMAND [id...]; sg-queue alike, without ids
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-d) db=(-d "${COMP_WORDS[++i]}") ;;
		-[jlnprsw]) i=$((i + 1)) ;;
		-*) ;;
		rm | dump)
			# not compgen -W, which would run a $(command) in an id
			while IFS=$'\t' read -r id _; do
				[[ $id != '#'* && $id == "$cur"* ]] || continue
				COMPREPLY+=("$(printf %q "$id")")
			done < <("$1" "${db[@]}" ls 2>/dev/null)
			return 0 ;;
		*) return 0 ;;
		esac
	done
	value=$(grep -oE '[a-z]+(\|[a-z]+)+' <<<"$usage" | head -n 1)
	mapfile -t COMPREPLY < <(compgen -W "${value//|/ }" -- "$cur")
}

complete -o bashdefault -o default -F _sonicgen sg-cgi sg-channel sg-confine \
    sg-decide sg-decode sg-dedup sg-fleet sg-gcs sg-hash sg-identify sg-index \
    sg-ingest sg-match sg-peaks sg-queue sg-refingerprint sg-segment sg-serve \
    sg-store sg-worker sg-ytmeta
