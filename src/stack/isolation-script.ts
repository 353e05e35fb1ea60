/**
 * Runs inside a service (bash on standard input, so that no image needs a probe): reads `what host port` lines as
 * arguments, tries every way out, and prints `reached WHAT` for each that led somewhere. Arguments: the trap's
 * address, the probe's name, then host/port pairs. Nothing it sends is more than a protocol's first line.
 */
export const isolationScript = String.raw`
trap_address=$1; name=$2; shift 2
reached() { echo "reached $*"; }
tcp() { timeout 0.7 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>/dev/null && reached "TCP $1 port $2"; echo probed; }
web() { timeout 0.7 bash -c 'exec 3<>"/dev/tcp/$0/80" && printf "HEAD / HTTP/1.0\r\nHost: $0\r\n\r\n" >&3 && head -c 5 <&3' "$1" 2>/dev/null | grep -q '^HTTP/' && reached "HTTP by name"; echo probed; }
names() {
  for address in $(timeout 2 getent ahosts "$1" | cut -d' ' -f1 | sort -u); do
    [ "$address" = "$trap_address" ] || reached "a name server that knows public names"
  done
  echo probed
}
# The engine's own name server, past resolv.conf: a reply with an answer in it means that it forwards (CVE-2024-29018).
embedded() {
  answers=$(timeout 1 bash -c 'exec 3<>/dev/udp/127.0.0.11/53 && printf "\022\064\001\000\000\001\000\000\000\000\000\000\007example\003com\000\000\001\000\001" >&3 && dd bs=512 count=1 <&3' 2>/dev/null | od -An -tu1 -j6 -N2 | tr -d ' \n')
  case "$answers" in ''|0|00) ;; *) reached "the engine's name server forwards" ;; esac
  echo probed
}
# Engine 20.10 leaves a default route on internal networks: it leads somewhere when its gateway answers.
routes() {
  while read -r _ destination gateway _; do
    [ "$destination" = 00000000 ] || continue
octet() { echo $((16#$(echo "$gateway" | cut -c"$1"))); }
    address=$(octet 7-8).$(octet 5-6).$(octet 3-4).$(octet 1-2)
    if [ "$gateway" = 00000000 ] || grep -qE "^$address +0x1 +0x2 " /proc/net/arp; then reached "a default route by a gateway that answers"; fi
  done < /proc/net/route
  grep -vE ' lo$' /proc/net/if_inet6 2>/dev/null | grep -q . && reached "an IPv6 address"
  echo probed
}
names "$name" & web "$name" & embedded &
while [ $# -ge 2 ]; do tcp "$1" "$2" & shift 2; done
wait
routes
`;
