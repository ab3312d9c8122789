#!/bin/bash
# The evaluation: are its clips what they say, and does it count right?
. "$(dirname "$0")/lib.sh"
plain_only 'shell, awk and codecs'
eval_dir=$here/pipelines/eval
tab() { tr ' ' '\t'; }
near() { awk -v a="$1" -v b="$2" -v t="$3" 'BEGIN {d = a - b; exit !(d <= t && -d <= t)}'; }
# as_au FILE OUT [EFFECT...]: at 11025 Hz
as_au() { ffmpeg -v error -y -i "$1" -ac 1 -ar "${rate:-11025}" -c:a pcm_s16be -f au whole.au && sox -R -D whole.au -b 16 -t au "$2" "${@:3}"; }
# like WANT TOLERANCE A B: their correlation, and no lag
like() { xcorr -m 3 "$3" "$4" >r && near "$(cut -f1 r)" "$1" "$2" && near "$(cut -f2 r)" 0 0.3; }

# xcorr
music 1 20 >a.au
music 2 20 >b.au
sox -D a.au late.au pad 0.02
sox -D a.au short.au trim 0 5
ok 'a sound is itself'    'like 1 0.0001 a.au a.au'
ok '20 ms later'          'xcorr a.au late.au >r && near "$(cut -f1 r)" 1 0.001 && near "$(cut -f2 r)" 20 0.01'
ok 'and 20 ms earlier'    'xcorr late.au a.au >r && near "$(cut -f2 r)" -20 0.01'
ok 'too late to see'      'xcorr -m 10 a.au late.au >r && awk "{exit !(\$1 < 0.9)}" r'
ok 'another tune'         'xcorr a.au b.au >r && awk "{exit !(\$1 < 0.5)}" r'
ok 'half is not enough'   'rc 1 xcorr a.au short.au && rc 0 xcorr short.au a.au'
ok 'another rate'         'music 1 5 16000 >fast.au; rc 2 xcorr a.au fast.au && says "want 8000 Hz as in a.au, got 16000"'

# plan
mkdir cache
for i in 1 2 3 4 5 6 7 8 9 10; do
	echo "r$i	/r$i.wav" >>list
	yes 20.0 | sed s/^/-/ | head -100 >cache/r$i.level
done
yes 90.0 | sed s/^/-/ | head -100 >cache/r3.level
plan() { awk -v cache=cache -v n=5 -v negatives=30 -v only="${2:-.}" -v outfile=outside -v seed="$1" -f "$eval_dir/place.awk" -f "$eval_dir/plan.awk" "$eval_dir/conditions.tsv" "${3:-list}"; }
plan 1 >truth
ok 'a fifth outside'      '[ "$(wc -l <outside)" -eq 2 ]'
ok 'clips as ordered'     'n=$(grep -vc "^#" "$eval_dir/conditions.tsv"); [ "$(grep -c "@0" truth)" -eq $((5 * n)) ] && [ "$(grep -c "@n" truth)" -eq 30 ]'
ok 'clips of the index'   'cut -f3 truth | grep "^r" | sort -u | rc 1 "grep -xFf outside"'
ok 'negatives are not'    'awk "\$3 == \"-\" {print \$10}" truth | rc 1 "grep -vxFf outside" && awk "\$3 == \"-\"" truth | grep -q .'
ok 'nothing from silence' '[ -z "$(awk "\$10 == \"r3\"" truth)" ]'
ok 'inside the recording' '[ -z "$(grep -v "^#" truth | awk "\$4 < 1 || \$4 + (\$5 - 2 * \$9) * \$6 * \$7 > 99")" ]'
ok 'a range to its ends'  '[ "$(grep "^10s-speed-0.67-0.82@0" truth | cut -f6 | sed "1p;\$p;d" | tr "\n" " ")" = "0.6700 0.8200 " ]'
ok 'same seed, same plan' 'plan 1 | cmp - truth'
ok 'another seed'         'plan 2 | rc 1 "cmp -s - truth"'
ok 'only some'            'plan 1 "^5s-clean$" | rc 1 "grep -v -e ^# -e ^5s-clean@"'
ok 'too short for it'     'yes 20.0 | sed s/^/-/ | head -5 | tee cache/s1.level >cache/s2.level; printf "s1\tx\ns2\tx\n" >tiny; rc 2 plan 1 . tiny && says "no recording has 10 s without silence for 10s-clean"'
ok 'one is too few'       'head -1 list >tiny; rc 2 plan 1 . tiny && says "want two recordings and a condition, got 1"'

# clips: with something uncorrelated S dB below, the correlation with what was cut is 1 / sqrt(1 + 10^(-S/10))
for i in 1 2; do music $i 26 44100 | sox -D -t au - -b 16 m$i.wav; done
"$eval_dir/voices.sh" voices
# clip FILE STEP...
clip() { "$eval_dir/distort.sh" -l "${len:-10}" -s 12 -r 3 -v voices -x m2.wav -X 5 m1.wav "$@" && as_au "$1" c.au; }
as_au m1.wav cut.au trim 12 10
rate=44100 as_au m1.wav cut44.au trim 12 10
ok 'clean'                'clip c.mp3 mp3=64 && like 1 0.05 cut.au c.au'
[ -z "${EVAL_ALL-}" ] ||
	ok 'as long as ordered'   'near "$(soxi -D c.au)" 10 0.1 && len=3 clip s.mp3 && near "$(soxi -D c.au)" 3 0.1'
[ -z "${EVAL_ALL-}" ] ||
	ok 'opus'                 'clip c.opus opus=24 && like 1 0.1 cut.au c.au && [ "$(ffprobe -v error -show_entries stream=codec_name -of csv=p=0 c.opus)" = opus ]'
ok 'speed'                'clip c.mp3 speed=1.25 && as_au m1.wav fast.au trim 12 12.5 speed 1.25 rate 11025 && like 1 0.05 fast.au c.au'
# a click 0.23 s after every second: when is the first?
sox -R -n clicks.wav synth 0.02 sine 880 pad 0.23 0.75 repeat 29 rate 44100
first() { "$eval_dir/distort.sh" -s 12 clicks.wav f.mp3 "$@" && ffmpeg -v error -i f.mp3 -ac 1 -ar 8000 -f s16le - | od -An -v -t d2 -w2 | awk '$1 > 6000 && !n {n = NR} END {print n / 8000}'; }
ok 'tempo is in place'    'near "$(first tempo=0.8)" 0.2875 0.01 && near "$(first tempo=1.5)" 0.1533 0.01'
ok 'so is pitch'          'near "$(first pitch=5)" 0.23 0.01 && near "$(first pitch=-5)" 0.23 0.01'
[ -z "${EVAL_ALL-}" ] ||
	ok 'so are both'          'near "$(first speed=1.25 tempo=0.8 pitch=2)" 0.23 0.01'
ok 'as loud a noise'      'rate=44100 clip c.mp3 pink=0 mp3=320 && like 0.707 0.04 cut44.au c.au'
[ -z "${EVAL_ALL-}" ] ||
	ok 'twice as loud'        'rate=44100 clip c.mp3 pink=-6 mp3=320 && like 0.448 0.04 cut44.au c.au'
[ -z "${EVAL_ALL-}" ] ||
	ok 'as loud a tune'       'rate=44100 clip c.mp3 song=0 mp3=320 && like 0.707 0.06 cut44.au c.au && rate=44100 as_au m2.wav other.au trim 5 10 && like 0.707 0.06 other.au c.au'
[ -z "${EVAL_ALL-}" ] ||
	ok 'as loud a voice'      'rate=44100 clip c.mp3 voice=0 mp3=320 && like 0.707 0.04 cut44.au c.au'
[ -z "${EVAL_ALL-}" ] ||
	ok 'as loud a crowd'      'rate=44100 clip c.mp3 babble=0 mp3=320 && like 0.707 0.04 cut44.au c.au'
[ -z "${EVAL_ALL-}" ] ||
	ok 'four seconds of it'   'clip c.mp3 inside=4 && sox -D c.au mid.au trim 3 4 && sox -D cut.au four.au trim 0 4 && like 1 0.03 four.au mid.au'
ok 'telephone'            'clip c.wav telephone && as_au m1.wav tel.au trim 12 10 sinc 300-3400 && like 1 0.05 tel.au c.au && [ "$(soxi -e c.wav)" = u-law ]'
[ -z "${EVAL_ALL-}" ] ||
	ok 'the other steps'      'for s in reverb=70 highpass=800 clip=12 wow rerecord; do len=3 clip c.mp3 $s && as_au c.mp3 $s.au && [ -s $s.au ] && ! like 1 0.001 cut.au $s.au || exit 1; done'
ok 'the same bytes'       'len=3 clip one.mp3 babble=0 rerecord && len=3 clip two.mp3 babble=0 rerecord && cmp one.mp3 two.mp3 || exit 1; len=3 clip one.opus opus=16 && len=3 clip two.opus opus=16 && cmp one.opus two.opus'
ok 'an unknown step'      'rc 2 clip c.mp3 vocoder=3 && says "unknown step '"'vocoder=3'"'"'

# judge and score
printf '%s\n' '# truth' 'c1 clean A 10 10 1 1 0 0 A' 'c2 clean A 10 10 1 1 0 0 A' 'c3 clean A 10 10 1 1 0 0 A' \
    'c4 clean A 10 10 1 1 0 0 A' 'c5 clean - 10 10 1 1 0 0 N' 'c6 clean - 10 10 1 1 0 0 N' \
    'c7 clean - 10 10 1 1 0 0 N' 's1 fast A 20 10 1.1 1 2 0 A' 'i1 fast A 20 10 1 1 0 3 A' 'c8 clean A 10 10 1 1 0 0 A' | tab >t
printf '%s\n' '## sg candidates 1' '# query rank id evalue offset_s speed pitch' 'c1 1 A 1e-9 10.05 1 1' 'c1 2 B 1e-4 0 1 1' \
    'c2 1 A 1e-9 40 1 1' 'c3 1 B 1e-4 10 1 1' 'c6 1 A 1e-4 10 1 1' 'c7 1 C 1e-6 3 1 1' 's1 1 A 1e-9 20.3 1.1 1.2347' \
    'i1 1 A 1e-9 17 1 1.01' 'c8 1 A 1e-9 70 1 1' '## end' | sed '2!s/ /\t/g; 2s/# /#_/; 2s/ /\t/g; 2s/#_/# /' >c
judge() { awk -f "$eval_dir/judge.awk" "$@"; }
verdicts() { grep -v '^#' v | cut -f3 | tr '\n' ' '; }
ok 'who needs a look'     'awk -v doubts=d -f "$eval_dir/judge.awk" t c >v && [ "$(cut -f1 d | tr "\n" " ")" = "c2 c3 c6 c7 c8 " ] && [ "$(grep c2 d)" = "$(echo c2 A 10 A 40.000 10 | tab)" ]'
ok 'without a look'       '[ "$(verdicts)" = "found wrong wrong missed quiet false false found found wrong " ]'
printf '%s\n' 'c2 0.95 20' 'c3 0.3 0' 'c6 0.1 0' 'c7 0.99 0' 'c8 0.89 0' | tab >same
printf 'Seq\tHost\tStart\tTime\n' >joblog
for i in 1 2 3 4 5 6 7 8 9 10; do printf '%d\t:\t0\t0.%d\n' $((11 - i)) $((20 - i)); done >>joblog
ok 'a repeat is found'    'judge t c same joblog >v && [ "$(verdicts)" = "found found wrong missed quiet false shared found found wrong " ]'
ok 'no look was needed'   ': >none; judge t c none joblog >v2 && [ "$(cut -f3 v2 | tail -n +2 | tr "\n" " ")" = "found wrong wrong missed quiet false false found found wrong " ]'
ok 'pairs do not count'   'printf "B\tA\nA\tN\n" >p; awk -v pairs=p -f "$eval_dir/judge.awk" t c same joblog >v3 && [ "$(cut -f3 v3 | tail -n +2 | tr "\n" " ")" = "found found shared missed quiet shared shared found found wrong " ]'
ok 'the place'            '[ "$(cut -f4 v | tail -n +2 | tr "\n" " ")" = "0.050 0.020 - - - - - 0.300 0.000 - " ]'
printf 'clean\t100\t10\t\nfast\t90\t10\t\n' >conditions
awk -f "$eval_dir/score.awk" conditions v >table
ok 'the table'            '[ "$(sed -n 2,3p table | tr "\t" " ")" = "clean 100 5 40.0 100.0 100.0 40.0 2 50.0 0.130 0.190
fast 90 2 100.0 50.0 50.0 0.0 0 - 0.170 0.180" ]'
ok 'and all of it'        '[ "$(tail -1 table | cut -f1-9 | tr "\t" " ")" = "all - 7 57.1 75.0 75.0 28.6 2 50.0" ]'

# all of it
mkdir -p tunes run/cache && cp -r voices run/cache
for i in 1 2 3 4 5; do music $i 24 22050 | sox -D -t au - -b 16 "tunes/tune $i.wav"; done
evaluate() { "$here/pipelines/evaluate.sh" -c '^(5s-clean|5s-pink-0)$' -n 2 -m 3 -o run "$@" tunes; }
ok 'a whole run'          'rc 0 evaluate && [ "$(cut -f1,3,4 run/table.tsv | sed -n 2,3p | tr "\t\n" "  ")" = "5s-clean 2 100.0 5s-pink-0 2 100.0 " ]'
ok 'one stays outside'     '[ "$(wc -l <run/outside.list)" -eq 1 ] && [ "$(grep -c . run/inside.tsv)" -eq 4 ] && grep -q "^tune_" run/inside.tsv'
ok 'nobody outside'       '[ "$(grep -c quiet run/verdicts.tsv)" -eq 3 ]'
ok 'a picture'            '[ "$(file -b --mime-type run/table.png)" = image/png ]'
[ -z "${EVAL_ALL-}" ] ||
	ok 'Chromaprint on the same clips' 'rc 0 "$eval_dir/fpcalc.sh" run && [ "$(cut -f1,3,4 run/fpcalc/table.tsv | sed -n 2p | tr "\t" " ")" = "5s-clean 2 100.0" ] && [ "$(wc -l <run/fpcalc/places)" -gt 4 ]'
ok 'clips are kept, pairs are taken' 'cut -f1-10 run/verdicts.tsv >v1; stat -c %y run/clips/* >when; printf "a\tb\n" >pairs && rc 0 evaluate -x pairs && stat -c %y run/clips/* | cmp - when && cut -f1-10 run/verdicts.tsv | cmp - v1 && rc 1 evaluate -x nosuch'
[ -z "${EVAL_ALL-}" ] ||
	ok 'but not of old rows'  'rc 0 evaluate -r 2 -m 1 -n 1 -c clean && stat -c %y run/clips/* | rc 1 "cmp -s - when"'
ok 'usage'                'rc 2 "$here/pipelines/evaluate.sh" && says "evaluate.sh [-c conditions]"'
ok 'a program is missing' 'mkdir bin && for p in bash env readlink dirname sed; do ln -s "$(command -v $p)" bin; done; rc 2 "PATH=$tmp/bin $here/pipelines/eval/need.sh" && says "missing: ffmpeg sox"'
done_testing
