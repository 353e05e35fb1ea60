import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { currentDrills } from '../../src/commands/current-drills.ts';
import type { CommandPorts, Io } from '../../src/commands/io.ts';
import { loadPlan } from '../../src/commands/load-plan.ts';
import { readCatalogue } from '../../src/commands/read-catalogue.ts';
import { status, type StatusFlags } from '../../src/commands/status.ts';
import { addCorrective } from '../../src/evidence/corrective.ts';
import { folderStore } from '../../src/evidence/stores/folder.ts';
import { canonicalJson } from '../../src/model/canonical.ts';
import { digestOf } from '../../src/model/digest.ts';
import type { DrillError } from '../../src/model/errors.ts';
import { sampleJournal } from '../model/sample-journal.ts';

const home = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'muster-status-'));
const cache = join(folder, 'cache');
const received: { path: string; body: unknown }[] = [];
let answer = 200;
let server: Server;
let url = '';

const ports: CommandPorts = {
  catalog,
  home,
  clock: { now: () => '2026-11-24T09:30:00.000Z', monotonicMs: () => 0 },
  env: { MUSTER_CACHE_DIR: cache },
  tool: { version: 'test', commit: '' },
  terminal: false,
  ask: null,
  peakMemoryMib: () => 0,
};

interface Said {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

async function said(flags: Partial<StatusFlags> = {}, more: Partial<CommandPorts> = {}): Promise<Said> {
  const out: string[] = [];
  const err: string[] = [];
  const io: Io = { out: (text) => void out.push(text), err: (text) => void err.push(text), cwd: folder, signal: new AbortController().signal };
  const code = await status('drills', { out: 'reports', maxAge: 'P92D', ...flags }, io, { ...ports, ...more });
  return { out: out.join('\n'), err: err.join('\n'), code };
}

/** Puts a run of the drill as it stands into the reports, made of what a mirror of today would be made of. */
async function ranJustNow(): Promise<void> {
  const io: Io = { out: () => undefined, err: () => undefined, cwd: folder, signal: new AbortController().signal };
  const loaded = loadPlan('drills/database-loss.yaml', {}, io, ports);
  if ('diagnostics' in loaded) throw new Error(JSON.stringify(loaded.diagnostics));
  const catalogue = readCatalogue('drills', io, ports);
  const [now] = (await currentDrills('drills', { catalogue }, io, ports)).drills;
  if (now === undefined) throw new Error('no drill');
  const events = sampleJournal({
    plan: () => loaded.plan,
    fact: (fact) => {
      if (fact.type === 'run-started') return { ...fact, controls: { id: catalogue.id, digest: digestOf(catalogue) } };
      if (fact.type !== 'stack-described') return fact;
      return { ...fact, components: now.madeOf.components ?? [], images: (now.madeOf.images ?? []).map((image) => ({ ...image, id: digestOf(image.tag) })) };
    },
  });
  rmSync(join(folder, 'reports'), { recursive: true, force: true });
  mkdirSync(join(folder, 'reports', 'a'), { recursive: true });
  writeFileSync(join(folder, 'reports', 'a', 'journal.ndjson'), events.map((event) => `${canonicalJson(event)}\n`).join(''));
}

function edit(file: string, by: (text: string) => string): () => void {
  const path = join(folder, 'drills', file);
  const before = readFileSync(path, 'utf8');
  const after = by(before);
  if (after === before) throw new Error(`the change of ${file} changes nothing`);
  writeFileSync(path, after);
  return () => writeFileSync(path, before);
}

beforeAll(async () => {
  cpSync(join(home, 'drills'), join(folder, 'drills'), { recursive: true });
  for (const name of readdirSync(join(folder, 'drills'))) if (name.endsWith('.yaml') && name !== 'database-loss.yaml') rmSync(join(folder, 'drills', name));
  await ranJustNow();
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ path: request.url ?? '', body: JSON.parse(body) });
      response.writeHead(answer, answer === 302 ? { location: '/elsewhere' } : {}).end();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/secret-token`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('muster status', { timeout: 30_000 }, () => {
  it('has nothing to say against a run of yesterday of what stands today', async () => {
    const { out, code } = await said();
    expect({ out, code }).toMatchObject({
      out: expect.stringMatching(/^database-loss {2}clinic-shop {2}pass \(demo\) {2}1 d old {2}next by 2027-02-23$/u) as string,
      code: 0,
    });
  });

  it.each([
    ['the drill', 'database-loss.yaml', (text: string) => text.replace('rto: PT15M', 'rto: PT16M')],
    ['the runbook', 'sites/clinic-shop/runbooks/database-loss.md', (text: string) => `${text}\nOne more word.\n`],
    ['stack.yaml', 'sites/clinic-shop/stack.yaml', (text: string) => text.replace('custodian: privacy-officer', 'custodian: security-official')],
    ['the PHI map', 'sites/clinic-shop/phi-map.yaml', (text: string) => text.replace('expires: 2027-12-31', 'expires: 2027-11-30')],
    ['people.yaml', 'sites/clinic-shop/people.yaml', (text: string) => text.replace('PT24H', 'PT12H')],
    ['the controls', 'controls/hipaa.yaml', (text: string) => text.replace('reviewed: 2026-11-23', 'reviewed: 2026-11-24')],
    ['plugin care-roles (other bytes of 1.0.0)', 'sites/clinic-shop/plugins/care-roles/care-roles.php', (text: string) => `${text}\n// changed\n`],
  ])('is stale when %s changed since, and names nothing else', async (what, file, by) => {
    const back = edit(file, by);
    const { out, code } = await said();
    back();
    expect(out).toContain(`STALE: ${what} changed since`);
    expect(code).toBe(1);
  });

  it('is due when the run is too old, and a fresh site is due at once', async () => {
    const late = { clock: { now: () => '2027-03-01T00:00:00.000Z', monotonicMs: () => 0 } };
    expect(await said({}, late)).toMatchObject({ out: expect.stringContaining('DUE since 2027-02-23') as string, code: 1 });
    expect((await said({ out: 'nowhere' })).out).toContain('DUE: it has never been run');
  });

  it('reminds of overdue reviews of the controls; of the proposal only when it is asked for', async () => {
    const spring = { clock: { now: () => '2027-03-01T00:00:00.000Z', monotonicMs: () => 0 } };
    const summer = { clock: { now: () => '2027-06-01T00:00:00.000Z', monotonicMs: () => 0 } };
    const wide = { maxAge: 'P3660D' };
    expect(await said(wide, spring)).toMatchObject({ out: expect.not.stringContaining('REVIEW') as string, code: 0 });
    expect(await said({ ...wide, profile: ['hipaa-nprm-2025'] }, spring)).toMatchObject({
      out: expect.stringContaining('REVIEW: proposed 164.308(a)(13)') as string,
      code: 1,
    });
    expect((await said(wide, summer)).out).toMatch(/REVIEW: 164\.308\(a\)\(1\)\(ii\)\(A\) and \d+ more of the controls .* by 2027-05-31/u);
  });

  it('looks at every site of an agency, and says where a runbook is missing', async () => {
    const sites = join(folder, 'drills', 'sites');
    for (const shipped of readdirSync(sites)) if (shipped !== 'clinic-shop') rmSync(join(sites, shipped), { recursive: true });
    cpSync(join(sites, 'clinic-shop'), join(sites, 'second'), { recursive: true });
    cpSync(join(sites, 'clinic-shop'), join(sites, 'third'), { recursive: true });
    rmSync(join(sites, 'third', 'runbooks', 'database-loss.md'));
    const back = edit('sites/second/stack.yaml', (text) => text.replace('stack: clinic-shop', 'stack: second'));
    const { out, code } = await said({ allSites: true });
    back();
    for (const name of ['second', 'third']) rmSync(join(sites, name), { recursive: true });
    expect(out.split('\n').map((line) => line.replaceAll(/ {2,}/gu, ' | '))).toEqual([
      'database-loss | clinic-shop | pass (demo) | 1 d old | next by 2027-02-23',
      'database-loss | second | never run | DUE: it has never been run',
      'database-loss on drills/sites/third: not documented, so it cannot be rehearsed',
    ]);
    expect(code).toBe(1);
  });

  it('asks a site for no drill that cannot happen to it', async () => {
    cpSync(join(home, 'drills', 'stale-cache.yaml'), join(folder, 'drills', 'stale-cache.yaml'));
    const ran = await said({ site: 'drills/sites/clinic-shop' });
    rmSync(join(folder, 'drills', 'stale-cache.yaml'));
    expect(ran).toMatchObject({ code: 0, out: expect.not.stringContaining('stale-cache') as string });
  });

  describe('with corrective actions', () => {
    const store = () => folderStore(join(folder, 'reports'), 'corrective.ndjson');
    const opened = (due: string, site = 'clinic-shop') =>
      addCorrective(store(), (before) => ({
        type: 'opened',
        at: '2026-11-23T12:00:00.000Z',
        id: `CA-000${before.length + 1}`,
        runId: 'k7q2m9xw',
        drill: 'database-loss',
        site,
        grade: 'demo',
        finding: 'phi-integrity-1',
        severity: 'high',
        text: 'Rows are missing.',
        controls: ['164.308(a)(7)(ii)(A)'],
        rootCause: '',
        action: 'Take the dump at a quiet time.',
        owner: 'database-administrator',
        due,
      }));
    const waived = (expires: string) =>
      addCorrective(store(), () => ({ type: 'waived', at: '2026-11-23T13:00:00.000Z', id: 'CA-0001', by: 'Owner', reason: 'Spring.', expires }));
    const register = join(folder, 'reports', 'corrective.ndjson');
    afterEach(() => rmSync(register, { force: true }));

    it('says nothing of one that is open in time', async () => {
      await opened('2026-11-24');
      const { out, code } = await said({ prometheus: 'muster.prom' });
      expect({ code, action: out.includes('ACTION') }).toEqual({ code: 0, action: false });
      expect(readFileSync(join(folder, 'muster.prom'), 'utf8')).toMatch(/muster_corrective_open 1\n[^]*muster_corrective_overdue 0\n/u);
    });

    it('fails for one that is late, and says so in each of its forms', async () => {
      await opened('2026-11-23');
      const { out, code } = await said({ prometheus: 'muster.prom' });
      expect(code).toBe(1);
      expect(out).toContain('ACTION CA-0001: open, OVERDUE since 2026-11-23, database-administrator, for phi-integrity-1 of database-loss on clinic-shop');
      expect(readFileSync(join(folder, 'muster.prom'), 'utf8')).toMatch(/muster_corrective_overdue 1\n/u);
      const json = await said({ json: true });
      expect(json.code).toBe(1);
      expect(JSON.parse(json.out)).toMatchObject({ corrective: { problem: null, open: [{ id: 'CA-0001', overdue: true, due: '2026-11-23' }] } });
      received.length = 0;
      await said({ webhook: 'env:HOOK' }, { env: { ...ports.env, HOOK: url } });
      expect(received[0]?.body).toMatchObject({ needsWork: true, overdueActions: [{ id: 'CA-0001', due: '2026-11-23' }] });
    });

    it.each([
      ['2026-11-24', 0, false],
      ['2026-11-23', 1, true],
    ])('lets a waiver until %s end in %i', async (expires, code, told) => {
      await opened('2026-11-23');
      await waived(expires);
      const ran = await said();
      expect({ code: ran.code, told: ran.out.includes(`open, WAIVER EXPIRED on ${expires}`) }).toEqual({ code, told });
    });

    it('looks at the actions of the site that is named alone', async () => {
      await opened('2026-11-23', 'another-shop');
      expect((await said({ site: 'drills/sites/clinic-shop' })).code).toBe(0);
      expect((await said()).code).toBe(1);
    });

    it('fails where the register does not hold: what is open is not known then', async () => {
      await opened('2027-11-23');
      writeFileSync(register, readFileSync(register, 'utf8').replace('"seq":0', '"seq":3'));
      const { out, code } = await said({ prometheus: 'muster.prom' });
      expect({ out, code }).toMatchObject({ out: expect.stringContaining('REGISTER: corrective.ndjson:1') as string, code: 1 });
      expect(readFileSync(join(folder, 'muster.prom'), 'utf8')).toContain('muster_corrective_register_broken 1');
    });
  });

  it('writes metrics for a collector, whole or not at all', async () => {
    await said({ prometheus: 'muster.prom' });
    expect(readFileSync(join(folder, 'muster.prom'), 'utf8')).toContain('muster_drill_passed{drill="database-loss",site="clinic-shop",grade="demo"} 1\n');
    expect(readdirSync(folder).filter((name) => name.startsWith('muster.prom'))).toEqual(['muster.prom']);
    await expect(said({ prometheus: 'no/such/folder/muster.prom' })).rejects.toMatchObject({ code: 'WRITE_FAILED' });
  });

  it('posts its message to an address that stands in the environment or a file', async () => {
    const hook = { env: { ...ports.env, HOOK: url } };
    writeFileSync(join(folder, 'hook.txt'), `${url}\n`);
    received.length = 0;
    expect((await said({ webhook: 'env:HOOK', webhookFormat: 'slack' }, hook)).code).toBe(0);
    await said({ webhook: 'file:hook.txt' });
    expect(received.map(({ path }) => path)).toEqual(['/hook/secret-token', '/hook/secret-token']);
    expect(received[0]?.body).toEqual({ text: '*Muster: 1 drill, nothing to do*' });
    expect(received[1]?.body).toMatchObject({ needsWork: false, drills: [{ drill: 'database-loss', verdict: 'pass', grade: 'demo' }] });
    expect(JSON.stringify(received)).not.toContain(folder);
  });

  it('says that a message did not arrive, and never shows the address', async () => {
    const failing = async (flags: Partial<StatusFlags>, env: CommandPorts['env'] = {}): Promise<DrillError> =>
      await said(flags, { env: { ...ports.env, ...env } }).then(
        () => Promise.reject(new Error('it was taken')),
        (error: DrillError) => error,
      );
    const errors: DrillError[] = [];
    for (const code of [500, 302]) {
      answer = code;
      errors.push(await failing({ webhook: 'env:HOOK' }, { HOOK: url }));
    }
    answer = 200;
    errors.push(await failing({ webhook: 'env:HOOK' }, { HOOK: 'http://127.0.0.1:9/secret-token' }));
    expect(errors.map(({ code }) => code)).toEqual(['WEBHOOK_FAILED', 'WEBHOOK_FAILED', 'WEBHOOK_FAILED']);
    errors.push(
      await failing({ webhook: url }),
      await failing({ webhook: 'env:NONE' }),
      await failing({ webhook: 'env:HOOK' }, { HOOK: 'http://shop.example/secret-token' }),
    );
    expect(errors.slice(3).map(({ code }) => code)).toEqual(['INVALID_FLAG', 'INVALID_FLAG', 'INVALID_FLAG']);
    for (const { message, hint, cause } of errors) expect(`${message} ${hint} ${String(cause)}`).not.toContain('secret-token');
  });
});
