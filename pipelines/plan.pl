#!/usr/bin/perl
# plan.pl [-f] INDEX: which of the paths on standard input (each ended by a
# NUL) are to be indexed: "id<tab>file URL" a line, in the order of the paths.
# INDEX is the output of sg-index ls: a recording whose URL it has is done, and
# with -f is done again under the id that it has.
#
# The id is the file's stem, as sg-decode has it. Where another recording has
# it already, and for "stdin", which sg-store refuses, the folders above go in
# front, as many as it takes.
use strict;
use warnings;

my $again = @ARGV && $ARGV[0] eq '-f' && shift;
my (%url_of, %id_of, @column);
open my $in, '<', $ARGV[0] or die "$ARGV[0]: $!\n";
while (<$in>) {
	chomp;
	@column = split /\t/, $1 if /^# (.*)/;
	next if /^#/;
	my %row;
	@row{@column} = split /\t/;
	$row{id} =~ s/\\(?:x(..)|(.))/defined $1 ? chr hex $1 : $2/ge;
	($url_of{$row{id}}, $id_of{$row{url}}) = ($row{url}, $row{id});
}

# one byte for each byte that sg-decode would not have in an identity
my $char = qr/[\x21-\x7e]
	| \xc2[\xa1-\xbf] | [\xc3-\xdf][\x80-\xbf]
	| (?:\xe0[\xa0-\xbf] | [\xe1-\xec\xee\xef][\x80-\xbf] | \xed[\x80-\x9f])
	  [\x80-\xbf]
	| (?:\xf0[\x90-\xbf] | [\xf1-\xf3][\x80-\xbf] | \xf4[\x80-\x8f])
	  [\x80-\xbf]{2}/x;

sub id {
	my $id = '';
	while ($_[0] =~ /\G(?:($char)|.)/gs) {
		my $c = $1 // '_';
		last if length($id) + length($c) > 255;
		$id .= $c;
	}
	return $id =~ /^-?\z/ ? 'stdin' : $id;
}

my (%seen, $renamed, $example);
$/ = "\0";
while (my $path = <STDIN>) {
	chomp $path;
	my $url = "file://$path";
	$url =~ s/([^A-Za-z0-9_.~\/:-])/sprintf '%%%02X', ord $1/ge;
	next if $seen{$url}++ || (!$again && exists $id_of{$url});
	my @folder = split m{/}, $path;
	my $name = pop @folder;
	$name =~ s/(?<=.)\.[^.]*\z//s;
	my $plain = id($name);
	my $id = $id_of{$url} // $plain;
	while ($id eq 'stdin' || ($url_of{$id} // $url) ne $url) {
		@folder or die "$path: another recording is called $id\n";
		$id = id($name = pop(@folder) . "/$name");
	}
	$url_of{$id} = $url;
	($renamed++, $example //= $id) if !exists $id_of{$url} && $id ne $plain;
	print "$id\t$url\n";
}
warn "the name of $renamed is taken: their ids begin with the folder, as in ",
    "$example\n" if $renamed;
