#!/bin/bash
# Does the calibration count what chance gives?
. "$(dirname "$0")/lib.sh"
plain_only 'shell and awk'
awk_file=$here/pipelines/eval/calibrate.awk

# the table: evalues of clips, of which two of recordings that share audio
printf '# query\trank\tid\tevalue\n' >candidates
for e in 0.9 0.5 0.09 0.005 0.0001; do printf 'a@1.5\t1\tx\t%s\n' $e; done >>candidates
printf 'b@20\t1\ty\t1e-20\nb@25\t1\ty\t1e-30\nb@25\t2\tx\t1e-9\nb@30\t1\tx\t0.05\n' >>candidates
printf 'y\tb\n' >pairs
count() { awk -v n=1000 -v recordings=2 -f "$awk_file" "$1" candidates >table; }
row() { awk -F'\t' -v e="$1" '$1 == e {print $4, $5, $7}' table; }
ok 'counts up to each'    'count pairs && [ "$(row 1)" = "1000 6 2" ] && [ "$(row 0.1)" = "100 4 2" ] && [ "$(row 0.01)" = "10 2 2" ] && [ "$(row 0.001)" = "1 1 2" ]'
ok 'without pairs'        'count /dev/null && [ "$(row 0.001)" = "1 3 0" ]'
# Poisson: with this mean so few or fewer are seen in one case of twenty
ok 'bounds'               'count pairs && [ "$(cut -f6 table | tail -n +2 | tr "\n" " ")" = "11.8 9.2 6.3 4.7 " ]'

# the pipeline
for i in 1 2 3 4; do music $i 40 >m$i.au; done
printf 'm%d\tm%d.au\n' 1 1 2 2 3 3 4 4 >list
for i in 1 2; do sg-hash -i m$i m$i.au; done | sg-store -d ix
calibrate() { "$here/pipelines/calibrate.sh" -d ix "$@"; }
ok 'asks what is outside' 'rc 0 calibrate -m 20 -o cal list -w none && [ "$(cut -f1 cal/outside.tsv | tr "\n" " ")" = "m3 m4 " ]'
ok 'with so many windows' 'awk -F"\t" "NR == 2 {exit !(\$2 >= 18 && \$2 <= 23 && \$3 == 2)}" cal/table.tsv'
ok 'strangers are few'    'awk -F"\t" "\$1 == \"0.001\" {exit \$5 > 0}" cal/table.tsv'
ok 'a copy is noticed'    'cp m1.au m3.au && rc 0 calibrate -m 20 -o copy list -w none && awk -F"\t" "\$1 == \"0.001\" {exit \$5 < 8}" copy/table.tsv'
ok 'all are inside'       'head -2 list >in && rc 2 calibrate -o none in && says "all recordings are in the index: want some that are not"'
ok 'no index'             'rc 2 "$here/pipelines/calibrate.sh" list && says "calibrate.sh"'
done_testing
