# Listens where a shop would reach the world (port 53 is the name server's, over UDP and TCP), writes one line per connection (time, peer, port), reads nothing.
use strict;
use warnings;
use IO::Socket::INET;
use IO::Select;

my ($address, $path) = @ARGV;
my @ports = (21, 22, 25, 80, 110, 143, 443, 465, 587, 993, 995, 2525, 3306, 5432, 6379, 8080, 8443, 9200, 11211);
my $select = IO::Select->new;
for my $port (@ports) {
    my $listener = IO::Socket::INET->new(LocalAddr => $address, LocalPort => $port, Listen => 64, ReuseAddr => 1) or die "port $port: $!\n";
    $select->add($listener);
}
open(my $log, '>>', $path) or die "$path: $!\n";
$log->autoflush(1);
while (1) {
    for my $listener ($select->can_read) {
        my $peer = $listener->accept or next;
        printf $log "%d %s %d\n", time, ($peer->peerhost // '?'), $listener->sockport;
        close $peer;
    }
}
