import { generateKeyPairSync } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seal, type SealFacts } from '../../src/evidence/seal.ts';
import { keySigner } from '../../src/evidence/signer.ts';
import { verifySeal } from '../../src/evidence/verify-seal.ts';
import { readEnvelope, signedBy } from '../../src/evidence/dsse.ts';

const sealer = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');
const facts: SealFacts = {
  runId: 'r',
  drill: 'database-loss',
  site: 'clinic-shop',
  verdict: 'pass',
  evidenceGrade: 'procedure',
  sealedAt: '2026-11-23T10:10:00.000Z',
  tool: { version: '0.1.0', commit: '' },
  journalHead: 'a'.repeat(64),
  predecessor: null,
  predecessorText: 'No predecessor.',
  attemptsSince: [],
  ledgerHead: null,
  preparedBy: 'Demo Operator',
};
const files = { 'journal.ndjson': '{"a":1}\n{"b":2}\n', 'result.json': '{"verdict":"pass"}\n', 'packets/164.308.html': '<!doctype html>', empty: '' };

let dir = '';
let whole = '';
async function writeBundle(at: string): Promise<void> {
  await mkdir(join(at, 'packets'), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(at, name), text);
}
beforeAll(async () => {
  whole = await mkdtemp(join(tmpdir(), 'muster-sealed-'));
  await writeBundle(whole);
  await seal(whole, facts, keySigner(sealer.privateKey));
});
afterAll(() => rm(whole, { recursive: true, force: true }));
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-seal-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));
const problemsOf = async (key = sealer.publicKey): Promise<readonly string[]> => (await verifySeal(dir, key)).problems;

describe('the seal', () => {
  it('holds with the public key alone, and with the key in it', async () => {
    expect(await verifySeal(whole, sealer.publicKey)).toMatchObject({ state: 'signed', keyGiven: true, problems: [] });
    expect(await verifySeal(whole)).toMatchObject({ state: 'signed', keyGiven: false, problems: [] });
    const manifest = JSON.parse(await readFile(join(whole, 'manifest.json'), 'utf8')) as { readonly files: readonly { readonly path: string }[] };
    expect(manifest.files.map((file) => file.path)).toEqual(['empty', 'journal.ndjson', 'packets/164.308.html', 'result.json']);
  });
  it('is not that of another key', async () => {
    expect((await verifySeal(whole, other.publicKey)).problems).toEqual([expect.stringMatching(/^seal\.dsse\.json: is signed by ed25519:/u)]);
  });
  it('says of a run without a key that it is unsigned', async () => {
    await writeBundle(dir);
    await seal(dir, facts, null);
    expect(await verifySeal(dir)).toMatchObject({ state: 'unsigned', problems: [] });
    expect(await verifySeal(dir, sealer.publicKey)).toMatchObject({ state: 'broken', problems: ["seal.dsse.json: is not signed, so it is not that key's"] });
  });
  it('is never made a second time', async () => {
    await cp(whole, dir, { recursive: true });
    await expect(seal(dir, facts, null)).rejects.toMatchObject({ code: 'SEAL_REFUSED' });
  });
  it('seals no link', async () => {
    await writeBundle(dir);
    await symlink('result.json', join(dir, 'link'));
    await expect(seal(dir, facts, null)).rejects.toMatchObject({ code: 'SEAL_REFUSED', message: expect.stringContaining('link') });
  });
  it('signs the statement of the test result, and seals it too', async () => {
    await writeBundle(dir);
    await writeFile(join(dir, 'test-result.intoto.json'), '{"_type":"x"}');
    await seal(dir, facts, keySigner(sealer.privateKey));
    const envelope = readEnvelope(await readFile(join(dir, 'test-result.dsse.json'), 'utf8'));
    expect(envelope !== null && signedBy(envelope, sealer.publicKey) && !signedBy(envelope, other.publicKey)).toBe(true);
    expect(await problemsOf()).toEqual([]);
  });
});

describe('verifying a seal', () => {
  beforeEach(() => cp(whole, dir, { recursive: true }));

  it('names whatever file has any byte flipped', async () => {
    const names = (await readdir(dir, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1));
    expect(names.length).toBe(6);
    const notEmpty = names.filter((name) => name !== 'empty');
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...notEmpty), fc.nat(), fc.integer({ min: 1, max: 255 }), async (name, place, bits) => {
        const bytes = await readFile(join(dir, name));
        const flipped = Buffer.from(bytes);
        const at = place % bytes.length;
        flipped[at] = (flipped[at] ?? 0) ^ bits;
        await writeFile(join(dir, name), flipped);
        const found = await problemsOf();
        await writeFile(join(dir, name), bytes);
        return found.some((problem) => problem.includes(name));
      }),
      { numRuns: 300 },
    );
    expect(await problemsOf()).toEqual([]);
  });
  it.each(Object.keys(files))('names %s when it is missing', async (name) => {
    await rm(join(dir, name));
    expect(await problemsOf()).toEqual([`${name}: is missing`]);
  });
  it.each(['manifest.json', 'seal.dsse.json'])('names %s when it is missing', async (name) => {
    await rm(join(dir, name));
    expect(await problemsOf()).toEqual([expect.stringContaining(`${name}: is missing`)]);
  });
  it('names what was added, a hidden file and a link too', async () => {
    await writeFile(join(dir, 'packets', '.more'), '');
    await symlink('/etc/passwd', join(dir, 'passwords'));
    expect(await problemsOf()).toEqual([expect.stringContaining('passwords'), expect.stringContaining('packets/.more: was added')]);
  });
  it('names both of two files that changed places', async () => {
    await rename(join(dir, 'result.json'), join(dir, 'swap'));
    await rename(join(dir, 'journal.ndjson'), join(dir, 'result.json'));
    await rename(join(dir, 'swap'), join(dir, 'journal.ndjson'));
    expect(await problemsOf()).toEqual([
      'journal.ndjson: was changed after the seal: it holds what result.json held',
      'result.json: was changed after the seal: it holds what journal.ndjson held',
    ]);
  });
  it('finds a manifest whose files stand in another order, also unsigned', async () => {
    const manifest = JSON.parse(await readFile(join(dir, 'manifest.json'), 'utf8')) as { files: unknown[] };
    const { canonicalJson } = await import('../../src/model/canonical.ts');
    await writeFile(join(dir, 'manifest.json'), `${canonicalJson({ ...manifest, files: manifest.files.toReversed() })}\n`);
    expect(await problemsOf()).toEqual(['manifest.json: its files stand in another order, or twice']);
  });
});
