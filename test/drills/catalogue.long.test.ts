import { describe, expect, it } from 'vitest';
import { assertionOf } from './rehearse.ts';
import { tried, without } from './tried.ts';

const runbooks = 'sites/clinic-shop/runbooks';

describe('a runbook that is wrong in a way teams really get wrong', () => {
  it('fails phi-integrity when the mixed-up rows are left as they are', async () => {
    const result = await tried({
      drill: 'database-corruption',
      change: { [`${runbooks}/rows-restore.md`]: without('Put the rows of the damaged tables back') },
      flags: { prove: false },
    });
    expect(result.verdict).toBe('fail');
    expect(assertionOf(result, 'phi-integrity')).toMatchObject({ before: 'holds', felt: 'broken', after: 'broken', counts: { altered: 6 } });
  }, 300_000);

  it('fails phi-encryption when escrow holds another key', async () => {
    const result = await tried({
      drill: 'key-loss',
      change: { 'key-loss.yaml': (text) => text.replace('fault:\n', 'fault:\n  - replace-key: { in: escrow }\n') },
      flags: { prove: false },
    });
    expect(assertionOf(result, 'phi-encryption')).toMatchObject({ before: 'holds', after: 'broken', verdict: 'fail' });
  }, 300_000);

  it('fails sessions-invalid when nobody ends the sessions that the backup brought back', async () => {
    const result = await tried({
      drill: 'sessions-replayed',
      change: { [`${runbooks}/sessions-replayed.md`]: (text) => without('Give WordPress new keys and salts')(without('End all old sessions')(text)) },
      flags: { prove: false },
    });
    expect(assertionOf(result, 'sessions-invalid')).toMatchObject({ before: 'holds', after: 'broken', verdict: 'fail', counts: { accepted: 2 } });
  }, 300_000);
});
