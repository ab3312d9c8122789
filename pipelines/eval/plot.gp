# gnuplot -e "table='table.tsv'; picture='table.png'" plot.gp
set terminal pngcairo size 900, 1300 font 'sans,10'
set output picture
set datafile separator '\t'
set datafile commentschars '#'
set datafile missing '-'
set title 'clips found, % (line: wanted)'
set xrange [0:100]
set x2range [0:100]
set xtics 10
set x2tics 10
set grid x
set yrange [*:*] reverse
set ytics scale 0 noenhanced
set style fill solid 0.7 noborder
unset key
half = 0.38
plot table using ($4 / 2):0:($4 / 2):(half):ytic(1) with boxxyerror lc rgb '#3a6ea5', \
     table using 2:0:(0):(half) with xyerrorbars pt -1 lw 2 lc rgb '#c03030'
