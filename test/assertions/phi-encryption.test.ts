import { describe, expect, it } from 'vitest';
import { phiEncryption } from '../../src/assertions/phi-encryption.ts';
import type { AssertionContext } from '../../src/model/kind.ts';
import type { DrillPlan } from '../../src/model/plan/drill.ts';
import type { PhiProtection } from '../../src/model/plan/phi-map.ts';
import type { ReadingOutcome } from '../../src/model/reading.ts';
import { memoryMirror } from '../runbook/memory-mirror.ts';

interface Change {
  readonly mode?: DrillPlan['data']['mode'];
  /** What one of Muster's own checkouts typed. */
  readonly typed?: string;
  readonly protection?: PhiProtection;
}
const field = { kind: 'field', keys: ['_rx_*'], pattern: '^sealed', decrypt: 'vault' } as const;
const tablespace = { kind: 'tablespace', attestedBy: 'hosting' } as const;

/** A shop with sixty values under one key, and a server that calls its tablespace encrypted. */
async function look({
  mode = 'production-backup',
  typed = 'x',
  protection = field,
}: Change): Promise<{ readonly said: ReadingOutcome; readonly asked: string }> {
  const { context, rows, done } = memoryMirror();
  const [table] = context.plan.site.phiMap.tables;
  const phiMap = { ...context.plan.site.phiMap, tables: [{ ...table, protection }] };
  rows.set('REGEXP', [{ id: 'k', n: 60 }]).set('ROW_NUMBER', [{ record: '1', field: '_rx_drug', value: 'sealed' }]);
  rows.set('innodb_tablespaces_encryption', [{ t: `wp_${table?.table ?? ''}`, encrypted: 1 }]).set('innodb_encrypt_log', [{ redo: 1 }]);
  const wordpress = { run: async () => ({ failed: 0, for_another: 0, wrong_key: 0 }) };
  const said = await phiEncryption.check({}, {
    ...context,
    plan: { ...context.plan, data: { ...context.plan.data, mode }, site: { ...context.plan.site, phiMap } },
    mirror: { ...context.mirror, wordpress },
    ledger: { orders: [{ values: { drug: typed } }] },
    reference: { keyIds: ['k'] },
    moment: 'after',
    watched: {},
  } as unknown as AssertionContext<unknown>);
  return { said, asked: done.map(({ what }) => what).join('\n') };
}

describe('phi-encryption says what it did not look at', () => {
  it('looks for no canary where none was planted, and says so', async () => {
    const { said, asked } = await look({});
    expect(asked).not.toContain('data_type IN');
    expect(said).toMatchObject({ reading: 'holds', actual: expect.stringContaining('not looked for: none was planted') });
    expect(said.counts).not.toHaveProperty('inClear');
    expect(said.notProven).toEqual(['That real protected fields lie nowhere else in clear: no canary token was planted, so none was looked for.']);
  });
  it("looks for those of Muster's own orders on a production backup, and says that real fields were not", async () => {
    const { said } = await look({ typed: 'exercise rxc-0123456789ab' });
    expect(said.counts).toMatchObject({ inClear: 0, filesInClear: 0 });
    expect(said.notProven).toEqual([expect.stringContaining("only the canaries of Muster's own orders")]);
  });
  it('leaves nothing of it open on synthetic data', async () => expect((await look({ mode: 'synthetic' })).said.notProven).toEqual([]));
  it('says that no wrong key was tried where the plugin opens its fields through a call', async () =>
    expect((await look({ mode: 'synthetic', protection: { ...field, call: 'open' } })).said.notProven).toEqual([
      expect.stringContaining('so no wrong key was tried'),
    ]));
  it("claims nothing of production's tablespaces", async () => {
    const { said } = await look({ mode: 'synthetic', protection: tablespace });
    expect(said).toMatchObject({ reading: 'holds', expected: expect.stringContaining("the mirror's own tablespaces") });
    expect(said.notProven).toEqual([expect.stringContaining("Production's own tablespaces")]);
  });
});
