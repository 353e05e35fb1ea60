import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readGivenBaseline } from '../../src/commands/production/given-baseline.ts';
import { run } from '../../src/commands/run.ts';
import { baselineKeyId, readBaselineKey, writeBaselineKey } from '../../src/production/baseline-key.ts';
import { testPorts } from '../drills/rehearse.ts';
import { sampleBaseline } from '../production/sample-baseline.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-given-baseline-'));
afterAll(() => rmSync(folder, { recursive: true }));
const digest = `sha256:${createHash('sha256').update('lines').digest('hex')}` as const;
const flags = { backup: '/set', baseline: 'b.json', baselineKey: 'own.key' };

beforeAll(async () => {
  for (const name of ['own.key', 'other.key']) await writeBaselineKey(join(folder, name));
  const key = { ...sampleBaseline.key, id: baselineKeyId(await readBaselineKey(join(folder, 'own.key'))) };
  const reference = { file: 'b.json.reference', digest, bytes: 5, rowDigests: true };
  const write = (name: string, change: object): void =>
    writeFileSync(join(folder, name), JSON.stringify({ ...sampleBaseline, key, integrity: { ...sampleBaseline.integrity, reference, ...change } }));
  write('b.json', {});
  write('like.json', { reference: null });
  write('lonely.json', { reference: { ...reference, file: 'nowhere' } });
  write('changed.json', { reference: { ...reference, digest: `sha256:${'0'.repeat(64)}` } });
  writeFileSync(join(folder, 'b.json.reference'), 'lines');
});

describe('the baseline that a run is given', () => {
  it('is read with the key that it was made with', async () => {
    const given = await readGivenBaseline(flags, folder);
    expect(given?.path).toBe(join(folder, 'b.json'));
    expect(given?.key.toString('hex')).toBe(readFileSync(join(folder, 'own.key'), 'utf8').trim());
    expect(await readGivenBaseline({ backup: '/set' }, folder)).toBeNull();
  });

  it.each<[string, object, RegExp]>([
    ['another key', { baselineKey: 'other.key' }, /made with another key/u],
    ['no key', { baselineKey: undefined }, /belong together/u],
    ['no backup', { backup: undefined }, /needs --backup/u],
    ['no file', { baseline: 'none.json' }, /no baseline to read/u],
    ['one made like another', { baseline: 'like.json' }, /no reference of its own/u],
    ['a reference that is not there', { baseline: 'lonely.json' }, /reference cannot be read/u],
    ['a reference that was changed', { baseline: 'changed.json' }, /not the reference/u],
  ])('is refused with %s', async (_what, change, message) => {
    const refused = expect.objectContaining({ code: 'INVALID_FLAG', exitCode: 64, message: expect.stringMatching(message) });
    await expect(readGivenBaseline({ ...flags, ...change }, folder)).rejects.toEqual(refused);
  });

  it('is refused by `muster run` before the drill or the backup is looked at', async () => {
    const io = { out: () => undefined, err: () => undefined, cwd: folder, signal: new AbortController().signal };
    const tried = run(['no-such-drill.yaml'], { ...flags, iHoldPhi: true, baselineKey: 'other.key' }, io, { ...testPorts(), env: {} });
    await expect(tried).rejects.toMatchObject({ exitCode: 64, message: expect.stringContaining('another key') });
  });
});
