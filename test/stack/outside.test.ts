import { describe, expect, it } from 'vitest';
import { outsideConnections } from '../../src/stack/outside.ts';

const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const row = (remote: string, state: string, local = '030012AC:C350'): string =>
  `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000 33 0 1 1`;
/** Ports of what lies outside a mirror on 172.18.0.0/16, as the kernel's two tables show it. */
const outside = (four: readonly string[], six: readonly string[] = []): readonly number[] =>
  outsideConnections([[head, ...four, ''].join('\n'), [head, ...six, ''].join('\n')].join('\n'), '172.18.0.0/16').map(({ port }) => port);

describe("the connections of a mirror's service", () => {
  it("are inside when the other end is on the mirror's network, or the service itself", () => {
    expect(outside([row('020012AC:0CEA', '01'), row('0100007F:0CEA', '06'), row('00000000:0000', '0A')])).toEqual([]);
  });
  it('are outside when they stood, or stood a moment ago, with any other address', () => {
    expect(outside([row('0E2A9BD9:01BB', '01'), row('0E2A9BD9:0019', '06'), row('020013AC:0050', '01')])).toEqual([443, 25, 80]);
  });
  it('are none when the other end never answered', () => {
    expect(outside([row('0E2A9BD9:01BB', '02')])).toEqual([]);
  });
  it('are read from the table of IPv6 too, where an IPv4 address may stand', () => {
    const local = '0000000000000000FFFF0000030012AC:C350';
    const mapped = (address: string): string => row(`0000000000000000FFFF0000${address}:01BB`, '01', local);
    const [linkLocal, loopback] = ['000080FE00000000FF00000001000000', `${'0'.repeat(24)}01000000`].map((address) => row(`${address}:01BC`, '01', local));
    expect(outside([], [mapped('020012AC'), mapped('0E2A9BD9'), linkLocal ?? '', loopback ?? ''])).toEqual([443, 444]);
  });
  it('are all outside where the network is not known', () => {
    expect(outsideConnections(`${head}\n${row('020012AC:0050', '01')}\n\n`, '')).toHaveLength(1);
  });
});
