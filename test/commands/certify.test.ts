import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { attest } from '../../src/commands/attest.ts';
import { certify, type CertifyFlags } from '../../src/commands/certify.ts';
import { keygen } from '../../src/commands/keygen.ts';
import { report } from '../../src/commands/report.ts';
import { sealAfterwards } from '../../src/commands/seal.ts';
import { verify } from '../../src/commands/verify.ts';
import { textOf } from '../fixtures/pdf.ts';
import type { JournalFact } from '../../src/model/journal-fact.ts';
import { sampleJournal, type SampleChange } from '../model/sample-journal.ts';
import { step } from '../model/sample-plan.ts';
import { desk, writeJournal } from './desk.ts';

// Every face is rendered, PDF too: seconds, where the machine is busy.
vi.setConfig({ testTimeout: 30_000 });

const here = desk('certify');
const { io, ports, said } = here;
let dir = '';
const people: JournalFact = { type: 'people-recorded', preparedBy: 'Demo Operator', participants: [], absent: [] };
/** The shop's own stack, and nobody's demo. */
const own: SampleChange = {
  plan: (plan) => ({
    ...plan,
    site: { ...plan.site, demo: false },
    steps: [...plan.steps, step('call', 'Call the hosting company', 'manual', [], 'security-official')],
  }),
  fact: (fact) => {
    if (fact.type === 'run-started') return [fact, people];
    return fact.type === 'stack-described' ? { ...fact, grade: 'procedure', commerce: { ...fact.commerce, standIn: false } } : fact;
  },
};
const flags: CertifyFlags = { role: 'security-official', result: 'accept', key: 'official.pem', comment: 'Reviewed with the team.' };

async function sealed(change: SampleChange): Promise<void> {
  await writeJournal(dir, sampleJournal(change));
  await report(dir, {}, io, ports);
  await sealAfterwards(dir, { sealKey: 'sealer.pem' }, io, ports);
  said.length = 0;
}
beforeEach(async () => {
  dir = join(here.dir, 'run');
  await keygen('sealer.pem', io);
  await keygen('official.pem', io);
});

describe('muster certify', () => {
  it('certifies a sealed run once its findings have accepted actions, and changes nothing under the seal', async () => {
    await sealed(own);
    const before = await readFile(join(dir, 'seal.dsse.json'), 'utf8');
    const findings = (JSON.parse(await readFile(join(dir, 'result.json'), 'utf8')) as { readonly findings: readonly unknown[] }).findings.length;
    expect(await certify(dir, flags, io, ports)).toBe(findings === 0 ? 0 : 2);
    expect(await certify(dir, { ...flags, acceptCorrectiveActions: true }, io, ports)).toBe(0);
    expect(said.join('\n')).toContain('CERTIFIED: Certified by the security-official on 2026-11-23.');
    expect(await verify(dir, { key: 'sealer.pem.pub' }, io, ports)).toBe(0);
    expect(said.join('\n')).toContain('Certification: certified.');
    expect(await readFile(join(dir, 'seal.dsse.json'), 'utf8')).toBe(before);
    expect(await certify(dir, { ...flags, result: 'reject', comment: 'No.' }, io, ports)).toBe(1);
  });
  it.each([
    ['the demo', {}, flags, 'demo'],
    ['whoever sealed the run', own, { ...flags, key: 'sealer.pem' }, 'cannot certify it'],
    ['the preparer by name', own, { ...flags, name: 'Demo Operator' }, 'prepared the run'],
    ['a role that is not there', own, { ...flags, role: 'nurse' }, 'no role nurse'],
    ['a person of another role', own, { ...flags, name: 'Demo Administrator' }, 'does not name'],
    ['a result that is none', own, { ...flags, result: 'maybe' }, 'accept or reject'],
  ])('refuses %s', async (_who, change, given, why) => {
    await sealed(change);
    await expect(certify(dir, given, io, ports)).rejects.toMatchObject({ code: 'CERTIFICATION_REFUSED', message: expect.stringContaining(why) });
    expect(await readFile(join(dir, 'certification.ndjson'), 'utf8').catch(() => 'none')).toBe('none');
  });
  it('refuses a run that was changed, and one without a seal', async () => {
    await sealed(own);
    await writeFile(join(dir, 'summary.md'), 'All is well.');
    await expect(certify(dir, flags, io, ports)).rejects.toMatchObject({ message: expect.stringContaining('summary.md: was changed') });
    await rm(join(dir, 'manifest.json'));
    await rm(join(dir, 'seal.dsse.json'));
    await expect(certify(dir, flags, io, ports)).rejects.toMatchObject({ message: expect.stringContaining('not sealed') });
  });
  it('has to be made again after a later attestation, and ends when one is cut off', async () => {
    await sealed(own);
    const accept = { ...flags, acceptCorrectiveActions: true };
    const done = { step: 'call', by: 'security-official', name: 'Demo Security Official', result: 'failed', key: 'official.pem' } as const;
    expect(await certify(dir, accept, io, ports)).toBe(0);
    expect(await attest(dir, done, io, ports)).toBe(1);
    expect(await verify(dir, {}, io, ports)).toBe(0);
    expect(said.join('\n')).toContain('Certification: not-certified. Its attestations are not those');
    expect(await certify(dir, accept, io, ports)).toBe(0);
    await rm(join(dir, 'attestations.ndjson'));
    await rm(join(dir, 'attested'), { recursive: true });
    said.length = 0;
    await verify(dir, {}, io, ports);
    expect(said.join('\n')).toContain('Certification: not-certified. Its attestations are not those');
  });
  it('names a forged line in verify, and counts it for nothing', async () => {
    await sealed(own);
    await certify(dir, { ...flags, result: 'reject' }, io, ports);
    const path = join(dir, 'certification.ndjson');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"reject"', '"accept"'));
    expect(await verify(dir, {}, io, ports)).toBe(1);
    expect(said.join('\n')).toContain('certification.ndjson:1');
    expect(said.join('\n')).toContain('Certification: not-certified.');
  });
});

describe('muster seal', () => {
  it('renders and seals what a killed run left, which verify then calls unfinished', async () => {
    await writeJournal(dir, sampleJournal(own).slice(0, 40));
    expect(await sealAfterwards(dir, {}, io, ports)).toBe(0);
    expect(said.join('\n')).toContain('NOT SIGNED');
    expect(await readFile(join(dir, 'summary.md'), 'utf8')).not.toBe('');
    expect(await verify(dir, {}, io, ports)).toBe(2);
  });
  it('refuses a run on real data that was never searched for it', async () => {
    const real: SampleChange = { ...own, plan: (plan) => ({ ...plan, data: { ...plan.data, mode: 'production-backup' } }) };
    await writeJournal(dir, sampleJournal(real).slice(0, 40));
    await expect(sealAfterwards(dir, {}, io, ports)).rejects.toMatchObject({ code: 'SEAL_REFUSED', message: expect.stringContaining('never searched') });
  });
});

describe('a sealed run', () => {
  beforeEach(() => sealed(own));

  it('is never sealed again', () => expect(sealAfterwards(dir, {}, io, ports)).rejects.toMatchObject({ code: 'SEAL_REFUSED' }));
  it('keeps its reports: they are compared, or written elsewhere', async () => {
    expect(await report(dir, {}, io, ports)).toBe(2);
    expect(said.join('\n')).toContain('Nothing was written');
    await report(dir, { to: 'elsewhere' }, io, ports);
    expect(await readFile(join(here.dir, 'elsewhere', 'summary.md'), 'utf8')).toBe(await readFile(join(dir, 'summary.md'), 'utf8'));
    await certify(dir, { ...flags, acceptCorrectiveActions: true }, io, ports);
    await report(dir, { to: 'certified', format: 'pdf' }, io, ports);
    const [blank, filled] = await Promise.all(
      [join(dir, 'report.pdf'), join(here.dir, 'certified', 'report.pdf')].map(async (path) => await textOf(await readFile(path))),
    );
    expect(blank).toContain('to be signed below');
    expect(blank).not.toContain('Reviewed with the team.');
    for (const words of ['Certified by the security-official on 2026-11-23.', 'signed electronically', 'Reviewed with the team.'])
      expect(filled).toContain(words);
    expect(await verify(dir, {}, io, ports)).toBe(0);
    await writeFile(join(dir, 'summary.md'), 'All is well.');
    await expect(report(dir, {}, io, ports)).rejects.toMatchObject({ code: 'SEAL_REFUSED', message: expect.stringContaining('summary.md') });
    expect(await readFile(join(dir, 'summary.md'), 'utf8')).toBe('All is well.');
  });
  it('takes attestations beside the seal, with reports of their own that verify compares', async () => {
    const said4 = { step: 'call', by: 'security-official', name: 'Demo Security Official', result: 'done', key: 'official.pem' } as const;
    expect(await attest(dir, said4, io, ports)).toBe(0);
    expect(JSON.parse(await readFile(join(dir, 'result.json'), 'utf8'))).toMatchObject({ verdict: 'inconclusive' });
    expect(JSON.parse(await readFile(join(dir, 'attested', 'result.json'), 'utf8'))).toMatchObject({ verdict: 'pass' });
    expect(await verify(dir, { key: 'sealer.pem.pub' }, io, ports)).toBe(0);
    await writeFile(join(dir, 'attested', 'letter.pdf'), '%PDF-');
    expect(await verify(dir, {}, io, ports)).toBe(1);
    expect(said.join('\n')).toContain('attested/letter.pdf: was added');
    await rm(join(dir, 'attested', 'letter.pdf'));
    expect(await verify(dir, {}, io, ports)).toBe(0);
    await writeFile(join(dir, 'attested', 'summary.md'), 'All is well.');
    expect(await verify(dir, {}, io, ports)).toBe(1);
    expect(said.join('\n')).toContain('attested/summary.md');
  });
  it('has no reports of attestations that there are not, and says of a GitHub attestation that it is not checked', async () => {
    await writeFile(join(dir, 'seal.sigstore.json'), '{}');
    expect(await verify(dir, {}, io, ports)).toBe(0);
    expect(said.join('\n')).toContain('gh attestation verify');
    await mkdir(join(dir, 'attested'));
    await writeFile(join(dir, 'attested', 'report.html'), '<p>All is well.');
    expect(await verify(dir, {}, io, ports)).toBe(1);
    expect(said.join('\n')).toContain('attested/report.html: was added');
  });
  it('verifies as a ZIP too, and the ZIP names what was changed in it', async () => {
    const call = promisify(execFile);
    const zip = async (): Promise<void> =>
      void (await call('python3', ['-m', 'zipfile', '-c', join(here.dir, 'run.zip'), basename(dir)], { cwd: dirname(dir) }));
    await zip();
    expect(await verify('run.zip', { key: 'sealer.pem.pub' }, io, ports)).toBe(0);
    await writeFile(join(dir, 'report.html'), 'x');
    await zip();
    expect(await verify('run.zip', {}, io, ports)).toBe(1);
    expect(said.join('\n')).toContain('report.html: was changed after the seal');
    await writeFile(join(here.dir, 'run.zip'), 'PK');
    await expect(verify('run.zip', {}, io, ports)).rejects.toMatchObject({ code: 'NOT_A_RUN' });
  });
  it('with its seal taken away is named by whoever holds the public key', async () => {
    await rm(join(dir, 'manifest.json'));
    await rm(join(dir, 'seal.dsse.json'));
    expect(await verify(dir, { key: 'sealer.pem.pub' }, io, ports)).toBe(1);
    expect(said.join('\n')).toContain('seal.dsse.json: is missing');
  });
});
