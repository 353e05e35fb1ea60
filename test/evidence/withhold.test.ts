import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decrypter, generateIdentity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verify } from '../../src/commands/verify.ts';
import { mustBeRecipients, withhold } from '../../src/evidence/withhold.ts';
import { fold } from '../../src/model/fold.ts';
import { sampleJournal } from '../model/sample-journal.ts';
import { testPorts } from '../drills/rehearse.ts';

const secret = 'Mary Elizabeth Whitcombe';

describe('a bundle that holds protected values', () => {
  let parent = '';
  let dir = '';
  const result = fold(sampleJournal());
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'muster-withheld-'));
    dir = join(parent, 'reports', 'run');
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'journal.ndjson'), `{"text":"${secret}"}\n`);
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  const seal = (recipients: readonly string[] = []) =>
    withhold({ dir, result, reports: new Map([['report.html', Buffer.from(`<p>${secret}`)]]), recipients, keyFolder: join(parent, 'state', 'keys') });
  const readable = (): string =>
    readdirSync(dir)
      .map((name) => readFileSync(join(dir, name), 'latin1'))
      .join('\n');

  it('leaves nothing readable but that it is withheld', async () => {
    await seal();
    expect(readdirSync(dir).toSorted()).toEqual(['withheld.json', 'withheld.tar.age']);
    expect(readable()).not.toContain('Whitcombe');
    expect(JSON.parse(readFileSync(join(dir, 'withheld.json'), 'utf8'))).toMatchObject({ reason: 'bundle-withheld', runId: result.run.id });
  });

  it('is not lost: who has the key reads all of it', async () => {
    const identity = await generateIdentity();
    const { keyFile } = await seal([await identityToRecipient(identity)]);
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    const clear = Buffer.from(await decrypter.decrypt(readFileSync(join(dir, 'withheld.tar.age')))).toString('utf8');
    expect([keyFile, clear.includes('journal.ndjson'), clear.includes('report.html'), clear.split(secret).length - 1]).toEqual([null, true, true, 2]);
  });

  it('keeps a key of its own far from the reports, for its owner alone, when nobody was named', async () => {
    const { keyFile } = await seal();
    expect(keyFile).toBe(join(parent, 'state', 'keys', `${result.run.id}.agekey`));
    expect(readdirSync(join(parent, 'reports'))).toEqual(['run']);
    expect(statSync(join(parent, 'state', 'keys')).mode & 0o777).toBe(0o700);
    expect(statSync(keyFile ?? '').mode & 0o777).toBe(0o600);
    const decrypter = new Decrypter();
    decrypter.addIdentity(readFileSync(keyFile ?? '', 'utf8').trim());
    await expect(decrypter.decrypt(readFileSync(join(dir, 'withheld.tar.age')))).resolves.toBeDefined();
  });

  it('is encrypted to public age keys only, which is found out before the run', async () => {
    expect(() => mustBeRecipients([])).not.toThrow();
    expect(() => mustBeRecipients(['AGE-SECRET-KEY-1QQQ'])).toThrowError(expect.objectContaining({ code: 'INVALID_FLAG' }));
    const recipient = await identityToRecipient(await generateIdentity());
    expect(() => mustBeRecipients([recipient])).not.toThrow();
  });

  it('is understood by verify: inconclusive as it was made, failed when it was changed', async () => {
    await seal();
    const said: string[] = [];
    const io = { out: (line: string) => void said.push(line), err: (line: string) => void said.push(line), cwd: parent, signal: new AbortController().signal };
    expect(await verify(dir, {}, io, testPorts())).toBe(2);
    expect(said.join('\n')).toContain('is withheld');
    const sealed = readFileSync(join(dir, 'withheld.tar.age'));
    sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
    writeFileSync(join(dir, 'withheld.tar.age'), sealed);
    expect(await verify(dir, {}, io, testPorts())).toBe(1);
  });
});
