#!/bin/bash
# run.sh [-o out]: what fingerprinting, storing and asking cost, as Markdown. The
# environment: SG_BENCH_SOURCE a directory of recordings (default: a sample from
# Debian), SG_BENCH_SECONDS of sound in the table of formats, SG_BENCH_POSTINGS a
# list of index sizes, SG_BENCH_STREAM hours of the stream for memory, SG_BENCH_PG
# postings in PostgreSQL; 0: none of that; SG_BENCH_FAISS what evaluate.sh left, if
# FAISS is to be asked, too; SG_BENCH_MERGE postings of the index that is merged.
set -euo pipefail
export LC_ALL=C
here=$(dirname "$(readlink -f "$0")")
out=build/bench
while getopts o: o; do
	case $o in
	o) out=$OPTARG ;;
	*) echo 'usage: run.sh [-o out]' >&2; exit 2 ;;
	esac
done
export SG_BENCH_SECONDS=${SG_BENCH_SECONDS:-3600}
sizes='1000000 10000000 100000000'
# the largest takes 4 GB, and as much again while it is made
[ "$(df --output=avail -k . | tail -n 1)" -lt 20000000 ] || sizes+=' 1000000000'
export SG_BENCH_POSTINGS=${SG_BENCH_POSTINGS:-$sizes}
export SG_BENCH_PG=${SG_BENCH_PG:-20000000}
export SG_BENCH_MERGE=${SG_BENCH_MERGE:-20000000}
export SG_BENCH_STREAM=${SG_BENCH_STREAM:-10}
source=${SG_BENCH_SOURCE:-$("$here/../../pipelines/eval/sample.sh" "$out/../sample")}
source=$(readlink -f "$source")
faiss=${SG_BENCH_FAISS:+$(readlink -e "$SG_BENCH_FAISS")}
mkdir -p "$out"
cd "$out"

cpu=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
cat <<END
# What it costs

Made by \`make bench\` (\`tests/bench/run.sh\`), which sets itself up from Debian
packages. Each figure is the best of three, all in one run, but memory, noise and
the stream of clips are measured once. CPU is user and
system time of all processes of a pipeline, by GNU time.

- machine: ${cpu:-$(uname -m)}, $(nproc) cores, Linux $(uname -r), load $(cut -d' ' -f1 /proc/loadavg) at the start
- command: \`SG_BENCH_SECONDS=$SG_BENCH_SECONDS SG_BENCH_STREAM=$SG_BENCH_STREAM SG_BENCH_POSTINGS='$SG_BENCH_POSTINGS' SG_BENCH_PG=$SG_BENCH_PG make bench\`
- version: $(sg-hash -V), commit $(git -C "$here" rev-parse --short HEAD 2>/dev/null || echo none)
- sound: $SG_BENCH_SECONDS s, of $(basename "$source"), repeated as needed
END
"$here/sound.sh" "$source"
"$here/index.sh"
[ "$SG_BENCH_PG" -eq 0 ] || "$here/pg.sh"
[ -z "$faiss" ] || "$here/faiss/run.sh" "$faiss"
