# sound.pl: what an AU stream of a tone between silences holds
#	rate samples onset_s rms hz announced rest
# rms and hz are of the seconds 1.5 to 3.5; announced is '?' when the length
# is not; rest is the number of bytes after the last whole sample.
use strict;
use warnings;
binmode STDIN;
local $/;
my $d = <STDIN>;
die "no AU stream\n" if length $d < 24;
my ($magic, $offset, $length, $encoding, $rate, $channels) = unpack 'a4N5', $d;
die "no mono AU stream\n" unless $magic eq '.snd' and $channels == 1;
my $size = $encoding == 3 ? 2 : 4;
my $body = substr $d, $offset;
my @x = $encoding == 3 ? map { $_ / 32768 } unpack 's>*', $body :
    unpack 'f>*', $body;
my ($onset, $sum, $rises, $n) = (-1, 0, 0, 0);
for (0 .. $#x) {
	next unless abs $x[$_] > 0.2;
	$onset = $_ / $rate;
	last;
}
for (int 1.5 * $rate .. int(3.5 * $rate) - 1) {
	last if $_ > $#x;
	$n++;
	$sum += $x[$_] ** 2;
	$rises++ if $x[$_ - 1] < 0 && $x[$_] >= 0;
}
printf "%d %d %.4f %.4f %.1f %s %d\n", $rate, scalar @x, $onset,
    $n ? sqrt($sum / $n) : 0, $n ? $rises * $rate / $n : 0,
    $length == 0xffffffff ? '?' : $length / $size, length($body) % $size;
