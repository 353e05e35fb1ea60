/** A connection of a service to a place that is not in the mirror; `key` tells it from any other. */
export interface OutsideConnection {
  readonly key: string;
  readonly port: number;
}

/** States of a TCP connection that was agreed on by both ends, or was until a minute ago; one that only asks is none. */
const stood: readonly string[] = ['01', '04', '05', '06', '08', '09', '0B'];

/** Prints the connections of the container that it runs in, for `outsideConnections`. A shell script without arguments. */
export const connectionsScript = 'cat /proc/net/tcp; echo; cat /proc/net/tcp6 2>/dev/null || true';

/**
 * Reads what `connectionsScript` printed: every TCP connection whose other end is neither in the mirror's network
 * (`subnet`, `172.18.0.0/16`) nor the container itself. Pure. Does not see UDP, nor what opened and was forgotten
 * between two looks (the kernel remembers an end that it closed itself for a minute).
 */
export function outsideConnections(printed: string, subnet: string): readonly OutsideConnection[] {
  const [four = '', six = ''] = printed.split('\n\n');
  const own = networkOf(subnet);
  return [...rows(four), ...rows(six)].flatMap(([, local = '', remote = '', state = '']) => {
    const [address = '', port = ''] = remote.split(':');
    if (!stood.includes(state) || isInside(address, own)) return [];
    return [{ key: `${local} ${remote}`, port: Number.parseInt(port, 16) }];
  });
}

function rows(table: string): readonly (readonly string[])[] {
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/u))
    .filter(([number = '']) => /^\d+:$/u.test(number));
}

interface Network {
  readonly base: number;
  readonly mask: number;
}

/** IPv4 in CIDR notation. What is none holds no address. */
function networkOf(subnet: string): Network | null {
  const [address = '', length = ''] = subnet.split('/');
  const parts = address.split('.').map(Number);
  if (parts.length !== 4 || !/^\d{1,2}$/u.test(length)) return null;
  const mask = Number(length) === 0 ? 0 : (-1 << (32 - Number(length))) >>> 0;
  return { base: (numberOf(parts) & mask) >>> 0, mask };
}

const numberOf = (parts: readonly number[]): number => parts.reduce((sum, part) => sum * 256 + part, 0);

function isInside(address: string, own: Network | null): boolean {
  // An IPv4 address in IPv6's table stands behind ::ffff:; each word of it is in the kernel's (little-endian) order.
  const four = address.length === 8 ? address : (/^0{16}FFFF0000([0-9A-F]{8})$/u.exec(address)?.[1] ?? null);
  if (four === null) return /^0{24}0[01]000000$/u.test(address);
  const parts = [...Buffer.from(four, 'hex')].toReversed();
  const value = numberOf(parts);
  return parts[0] === 127 || value === 0 || (own !== null && (value & own.mask) >>> 0 === own.base);
}
