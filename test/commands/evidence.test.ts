import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { attest } from '../../src/commands/attest.ts';
import type { AttestFlags } from '../../src/commands/attest.ts';
import { keygen } from '../../src/commands/keygen.ts';
import { report } from '../../src/commands/report.ts';
import { verify } from '../../src/commands/verify.ts';
import { canonicalJson } from '../../src/model/canonical.ts';
import { sampleJournal } from '../model/sample-journal.ts';
import type { SampleChange } from '../model/sample-journal.ts';
import { step } from '../model/sample-plan.ts';

// An attestation renders every report again, PDF too: a second or more where the machine is busy.
vi.setConfig({ testTimeout: 30_000 });

let dir = '';
const said: string[] = [];
const io = {
  out: (text: string) => {
    said.push(text);
  },
  err: (text: string) => {
    said.push(text);
  },
  get cwd() {
    return dir;
  },
  signal: new AbortController().signal,
};
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-evidence-'));
  said.length = 0;
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const withManualStep: SampleChange = {
  plan: (plan) => ({ ...plan, steps: [...plan.steps, step('call', 'Call the hosting company', 'manual', [], 'security-official')] }),
};
const write = (change: SampleChange = {}, length = Infinity): Promise<void> =>
  writeFile(
    join(dir, 'journal.ndjson'),
    sampleJournal(change)
      .slice(0, length)
      .map((event) => `${canonicalJson(event)}\n`)
      .join(''),
  );
const flags: AttestFlags = { step: 'call', by: 'security-official', name: 'Demo Official', result: 'done', key: 'key.pem' };
const at = (now: string) => ({ clock: { now: () => now, monotonicMs: () => 0 }, tool: { version: '0.1.0', commit: 'a1b2c3d' } });
/** Without what is typeset: other tests look at it. */
const quick = { format: 'json,html,summary,junit' };
const later = at('2026-11-23T11:00:00.000Z');

describe('muster report', () => {
  it('renders from the journal alone and exits with the verdict', async () => {
    await write();
    expect(await report('.', quick, io, later)).toBe(0);
    expect((await readFile(join(dir, 'report.html'), 'utf8')).startsWith('<!doctype html>')).toBe(true);
  });
  it('writes the kinds that are named, and refuses one that is none', async () => {
    await write();
    await report('.', { format: 'junit, oscal-ar' }, io, later);
    expect((await readdir(dir)).toSorted()).toEqual(['journal.ndjson', 'junit.xml', 'oscal-assessment-results.json']);
    await expect(report('.', { format: 'junit,docx' }, io, later)).rejects.toMatchObject({ code: 'INVALID_FLAG', message: expect.stringContaining('"docx"') });
  });
  it('renders what a killed run left, its last line cut', async () => {
    await write({}, 70);
    const path = join(dir, 'journal.ndjson');
    await writeFile(path, (await readFile(path, 'utf8')).slice(0, -20));
    expect(await report('.', quick, io, later)).toBe(2);
    expect(said.join('\n')).toContain('cut');
  });
  it('refuses a changed journal, naming the line', async () => {
    await write();
    const path = join(dir, 'journal.ndjson');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"orders":2000', '"orders":2001'));
    await expect(report('.', quick, io, later)).rejects.toMatchObject({ code: 'JOURNAL_BROKEN', message: expect.stringContaining('journal.ndjson:1') });
  });
  it('says of a folder without a journal that it is no run', () => expect(report('.', quick, io, later)).rejects.toMatchObject({ code: 'NOT_A_RUN' }));
});

describe('muster keygen', () => {
  it('writes a pair that only its owner reads, and never overwrites', async () => {
    expect(await keygen('key.pem', io)).toBe(0);
    expect((await stat(join(dir, 'key.pem'))).mode & 0o777).toBe(0o600);
    await expect(keygen('key.pem', io)).rejects.toMatchObject({ code: 'INVALID_FLAG' });
  });
});

describe('muster attest', () => {
  beforeEach(async () => {
    await write(withManualStep);
    await keygen('key.pem', io);
  });

  it('completes a pending run, leaves the journal as it is, and verifies', async () => {
    const before = await readFile(join(dir, 'journal.ndjson'));
    expect(await report('.', quick, io, later)).toBe(2);
    expect(await attest('.', flags, io, later)).toBe(0);
    expect(await readFile(join(dir, 'journal.ndjson'))).toEqual(before);
    expect(await verify('.', {}, io, later)).toBe(0);
    expect(JSON.parse(await readFile(join(dir, 'result.json'), 'utf8'))).toMatchObject({
      verdict: 'pass',
      people: { attestations: [{ step: 'call', by: 'security-official', result: 'done' }] },
    });
  });
  it('fails the run when the person says that the step failed', async () => expect(await attest('.', { ...flags, result: 'failed' }, io, later)).toBe(1));
  it.each([
    ['another role', { by: 'nurse' }, later],
    ['a step that does not wait', { step: 'open-the-shop', by: 'site-administrator' }, later],
    ['a step that is not there', { step: 'nothing' }, later],
    ['a time before the step', {}, at('2026-11-23T09:00:00.000Z')],
  ])('refuses %s', async (_what, change, ports) => {
    await expect(attest('.', { ...flags, ...change }, io, ports)).rejects.toMatchObject({ code: 'ATTESTATION_REFUSED' });
  });
  it('refuses a second one, and a key that others may read', async () => {
    await chmod(join(dir, 'key.pem'), 0o644);
    await expect(attest('.', flags, io, later)).rejects.toMatchObject({ code: 'KEY_UNUSABLE' });
    await chmod(join(dir, 'key.pem'), 0o600);
    await attest('.', flags, io, later);
    await expect(attest('.', flags, io, later)).rejects.toMatchObject({ code: 'ATTESTATION_REFUSED' });
  });
  it('does not count a forged attestation, and verify names it', async () => {
    await attest('.', { ...flags, result: 'failed' }, io, later);
    const path = join(dir, 'attestations.ndjson');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"result":"failed"', '"result":"done"'));
    expect(await report('.', quick, io, later)).toBe(2);
    expect(await verify('.', {}, io, later)).toBe(1);
    expect(said.join('\n')).toContain('attestations.ndjson:1');
  });
  it('adds nothing to a file of attestations that was changed', async () => {
    await attest('.', { ...flags, result: 'failed' }, io, later);
    const path = join(dir, 'attestations.ndjson');
    const changed = (await readFile(path, 'utf8')).replace('"result":"failed"', '"result":"done"');
    await writeFile(path, changed);
    await expect(attest('.', flags, io, later)).rejects.toMatchObject({
      code: 'ATTESTATION_REFUSED',
      message: expect.stringContaining('attestations.ndjson:1'),
    });
    expect(await readFile(path, 'utf8')).toBe(changed);
  });
});

describe('muster verify', () => {
  it('finds a result.json that says something else than the journal', async () => {
    await write({ fact: (fact) => (fact.type === 'proof-ended' ? { ...fact, proof: 'missed' } : fact) });
    await report('.', quick, io, later);
    const path = join(dir, 'result.json');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"verdict": "inconclusive"', '"verdict": "pass"'));
    expect(await verify('.', {}, io, later)).toBe(1);
  });
  it('exits 2 for an unsealed journal that nobody changed', async () => {
    await write({}, 40);
    await report('.', quick, io, later);
    expect(await verify('.', {}, io, later)).toBe(2);
    expect(said.join('\n')).toMatch(/Journal: 40 events read, breaks off, head/u);
  });
  it.each(['report.html', 'summary.md', 'junit.xml'])('names %s when it was changed', async (file) => {
    await write();
    await report('.', quick, io, later);
    expect(await verify('.', {}, io, later)).toBe(0);
    await writeFile(join(dir, file), (await readFile(join(dir, file), 'utf8')).replace('order-desk', 'WooCommerce').replace('head ', 'head 0'));
    expect(await verify('.', {}, io, later)).toBe(1);
    expect(said.join('\n')).toContain(`${file} does not say what the journal says`);
  });
  it('names two of the reports that it did not compare for one reason, and counts the others', async () => {
    await write();
    await report('.', { format: 'json' }, io, later);
    expect(await verify('.', {}, io, later)).toBe(0);
    const lines = said.filter((line) => line.includes('not compared'));
    expect(lines).toEqual([expect.stringMatching(/^report\.html, summary\.md and \d+ more: not compared: it cannot be read, or is not there/u)]);
  });
  it('compares what is typeset byte by byte, and names the one that was changed', async () => {
    await write();
    await report('.', { format: 'json,pdf,packets' }, io, later);
    expect(await verify('.', {}, io, later)).toBe(0);
    expect(said.join('\n')).not.toContain('report.pdf');
    for (const file of ['report.pdf', 'packets/164.312.b.pdf', 'packets/index.xlsx']) {
      const path = join(dir, file);
      const whole = await readFile(path);
      const flipped = Buffer.from(whole);
      flipped.writeUInt8(whole.readUInt8(whole.length - 40) ^ 1, whole.length - 40);
      await writeFile(path, flipped);
      said.length = 0;
      expect(await verify('.', {}, io, later)).toBe(1);
      expect(said.filter((line) => line.includes('does not say what the journal says'))[0]).toContain(file);
      await writeFile(path, whole);
    }
  });
  it('says that it did not compare the reports of another version', async () => {
    await write();
    await report('.', quick, io, later);
    await writeFile(join(dir, 'report.html'), 'another layout');
    expect(await verify('.', {}, io, { ...later, tool: { version: '0.2.0', commit: '' } })).toBe(0);
    expect(said.filter((line) => line.includes('this is 0.2.0'))).toEqual([expect.stringContaining('report.html')]);
  });
  it('does not call a result changed that another version worded otherwise, and still finds a figure or a reading that was', async () => {
    await write();
    await report('.', quick, io, later);
    const next = { ...later, tool: { version: '0.2.0', commit: '' } };
    const path = join(dir, 'result.json');
    const whole = await readFile(path, 'utf8');
    const verified = async (change: (text: string) => string): Promise<number> => {
      expect(change(whole)).not.toBe(whole);
      await writeFile(path, change(whole));
      return await verify('.', {}, io, next);
    };
    expect(await verified((text) => text.replace('"notProven": [', '"notProven": [ "Another sentence.",'))).toBe(0);
    expect(said.join('\n')).toContain('its sentences are not compared');
    for (const [from, to] of [
      ['"rtoSeconds": 11.1', '"rtoSeconds": 1.1'],
      ['"after": "holds"', '"after": "broken"'],
      ['"verdict": "pass"', '"verdict": "fail"'],
      ['"state": "succeeded"', '"state": "skipped"'],
    ] as const)
      expect([from, await verified((text) => text.replace(from, to))]).toEqual([from, 1]);
  });
  it('prints a head over journal and attestations that every attestation changes, and says what it cannot find', async () => {
    await write(withManualStep);
    await keygen('key.pem', io);
    const head = async (): Promise<string> => {
      said.length = 0;
      await verify('.', { json: true }, io, later);
      return (JSON.parse(said.join('')) as { evidenceHead: string }).evidenceHead;
    };
    await report('.', quick, io, later);
    const before = await head();
    expect(before).toBe(sampleJournal(withManualStep).at(-1)?.hash);
    await attest('.', flags, io, later);
    expect(said.join('\n')).toContain('Evidence head: ');
    const after = await head();
    expect(after).toMatch(/^[0-9a-f]{64}$/u);
    expect(after).not.toBe(before);
    said.length = 0;
    await verify('.', {}, io, later);
    expect(said.join('\n')).toContain(`Evidence head: ${after}`);
    expect(said.join('\n')).toMatch(/kept elsewhere.*not bound to a person/su);
  });
  it('shows nothing of an attestation as the terminal would obey it', async () => {
    await write(withManualStep);
    await report('.', quick, io, later);
    await writeFile(join(dir, 'attestations.ndjson'), '\u001b[2J\n::error::x\n');
    expect(await verify('.', {}, io, later)).toBe(1);
    expect(said.join('\n')).not.toMatch(/(?!\n)\p{Cc}|^::/mu);
  });
});
