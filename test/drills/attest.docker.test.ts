import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attest } from '../../src/commands/attest.ts';
import type { Io } from '../../src/commands/io.ts';
import { keygen } from '../../src/commands/keygen.ts';
import { discard, rehearse, testPorts } from './rehearse.ts';

const runbook = 'sites/clinic-shop/runbooks/database-loss.md';
const step = '## Tell the front desk\nThey stop taking orders by telephone.\n```yaml step\nmanual: {}\nwho: site-administrator\n```\n\n## Open the shop';

describe('a runbook with a step that a person does', () => {
  const keys = mkdtempSync(join(tmpdir(), 'muster-keys-'));
  const said: string[] = [];
  const io: Io = { out: (text) => void said.push(text), err: (text) => void said.push(text), cwd: keys, signal: new AbortController().signal };
  let run: Awaited<ReturnType<typeof rehearse>>;
  beforeAll(async () => {
    run = await rehearse({ change: { [runbook]: (text) => text.replace('## Open the shop', step) } });
    await keygen('desk.pem', io);
  }, 300_000);
  afterAll(() => {
    discard(run.dir);
    rmSync(keys, { recursive: true, force: true });
  });

  it('is inconclusive while nobody attested it, and for no other reason', () => {
    expect(run.result.steps.find((one) => one.kind === 'manual')).toMatchObject({ state: 'pending', who: 'site-administrator' });
    expect(run.result.verdict).toBe('inconclusive');
    expect(run.result.reasons.map((reason) => reason.code)).toEqual(['step-pending']);
  });

  it('refuses an attestation by another role', async () => {
    await expect(
      attest(run.dir, { step: 'tell-the-front-desk', by: 'privacy-officer', name: 'Somebody', result: 'done', key: 'desk.pem' }, io, testPorts()),
    ).rejects.toMatchObject({ code: 'ATTESTATION_REFUSED' });
  });

  it('passes once the role that the step names attested it', async () => {
    expect(
      await attest(
        run.dir,
        { step: 'tell-the-front-desk', by: 'site-administrator', name: 'Demo Site Administrator', result: 'done', key: 'desk.pem' },
        io,
        testPorts(),
      ),
    ).toBe(0);
  });
});
