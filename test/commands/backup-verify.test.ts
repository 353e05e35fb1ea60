import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { backupVerify, type BackupVerifyFlags } from '../../src/commands/backup-verify.ts';
import { folderSource } from '../../src/fetcher/folder.ts';
import { ageSealer, mariadbDump, sampleSet, sampleTables } from '../backups/sample-shop.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-verify-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function verify(path: string, flags: BackupVerifyFlags = {}): Promise<{ readonly code: number; readonly out: string }> {
  const lines: string[] = [];
  const io = { out: (text: string) => void lines.push(text), err: (text: string) => void lines.push(text), cwd: folder, signal: new AbortController().signal };
  const clock = { now: () => '2026-11-23T09:30:00.000Z', monotonicMs: () => 0 };
  return { code: await backupVerify(path, flags, io, { catalog, clock, env: {} }), out: lines.join('\n') };
}

async function writeSet(): Promise<string> {
  const sealer = await ageSealer();
  mkdirSync(join(folder, 'set'));
  for (const [name, bytes] of Object.entries(await sampleSet(sealer))) writeFileSync(join(folder, 'set', name), bytes);
  writeFileSync(join(folder, 'identity.txt'), `# created: today\n${sealer.keys.ageIdentities[0] ?? ''}\n`);
  return 'set';
}

describe('muster backup verify', () => {
  it('passes a good set, as a table, as JSON and as JUnit', async () => {
    const set = await writeSet();
    const table = await verify(set, { keys: ['identity.txt'], junit: 'report.xml' });
    expect(table).toMatchObject({ code: 0, out: expect.stringContaining('Verdict: PASS') });
    expect(readFileSync(join(folder, 'report.xml'), 'utf8')).toMatch(/^<\?xml .*failures="0" errors="0"/su);
    const json = JSON.parse((await verify(set, { ageIdentity: ['identity.txt'], json: true })).out) as { verdict: string };
    expect(json.verdict).toBe('pass');
  });
  it('is inconclusive without the key, and says so in its last line', async () => {
    const found = await verify(await writeSet());
    expect(found.code).toBe(2);
    expect(found.out.split('\n').at(-1)).toMatch(/INCONCLUSIVE .*no key was given for 2 of 2 encrypted files/u);
  });
  it('fails a plain dump, in one file; JUnit escapes what it quotes', async () => {
    writeFileSync(join(folder, 'a<b>&.sql'), mariadbDump(sampleTables()));
    const found = await verify('a<b>&.sql', { junit: 'report.xml' });
    expect(found.code).toBe(1);
    const xml = readFileSync(join(folder, 'report.xml'), 'utf8');
    expect(xml).toContain('a&lt;b>&amp;.sql');
    expect(xml).not.toContain('a<b');
  });
  it.each<readonly [string, BackupVerifyFlags, string]>([
    ['a key file that is not there', { keys: ['none'] }, 'INVALID_FLAG'],
    ['a key file of another kind', { ageIdentity: ['other'] }, 'INVALID_FLAG'],
    ['an instant without a zone', { asOf: '2026-11-23' }, 'INVALID_FLAG'],
    ['a baseline without rows', { baseline: 'other' }, 'INVALID_FLAG'],
  ])('refuses %s', async (_what, flags, code) => {
    writeFileSync(join(folder, 'other'), '{"a": "secret words"}');
    await expect(verify(await writeSet(), flags)).rejects.toMatchObject({ code, message: expect.not.stringContaining('secret words') });
  });
  it('refuses a path that is not there', async () => {
    await expect(verify('nowhere')).rejects.toMatchObject({ code: 'BACKUP_UNREADABLE' });
  });
});

describe('a folder as a source', () => {
  it('lists its files sorted, without following links, and reads ranges', async () => {
    mkdirSync(join(folder, 'b'));
    writeFileSync(join(folder, 'b', 'two'), '0123456789');
    writeFileSync(join(folder, 'a'), '');
    symlinkSync('/etc/hostname', join(folder, 'link'));
    const source = folderSource(folder);
    expect(await source.list(new AbortController().signal)).toEqual([
      { path: 'a', bytes: 0 },
      { path: 'b/two', bytes: 10 },
    ]);
    const text = async (path: string, range?: { start: number; end: number }): Promise<string> =>
      Buffer.concat(await source.read(path, range).toArray()).toString();
    expect([await text('b/two', { start: 3, end: 6 }), await text('b/two', { start: 3, end: 3 }), await text('a')]).toEqual(['345', '', '']);
    await expect(text('none')).rejects.toMatchObject({ code: 'BACKUP_UNREADABLE' });
  });
});
