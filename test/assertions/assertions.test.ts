import { describe, expect, it } from 'vitest';
import { noUnloggedPhi } from '../../src/assertions/no-unlogged-phi.ts';
import { phiIntegrity } from '../../src/assertions/phi-integrity.ts';
import { workOnCopies } from '../../src/assertions/table-copy.ts';
import type { AssertionContext, WatcherReport } from '../../src/model/kind.ts';
import type { IntegrityDifference } from '../../src/model/ports.ts';
import { memoryMirror } from '../runbook/memory-mirror.ts';

type Context = AssertionContext<unknown>;
const account = { id: 11, login: 'p', role: 'pharmacist', password: '', applicationPassword: '' };

interface ReadingChange {
  readonly logged?: boolean;
  readonly status?: number;
  readonly moment?: Context['moment'];
  /** What the watcher saw; null when it cannot say. */
  readonly summary?: WatcherReport['summary'] | null;
  /** What a reader without the right is answered. */
  readonly without?: { readonly status: number; readonly text: string };
}
const nothing = { reads: 0, unlogged: 0, unauthorised: 0, windowMs: 0 };

/** A shop in which the pharmacist reads one order; `logged` says whether the read is in the log. */
function reading({ logged = true, status = 200, moment = 'after', summary = nothing, without = { status: 403, text: '{}' } }: ReadingChange = {}): Context {
  const { context, rows } = memoryMirror();
  rows.set("type = 'shop_order'", [{ id: 1 }]).set('COUNT(*) AS n FROM `wp_phi_access_log`', [{ n: logged ? 1 : 0 }]);
  const answer = (given: { readonly status: number; readonly text: string }) => ({ ...given, headers: {}, ms: 1 });
  const shop = { readOrder: async (reader: unknown) => answer(reader === account ? { status, text: '{"id":1,"billing":{}}' } : without) };
  const mirror = { ...context.mirror, accounts: { pharmacist: account } };
  const watched = summary === null ? {} : { 'phi-reads': { samples: 1, findings: [], summary } };
  return { ...context, mirror, shop, moment, reference: null, watched } as unknown as Context;
}

describe('no-unlogged-phi', () => {
  const check = (change?: ReadingChange) => noUnloggedPhi.check({}, reading(change));

  it('holds where every served record has its row', async () =>
    expect(await check()).toMatchObject({ reading: 'holds', counts: { reads: 1, unlogged: 0, refused: 2 } }));
  it('is broken by a read of its own without a row', async () =>
    expect(await check({ logged: false })).toMatchObject({ reading: 'broken', reason: 'false', counts: { unlogged: 1 } }));
  it('is broken by what the watcher saw, with count and window', async () => {
    expect(await check({ summary: { reads: 40, unlogged: 3, unauthorised: 0, windowMs: 120 } })).toMatchObject({
      reading: 'broken',
      counts: { reads: 41, unlogged: 3, windowMs: 120 },
    });
  });
  it('is broken by one record that went to somebody without the right', async () =>
    expect(await check({ summary: { ...nothing, unauthorised: 1 } })).toMatchObject({ reading: 'broken' }));
  it('is broken by PHI in the answer to a reader without the right, whatever its status and however damaged', async () =>
    expect(await check({ without: { status: 500, text: '<b>Warning</b>{"billing":' } })).toMatchObject({
      reading: 'broken',
      reason: 'false',
      counts: { unauthorised: 2 },
    }));
  it('is broken where a reader without the right is not refused', async () =>
    expect(await check({ without: { status: 200, text: '{}' } })).toMatchObject({ reading: 'broken', counts: { refused: 0 } }));
  it('is an error where the watcher cannot say what it saw', async () =>
    await expect(check({ summary: null })).rejects.toMatchObject({ code: 'COMMAND_FAILED' }));
  it('is unreachable, not true, while the shop answers 503', async () =>
    expect(await check({ status: 503 })).toMatchObject({ reading: 'broken', reason: 'unreachable' }));
  it('is not read where nothing was served', async () => expect(await check({ status: 404 })).toMatchObject({ reading: 'not-run', reason: 'no-sample' }));
  it('judges a sabotage by its own reads alone', async () =>
    expect(await check({ moment: 'undone', summary: { ...nothing, unlogged: 3 } })).toMatchObject({ reading: 'holds' }));
});

describe('phi-integrity', () => {
  const check = (difference: Partial<IntegrityDifference>) => {
    const { context } = memoryMirror();
    const phi = { compare: async () => ({ lost: 0, altered: 0, added: 0, resurrected: 0, tables: {}, ...difference }) };
    return phiIntegrity.check({}, {
      ...context,
      phi,
      moment: 'after',
      watched: {},
      reference: { takenAt: '', root: 'abc', tables: [{ table: 't', rows: 9, root: '' }] },
    } as unknown as Context);
  };

  it('holds where no row differs', async () => expect(await check({})).toMatchObject({ reading: 'holds', counts: { rows: 9 } }));
  it.each(['lost', 'altered', 'added', 'resurrected'] as const)('is broken by one row %s', async (what) => {
    expect(await check({ [what]: 1 })).toMatchObject({ reading: 'broken', reason: 'false', counts: { [what]: 1 } });
  });
});

describe('working on copies', () => {
  it('puts full copies in the place of the tables, and the originals back', async () => {
    const { context, rows, done } = memoryMirror();
    rows.set('information_schema', [{ t: 'wp_options' }]);
    const copies = await workOnCopies(context.mirror.database, ['options', 'not_here']);
    await copies.undo();
    const [live, copy, kept] = ['`wp_options`', '`muster_copy_wp_options`', '`muster_kept_wp_options`'];
    expect(done.slice(1).map((one) => one.what)).toEqual([
      `DROP TABLE IF EXISTS ${copy}`,
      `CREATE TABLE ${copy} LIKE ${live}`,
      `INSERT INTO ${copy} SELECT * FROM ${live}`,
      `RENAME TABLE ${live} TO ${kept}, ${copy} TO ${live}`,
      `RENAME TABLE ${live} TO ${copy}, ${kept} TO ${live}`,
      `DROP TABLE ${copy}`,
    ]);
  });
});
