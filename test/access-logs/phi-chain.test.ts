import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainedOn, columns, lineOf, partChain, type LogRow } from '../../src/access-logs/phi-chain.ts';

const none: LogRow = Object.assign(Object.fromEntries(columns.map((column) => [column, ''])), { id: 0, hash: '0'.repeat(64) }) as LogRow;
/** Events of somebody, not in a chain yet. */
const events = (name: string, count: number): readonly LogRow[] => Array.from({ length: count }, (_, nth) => ({ ...none, request_id: `${name}-${nth}` }));
const requests = (rows: readonly LogRow[]): readonly unknown[] => rows.map((row) => row.request_id);

describe('the chain of an off-box copy', () => {
  it('is the whole copy where nothing was cut', () => {
    const lines = chainedOn(none, events('true', 5));
    expect(partChain(lines)).toEqual({ chain: lines, beside: [] });
  });

  it('goes on with what was written first when the table was cut and logged on from there', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 2, max: 6 }), fc.integer({ min: 1, max: 20 }), (before, cut, after) => {
        const lines = chainedOn(none, events('true', before + cut));
        const forked = chainedOn(lines[before - 1] ?? none, events('late', after));
        const { chain, beside } = partChain([...lines, ...forked]);
        expect(requests(chain)).toEqual(requests(lines));
        expect(requests(beside)).toEqual(requests(forked));
      }),
    );
  });

  it('is found when the rows were renumbered and hashed anew, so that the later lines follow nothing', () => {
    const lines = chainedOn(none, events('true', 9));
    const rewritten = chainedOn(lines[3] ?? none, lines.slice(6));
    const forked = chainedOn(rewritten.at(-1) ?? none, events('late', 3));
    const { chain, beside } = partChain([...lines, ...forked]);
    expect(chain).toEqual(lines);
    expect(beside).toEqual(forked);
  });

  it('passes a line over whose write was never committed, where another took its number and went on', () => {
    const lines = chainedOn(none, events('true', 4));
    const [crashed] = chainedOn(lines[3] ?? none, events('crashed', 1));
    const rest = chainedOn(lines[3] ?? none, events('rest', 3));
    const { chain, beside } = partChain([...lines, ...(crashed === undefined ? [] : [crashed]), ...rest]);
    expect(requests(chain)).toEqual([...requests(lines), ...requests(rest)]);
    expect(requests(beside)).toEqual(['crashed-0']);
  });

  it('takes what stands beside it as new rows: numbered on, linked, nothing of the event changed', () => {
    const lines = chainedOn(none, events('true', 4));
    const more = chainedOn(lines.at(-1) ?? none, events('late', 2));
    expect(more.map(({ id }) => id)).toEqual([5, 6]);
    expect(more.map((row) => row.prev_hash)).toEqual([lines[3]?.hash, more[0]?.hash]);
    expect(requests(more)).toEqual(['late-0', 'late-1']);
  });

  it('hashes a row as the plugin does', () => {
    const event: LogRow = {
      id: 0,
      at: '2026-11-23 10:00:00.000000',
      user_id: 7,
      user_login: 'u',
      role: 'r',
      action: 'read',
      object: 'order:1',
      channel: 'rest',
      request_id: 'q',
      prev_hash: '',
      hash: '',
    };
    const [row] = chainedOn({ ...none, id: 41 }, [event]);
    // printf '42|2026-11-23 10:00:00.000000|7|u|r|read|order:1|rest|q|000…0' | sha256sum
    expect(row?.hash).toBe('c028f5a68a1a4243d999713450b522a24bb72683e765c02675f5323a74084509');
    expect(JSON.parse(lineOf(row ?? none))).toEqual(row);
  });
});
