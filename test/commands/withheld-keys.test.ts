import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withheldKeys } from '../../src/commands/production/withheld-keys.ts';

describe('where the key of withheld evidence lies', () => {
  let home = '';
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'muster-state-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));
  const refused = expect.objectContaining({ code: 'INVALID_FLAG', hint: expect.stringContaining('--withhold-to') as string });

  it("is the user's own state folder, never a folder of reports", async () => {
    expect(await withheldKeys({ HOME: home }, join(home, 'reports'))).toBe(join(home, '.local/state/muster/withheld-keys'));
    expect(await withheldKeys({ HOME: home, XDG_STATE_HOME: join(home, 'state') }, join(home, 'reports'))).toBe(join(home, 'state/muster/withheld-keys'));
  });

  it('is asked for before the run when whoever uploads the reports would upload it', async () => {
    await expect(withheldKeys({ HOME: home }, home)).rejects.toEqual(refused);
    await expect(withheldKeys({ HOME: join(home, 'reports') }, join(home, 'reports'))).rejects.toEqual(refused);
    await expect(withheldKeys({ HOME: join(home, 'reports-not') }, join(home, 'reports'))).resolves.toBeDefined();
  });

  it('is asked for before the run when nothing can be written there', async () => {
    writeFileSync(join(home, 'file'), '');
    chmodSync(join(home, 'file'), 0o400);
    await expect(withheldKeys({ HOME: home, XDG_STATE_HOME: join(home, 'file') }, join(home, 'reports'))).rejects.toEqual(refused);
  });
});
