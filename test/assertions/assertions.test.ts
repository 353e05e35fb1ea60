import { describe, expect, it } from 'vitest';
import { accessLogContinuous } from '../../src/assertions/access-log-continuous.ts';
import { noUnloggedPhi } from '../../src/assertions/no-unlogged-phi.ts';
import { phiIntegrity } from '../../src/assertions/phi-integrity.ts';
import { workOnCopies } from '../../src/assertions/table-copy.ts';
import type { AccessLog, Continuity, ReadPath } from '../../src/model/access-log.ts';
import type { KnownGap } from '../../src/model/plan/access-log.ts';
import type { AssertionContext, WatcherReport } from '../../src/model/kind.ts';
import type { IntegrityDifference } from '../../src/model/phi-integrity.ts';
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
  /** Read paths that the log covers, and the gaps that the site declares. */
  readonly covers?: readonly ReadPath[];
  readonly knownGaps?: readonly KnownGap[];
  /** What the log's continuity looks like now. */
  readonly found?: Partial<Continuity>;
  readonly without?: { readonly status: number; readonly text: string };
}
const nothing = { reads: 0, unlogged: 0, waived: 0, unauthorised: 0, windowMs: 0, exposed: 0 };
const head = { rows: 3, newestId: 3, seal: 'h', gaps: 0 };

/** A log in memory: `logged` says whether a read is in it. */
const logOf = (logged: boolean, covers: readonly ReadPath[], found: Partial<Continuity> = {}): AccessLog => ({
  kind: 'sql',
  named: 'table audit',
  covers,
  plugin: 'audit',
  tables: ['audit'],
  resolutionMs: 0,
  offBox: null,
  find: async (reads) => reads.map(() => logged),
  highestIds: async () => ({ orders: 0n, users: 0n }),
  head: async () => head,
  continuity: async () => ({ ...head, brokenLinks: 0, kept: true, ...found }),
  forgetOne: async () => undefined,
  cut: async () => ({ cut: 0, rows: 0 }),
});

/** A shop in which the pharmacist reads one order; `logged` says whether the read is in the log. */
function reading(change: ReadingChange = {}): Context {
  const { logged = true, status = 200, moment = 'after', summary = nothing, without = { status: 403, text: '{}' }, covers = ['rest-single'] } = change;
  const { context, rows } = memoryMirror();
  rows.set("type = 'shop_order'", [{ id: 1 }]);
  const answer = (given: { readonly status: number; readonly text: string }) => ({ ...given, headers: {}, ms: 1 });
  const shop = {
    readOrder: async (reader: unknown) => answer(reader === account ? { status, text: '{"id":1,"billing":{}}' } : without),
    login: async () => null,
  };
  const mirror = { ...context.mirror, accounts: { pharmacist: account } };
  const watched = summary === null ? {} : { 'phi-reads': { samples: 1, findings: [], summary } };
  const plan = { ...context.plan, site: { ...context.plan.site, knownGaps: change.knownGaps ?? [] } };
  const accessLog = logOf(logged, covers, change.found);
  return { ...context, plan, mirror, shop, moment, accessLog, ledger: { orders: [] }, reference: { ...head, offBox: 0 }, watched } as unknown as Context;
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
  const gap: KnownGap = { gap: 'unlogged-reads', paths: ['rest-single'], owner: 'officer', reason: 'Known', expires: '2026-11-23' };
  const uncovered = { logged: false, covers: ['admin-edit'] } as const;
  it('is broken by a read on a path that the log does not cover, where nobody waived the gap', async () =>
    expect(await check(uncovered)).toMatchObject({ reading: 'broken', counts: { unlogged: 1, waived: 0 } }));
  it('counts it apart where the site declares the gap as known in production', async () =>
    expect(await check({ ...uncovered, covers: ['export'], knownGaps: [gap] })).toMatchObject({ reading: 'holds', counts: { unlogged: 0, waived: 1 } }));
  it('claims no logging where every way that Muster reads is waived, and says so', async () => {
    const { expected, notProven } = await check({ ...uncovered, covers: [], knownGaps: [gap] });
    expect(expected).not.toContain('has its row');
    expect(notProven).toEqual(['That a read of PHI is logged: the table audit records none of the ways on which Muster reads.']);
  });
  it('is not read where the one way that the log records gave nothing', async () =>
    expect(await check({ ...uncovered, knownGaps: [gap] })).toMatchObject({ reading: 'not-run', counts: { waived: 1 } }));
  it('is broken the day after the waiver expired', async () =>
    expect(await check({ ...uncovered, knownGaps: [{ ...gap, expires: '2026-11-22' }] })).toMatchObject({ reading: 'broken' }));
  it('waives nothing on a path that the log covers', async () =>
    expect(await check({ logged: false, knownGaps: [gap] })).toMatchObject({ reading: 'broken', counts: { unlogged: 1 } }));
  it('judges a sabotage by its own reads alone', async () =>
    expect(await check({ moment: 'undone', summary: { ...nothing, unlogged: 3 } })).toMatchObject({ reading: 'holds' }));
});

describe('access-log-continuous', () => {
  const check = (change?: ReadingChange) => accessLogContinuous.check({}, reading(change));

  it('holds where the log is whole and a new read is in it', async () => expect(await check()).toMatchObject({ reading: 'holds' }));
  it.each([
    ['a broken link', { brokenLinks: 1 }],
    ['a number that was not missing before', { gaps: 1 }],
    ['history that is gone', { kept: false }],
  ] as const)('is broken by %s', async (_what, found) => expect(await check({ found })).toMatchObject({ reading: 'broken', reason: 'false' }));
  it('is broken where a new read is not in it', async () => expect(await check({ logged: false })).toMatchObject({ reading: 'broken', reason: 'false' }));
  it('is unreachable where no new read is answered', async () =>
    expect(await check({ status: 503 })).toMatchObject({ reading: 'broken', reason: 'unreachable' }));
  it('says of rows that are not chained that none was shown to be unchanged', async () => {
    const said = await check({ found: { brokenLinks: null } });
    expect(said).toMatchObject({ reading: 'holds', actual: expect.stringContaining('not chained') });
    expect(said.actual).not.toContain('broken links');
    expect(said.notProven).toEqual(['That no row of the access log was changed: the rows of the table audit are not chained.']);
    expect((await check()).notProven).toEqual([]);
  });
  it('asks for a login where the log records no read', async () =>
    expect(await check({ covers: [] })).toMatchObject({ reason: 'unreachable', actual: expect.stringContaining('nobody could log in') }));
});

describe('phi-integrity', () => {
  const check = (difference: Partial<IntegrityDifference>) => {
    const { context } = memoryMirror();
    const phi = { compare: async () => ({ lost: 0, altered: 0, added: 0, resurrected: 0, exact: true, withinRows: 0, tables: {}, ...difference }) };
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
  const cut = (before: number, now: number) => ({ tables: { t: { lost: 0, altered: 0, added: 0, cutOffs: { before, now } } } });
  it('is broken by a value that is cut off now and was not before', async () =>
    expect(await check(cut(1, 2))).toMatchObject({ reading: 'broken', counts: { cutOffs: 1, cutOffsInSource: 1 }, evidence: ['table t'] }));
  it('names values that were cut off before, and holds', async () =>
    expect(await check(cut(3, 3))).toMatchObject({ reading: 'holds', actual: expect.stringContaining('3 values cut off') as string }));
  it('says that a count is a lower bound where the reference has no row digests', async () =>
    expect(await check({ altered: 1, exact: false, withinRows: 4096 })).toMatchObject({
      actual: expect.stringMatching(/at least 1 altered.*within 4096 rows/u) as string,
    }));
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
