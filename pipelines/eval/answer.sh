#!/bin/bash
# answer.sh FILE ID sg-match-argument...: what is this clip? Nobody is an answer.
set -euo pipefail
file=${1:?} id=${2:?}
shift 2
sg-decode "$file" | sg-hash -i "$id" | sg-match "$@" || [ $? -eq 1 ]
