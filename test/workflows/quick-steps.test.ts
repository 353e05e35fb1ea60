import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/model/canonical.ts';
import { sampleJournal, type SampleChange } from '../model/sample-journal.ts';
import { ageSealer, sampleSet } from '../backups/sample-shop.ts';
import { smallDump } from '../production/small-dump.ts';
import { sampleBaseline } from '../production/sample-baseline.ts';
import { quickSteps } from './executed.ts';
import { home, runStep, stepsRun } from './steps.ts';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const folder = mkdtempSync(join(tmpdir(), 'muster-steps-'));
const asked: Asked[] = [];
let issues: { number: number; body: string }[] = [];
let server: Server;
let origin = '';

/** The clock of the shell's `date` stands still at the day of the sample run; everything else of it is the real one. */
const dated = { PATH: `${join(folder, 'path')}:${process.env['PATH'] ?? ''}`, MUSTER_CACHE_DIR: join(folder, 'cache') };

/** The runner's folder for one job: the drill's step leaves a mark of when it began in it. */
const began = { RUNNER_TEMP: folder };

beforeAll(async () => {
  writeFileSync(join(folder, 'muster-began'), '');
  utimesSync(join(folder, 'muster-began'), new Date('2026-11-01'), new Date('2026-11-01'));
  for (const name of ['bin', 'src', 'node_modules', 'package.json', 'CHANGELOG.md']) symlinkSync(join(home, name), join(folder, name));
  cpSync(join(home, 'drills'), join(folder, 'drills'), { recursive: true });
  mkdirSync(join(folder, 'path'));
  const date = execFileSync('bash', ['-c', 'command -v date'], { encoding: 'utf8' }).trim();
  writeFileSync(
    join(folder, 'path', 'date'),
    `#!/bin/sh\nfor a; do case "$a" in -d) exec ${date} "$@";; esac; done\nexec ${date} -d 2026-11-28T12:00:00Z "$@"\n`,
  );
  chmodSync(join(folder, 'path', 'date'), 0o755);
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('latin1');
      asked.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
      const path = request.url ?? '';
      if (path.startsWith('/down')) return void response.writeHead(503).end();
      if (request.method === 'GET' && path.includes('/issues?')) return void response.end(JSON.stringify(issues));
      response.end(JSON.stringify({ number: request.method === 'POST' ? 41 : Number(path.split('/').at(-1)) }));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  asked.length = 0;
  for (const name of ['reports', 'evidence', 'binders']) rmSync(join(folder, name), { recursive: true, force: true });
});

/** A run's folder, as a job leaves it. */
function report(name: string, change: SampleChange = {}, where = 'reports'): void {
  const dir = join(folder, where, name);
  mkdirSync(dir, { recursive: true });
  writeFileSync(
    join(dir, 'journal.ndjson'),
    sampleJournal(change)
      .map((event) => `${canonicalJson(event)}\n`)
      .join(''),
  );
  writeFileSync(join(dir, 'summary.md'), `## ${name}\n`);
}

const failing: SampleChange = {
  fact: (fact) =>
    fact.type === 'reading-taken' && fact.moment === 'after' && fact.assertion === 'phi-integrity'
      ? { ...fact, outcome: { ...fact.outcome, reading: 'broken', reason: 'false' } }
      : fact,
};
const pending: SampleChange = {
  plan: (plan) => ({ ...plan, steps: plan.steps.map((step, index) => (index === 0 ? { ...step, kind: 'manual' } : step)) }),
  fact: (fact) => (fact.type === 'step-ended' && fact.id === pendingStep() ? { ...fact, state: 'pending' } : fact),
};
const pendingStep = (): string => {
  const started = sampleJournal().find((event) => event.type === 'run-started');
  return started?.type === 'run-started' ? (started.plan.steps[0]?.id ?? '') : '';
};

describe('the steps of the action', { timeout: 60_000 }, () => {
  it('Write the summary: every run of the job', async () => {
    report('2026-Q4/one');
    expect(await runStep('action.yml/Write the summary', { cwd: folder, env: began, values: { OUT: 'reports' } })).toMatchObject({
      code: 0,
      summary: '## 2026-Q4/one\n',
    });
  });
  it('Write the summary: nothing to upload is seen later, not here', async () => {
    expect(await runStep('action.yml/Write the summary', { cwd: folder, env: began, values: { OUT: 'reports' } })).toMatchObject({ code: 0, summary: '' });
  });
  it.each([
    ['pass', {}, 'required', 0],
    ['fail', failing, 'later', 1],
    ['inconclusive', pending, 'required', 2],
    ['inconclusive', pending, 'later', 0],
  ] as const)('Verdict: %s of %j with attestations %s exits %i', async (verdict, change, attestations, code) => {
    report('2026-Q4/one', change);
    const ran = await runStep('action.yml/Verdict', { cwd: folder, env: began, values: { OUT: 'reports', ATTESTATIONS: attestations } });
    expect({ code: ran.code, ...ran.output }).toEqual({ code, folder: 'reports/2026-Q4/one', verdict });
  });
  it('Verdict: no evidence is never a pass', async () => {
    mkdirSync(join(folder, 'reports'));
    expect(await runStep('action.yml/Verdict', { cwd: folder, env: began, values: { OUT: 'reports', ATTESTATIONS: 'later' } })).toMatchObject({
      code: 70,
      output: {},
    });
  });
});

describe('a report of another day', { timeout: 60_000 }, () => {
  it('is neither verdict nor summary of a drill that did not begin', async () => {
    report('2026-Q3/old');
    for (const name of ['journal.ndjson', 'summary.md']) utimesSync(join(folder, 'reports/2026-Q3/old', name), new Date('2026-08-01'), new Date('2026-08-01'));
    expect((await runStep('action.yml/Verdict', { cwd: folder, env: began, values: { OUT: 'reports', ATTESTATIONS: 'later' } })).code).toBe(70);
    expect((await runStep('action.yml/Write the summary', { cwd: folder, env: began, values: { OUT: 'reports' } })).summary).toBe('');
  });
});

describe('the steps of drills.yml', { timeout: 60_000 }, () => {
  const list = (only: string) => runStep('drills.yml/plan/List the drills', { cwd: folder, values: { FOLDER: 'drills', ONLY: only } });

  it('List the drills: a matrix of all, or of those that are named', async () => {
    const all = JSON.parse((await list('')).output['matrix'] ?? '') as { include: { id: string }[] };
    expect(all.include.map(({ id }) => id)).toContain('key-loss');
    const two = await list('database-loss key-loss');
    expect(JSON.parse(two.output['matrix'] ?? '')).toMatchObject({
      include: [
        { drill: 'drills/database-loss.yaml', id: 'database-loss', site: 'sites/clinic-shop' },
        { drill: 'drills/key-loss.yaml', id: 'key-loss', site: 'sites/clinic-shop' },
      ],
    });
  });
  it('List the drills: a misspelt name and an invalid drill end the workflow', async () => {
    expect(await list('database-los')).toMatchObject({ code: 64, output: {} });
    const path = join(folder, 'drills/key-loss.yaml');
    const before = readFileSync(path, 'utf8');
    writeFileSync(path, before.replace('runbook:', 'runbok:'));
    expect(await list('')).toMatchObject({ code: 64, output: {} });
    writeFileSync(path, before);
  });

  it('Bind the quarter and Write the summary: what the jobs left, in one document', async () => {
    report('muster-database-loss/2026-Q4/one', {}, 'evidence');
    const bound = await runStep('drills.yml/binder/Bind the quarter', { cwd: folder, env: dated, values: { FOLDER: 'drills', RETAIN: 'P6Y' } });
    expect(bound).toMatchObject({ code: 0 });
    for (const end of ['md', 'html', 'pdf', 'zip']) expect(existsSync(join(folder, `binders/binder-2026-Q4.${end}`))).toBe(true);
    const { summary } = await runStep('drills.yml/binder/Write the summary', { cwd: folder });
    expect(summary).toContain('# Audit binder 2026-Q4');
  });
  it('Bind the quarter: a quarter without any evidence ends in red', async () => {
    mkdirSync(join(folder, 'evidence'));
    expect((await runStep('drills.yml/binder/Bind the quarter', { cwd: folder, env: dated, values: { FOLDER: 'drills', RETAIN: '' } })).code).toBe(2);
  });

  const open = () =>
    runStep('drills.yml/binder/Open an issue for each drill that did not pass', {
      cwd: folder,
      env: { GITHUB_REPOSITORY: 'clinic/shop', GITHUB_API_URL: origin, GITHUB_SERVER_URL: 'https://forge.example', GITHUB_RUN_ID: '7' },
      values: { GITHUB_TOKEN: 'secret-token' },
    });
  it('Open an issue: one for a drill that failed, updated the next time; none for one that passed', async () => {
    report('muster-a/2026-Q4/one', failing, 'evidence');
    issues = [];
    expect(await open()).toMatchObject({ code: 0, stdout: expect.stringMatching(/^#41 opened: database-loss on .*, fail\n$/u) as string });
    const post = asked.find(({ method }) => method === 'POST');
    const content = JSON.parse(post?.body ?? '') as { title: string; body: string; labels: string[] };
    expect(content).toMatchObject({ title: expect.stringMatching(/^Drill database-loss on .* did not pass$/u) as string, labels: ['muster-drill'] });
    expect(content.body).toContain('## Corrective action');
    expect(content.body).toContain('https://forge.example/clinic/shop/actions/runs/7');
    issues = [{ number: 41, body: content.body }];
    asked.length = 0;
    expect((await open()).stdout).toContain('#41 updated');
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /repos/clinic/shop/issues?state=open&per_page=100&labels=muster-drill',
      'PATCH /repos/clinic/shop/issues/41',
    ]);
    rmSync(join(folder, 'evidence'), { recursive: true });
    report('muster-a/2026-Q4/one', {}, 'evidence');
    asked.length = 0;
    expect(await open()).toMatchObject({ code: 0, stdout: '' });
    expect(asked).toEqual([]);
  });

  it('Keep the binder: signed, with a checksum, locked until the day of the rule; a refusal is red', async () => {
    mkdirSync(join(folder, 'binders'));
    writeFileSync(join(folder, 'binders/binder-2026-Q4.zip'), 'evidence');
    const keep = (url: string) =>
      runStep('drills.yml/binder/Keep the binder in write-once storage', {
        cwd: folder,
        env: { ...dated, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' },
        values: { BINDER_URL: url, RETAIN_YEARS: '6', AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI' },
      });
    expect(await keep(`${origin}/evidence`)).toMatchObject({ code: 0, stderr: '' });
    const put = asked.find(({ method }) => method === 'PUT');
    expect(put?.path).toBe('/evidence/20261128T120000Z-binder-2026-Q4.zip');
    expect(put?.body).toBe('evidence');
    expect(put?.headers).toMatchObject({
      'content-md5': createHash('md5').update('evidence').digest('base64'),
      'x-amz-object-lock-mode': 'COMPLIANCE',
      'x-amz-object-lock-retain-until-date': expect.stringMatching(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u) as string,
      authorization: expect.stringContaining('AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/') as string,
    });
    expect((await keep(`${origin}/down`)).code).not.toBe(0);
  });
});

describe('the steps of nightly.yml', { timeout: 60_000 }, () => {
  const site = { SITE: 'drills/sites/clinic-shop', BACKUPS: 'sets' };

  it('Verify the backups: the series of sets with their keys, and red without any', async () => {
    const sealer = await ageSealer();
    for (const day of ['2026-11-22', '2026-11-23']) {
      mkdirSync(join(folder, 'sets', day), { recursive: true });
      for (const [name, bytes] of Object.entries(await sampleSet(sealer))) writeFileSync(join(folder, 'sets', day, name), bytes);
    }
    writeFileSync(join(folder, 'identity.txt'), `${sealer.keys.ageIdentities[0] ?? ''}\n`);
    const verify = (keys: string) => runStep('nightly.yml/nightly/Verify the backups', { cwd: folder, values: { ...site, KEYS: keys } });
    const found = await verify('identity.txt');
    // The sample shop is another one than the demo site: its set is old, and lacks what the demo site's PHI map names.
    expect(found).toMatchObject({ code: 1, stdout: expect.stringContaining('Verdict: FAIL') as string });
    expect(readFileSync(join(folder, 'backups.xml'), 'utf8')).toContain('<testsuite');
    expect((await verify('none.txt')).code).toBe(64);
  });

  it('Check the PHI map: on a backup, red where the map does not speak of something', async () => {
    rmSync(join(folder, 'sets'), { recursive: true, force: true });
    mkdirSync(join(folder, 'sets'));
    writeFileSync(join(folder, 'sets/db.sql'), smallDump());
    const ran = await runStep('nightly.yml/nightly/Check the PHI map', { cwd: folder, values: { ...site, WHERE: 'backup', KEYS: '', MUSTER_DB_PASSWORD: '' } });
    expect(ran).toMatchObject({ code: 1, stdout: expect.stringContaining('acme_forms') as string });
  });

  it('Compare the stack with production: 2 where something differs', async () => {
    writeFileSync(join(folder, 'baseline.json'), JSON.stringify({ ...sampleBaseline, site: { ...sampleBaseline.site, urlHost: 'shop.clinic.example' } }));
    const ran = await runStep('nightly.yml/nightly/Compare the stack with production', {
      cwd: folder,
      env: dated,
      values: { ...site, BASELINE: 'baseline.json' },
    });
    expect(ran).toMatchObject({ code: 2, stdout: expect.stringContaining('plugin phi-vault') as string });
  });

  it('Is a drill due or stale?: red when one was never run; metrics and message go out all the same', async () => {
    const ran = await runStep('nightly.yml/nightly/Is a drill due or stale?', {
      cwd: folder,
      env: dated,
      values: { ...site, FOLDER: 'drills', REPORTS: 'reports', FORMAT: 'slack', MUSTER_WEBHOOK: `${origin}/hook` },
    });
    expect(ran).toMatchObject({ code: 1, stdout: expect.stringContaining('DUE: it has never been run') as string });
    expect(readFileSync(join(folder, 'muster.prom'), 'utf8')).toContain('muster_drill_due');
    expect(asked.find(({ path }) => path === '/hook')?.body).toContain('database-loss on clinic-shop: DUE');
  });

  it('Tell the outside: asked for by its secret address alone; said when none is set; red when it fails', async () => {
    const beat = (heartbeat: string) =>
      runStep("nightly.yml/nightly/Tell the outside that tonight's checks passed", { cwd: folder, values: { ...site, HEARTBEAT: heartbeat } });
    expect((await beat(`${origin}/beat/secret`)).code).toBe(0);
    expect(asked.map(({ path }) => path)).toEqual(['/beat/secret']);
    expect(await beat('')).toMatchObject({ code: 0, stdout: expect.stringContaining('No heartbeat is set') as string });
    expect((await beat(`${origin}/down`)).code).not.toBe(0);
  });
});

describe('the steps of release.yml', { timeout: 60_000 }, () => {
  it("Is the tag the package's version?: only with its section of the changelog", async () => {
    const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
    const check = (tag: string) => runStep("release.yml/package/Is the tag the package's version?", { cwd: folder, env: { GITHUB_REF_NAME: tag } });
    expect(await check('v9.9.9')).toMatchObject({ code: 1, stderr: expect.stringContaining(`is not v${version}`) as string });
    const released = readFileSync(join(home, 'CHANGELOG.md'), 'utf8').includes(`\n## [${version}]`);
    expect((await check(`v${version}`)).code).toBe(released ? 0 : 1);
    rmSync(join(folder, 'CHANGELOG.md'));
    writeFileSync(join(folder, 'CHANGELOG.md'), `## [${version}] - 2026-12-01\n`);
    expect((await check(`v${version}`)).code).toBe(0);
  });
});

it('runs every step of its list', () => expect(stepsRun()).toEqual([...quickSteps].toSorted()));
