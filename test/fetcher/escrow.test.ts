import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backupKeysOf, takeKeys, type EscrowRequest } from '../../src/fetcher/escrow.ts';
import type { EscrowPlace } from '../../src/model/plan/site.ts';

describe('escrow', () => {
  let siteDir = '';
  beforeAll(() => {
    siteDir = mkdtempSync(join(tmpdir(), 'muster-escrow-'));
    writeFileSync(join(siteDir, 'identity'), '# public key: age1x\nAGE-SECRET-KEY-1QQQ\n');
    writeFileSync(join(siteDir, 'empty'), '');
  });
  afterAll(() => rmSync(siteDir, { recursive: true }));

  const from = (places: Readonly<Record<string, EscrowPlace>>, change: Partial<EscrowRequest> = {}) =>
    takeKeys({ places, siteDir, env: { PHRASE: 'open sesame' }, ask: null, signal: new AbortController().signal, ...change });

  it('gives keys from files, the environment, a command and a person', async () => {
    const keys = await from(
      {
        'backup-identity': { file: 'identity' },
        passphrase: { env: 'PHRASE' },
        'updraft-phrase': { command: ['printf', 'phrase of %s', 'the plugin'] },
        'restic-password': { manual: true },
      },
      { ask: async () => 'typed' },
    );
    expect(backupKeysOf(keys)).toEqual({
      ageIdentities: ['AGE-SECRET-KEY-1QQQ'],
      gpgKeys: [],
      passphrases: ['open sesame'],
      updraftPhrase: 'phrase of the plugin',
      resticPassword: 'typed',
    });
  });

  it.each<[string, EscrowPlace]>([
    ['a file that is not there', { file: 'nowhere' }],
    ['an empty file', { file: 'empty' }],
    ['a variable that is not set', { env: 'NOTHING' }],
    ['a command that fails', { command: ['false'] }],
    ['a command that is not there', { command: ['muster-no-such-command'] }],
    ['a person who cannot be asked', { manual: true }],
  ])('refuses %s, naming the key', async (_what, place) => {
    await expect(from({ passphrase: place })).rejects.toMatchObject({ code: 'RESTORE_REFUSED', message: expect.stringContaining('passphrase') });
  });
});
