import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { openPromise } from 'yauzl';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { binder, type BinderFlags } from '../../src/commands/binder.ts';
import type { CommandPorts, Io } from '../../src/commands/io.ts';
import { addCorrective } from '../../src/evidence/corrective.ts';
import { folderStore } from '../../src/evidence/stores/folder.ts';
import type { DrillResult } from '../../src/model/result.ts';
import { attachmentsOf, textOf } from '../fixtures/pdf.ts';

const home = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'muster-binder-'));
const ports: CommandPorts = {
  catalog,
  home,
  clock: { now: () => '2027-01-05T09:30:00.000Z', monotonicMs: () => 0 },
  env: {},
  tool: { version: 'test', commit: '' },
  terminal: false,
  ask: null,
  peakMemoryMib: () => 0,
};

async function bound(flags: Partial<BinderFlags> = {}): Promise<{ readonly out: string; readonly err: string; readonly code: number }> {
  const out: string[] = [];
  const err: string[] = [];
  const io: Io = { out: (text) => void out.push(text), err: (text) => void err.push(text), cwd: folder, signal: new AbortController().signal };
  const code = await binder(
    { period: '2026-Q4', reports: 'reports', drills: join(home, 'drills'), out: 'binders', format: 'html,pdf', maxAge: 'P92D', ...flags },
    io,
    ports,
  );
  return { out: out.join('\n'), err: err.join('\n'), code };
}

async function namesIn(zip: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const entry of (await openPromise(zip, { lazyEntries: true })).eachEntry()) names.push(entry.fileName);
  return names;
}

beforeAll(() => cpSync(join(home, 'reports', 'sample'), join(folder, 'reports', '2026-Q4', 'sample'), { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('muster binder', { timeout: 30_000 }, () => {
  it('puts a quarter together: page, print and a ZIP of both with every bundle', async () => {
    expect((await bound({ retain: 'P6Y' })).code).toBe(0);
    const listing = await namesIn(join(folder, 'binders', 'binder-2026-Q4.zip'));
    expect(listing).toEqual(
      expect.arrayContaining([
        'binder.html',
        'binder.pdf',
        'files.csv',
        'charts/rto-demo.svg',
        'runs/sample/journal.ndjson',
        'runs/sample/report.html',
        'plan/clinic-shop.html',
        'plan/clinic-shop.pdf',
      ]),
    );
    expect(listing).toEqual(listing.toSorted());
    const text = (await textOf(readFileSync(join(folder, 'binders', 'binder-2026-Q4.pdf')))).replaceAll(/\s+/gu, ' ');
    const page = readFileSync(join(folder, 'binders', 'binder-2026-Q4.html'), 'utf8');
    for (const fact of [
      'Audit binder 2026-Q4',
      'Index by citation',
      'Coverage of the known failures',
      'demo (counts for nothing)',
      'Chain of digests',
      'Contingency plan: Clinic Shop',
      'Emergency mode operation plan',
      'Retain until',
    ]) {
      expect(text).toContain(fact);
      expect(page).toContain(fact);
    }
    expect(text).not.toMatch(/ 11\d{3} Bring /u);
    expect(page).not.toMatch(/src="(?!data:)|href="https?:/u);
    expect(await attachmentsOf(readFileSync(join(folder, 'binders', 'binder-2026-Q4.pdf')))).toEqual({});
  });

  it('holds the corrective actions as they stood at the end of the quarter, and nothing of later', async () => {
    const result = JSON.parse(readFileSync(join(home, 'reports', 'sample', 'result.json'), 'utf8')) as DrillResult;
    const [finding] = result.findings;
    if (finding === undefined) throw new Error('the sample has no finding');
    const register = folderStore(join(folder, 'reports'), 'corrective.ndjson');
    await addCorrective(register, () => ({
      type: 'opened',
      at: '2026-12-01T10:00:00.000Z',
      id: 'CA-0001',
      runId: result.run.id,
      drill: result.drill.id,
      site: result.site.id,
      grade: result.evidenceGrade,
      finding: finding.id,
      severity: finding.severity,
      text: finding.text,
      controls: finding.controls,
      rootCause: '',
      action: 'Back up more often.',
      owner: 'database-administrator',
      due: '2026-12-10',
    }));
    await addCorrective(register, () => ({ type: 'progressed', at: '2027-01-02T10:00:00.000Z', id: 'CA-0001', by: 'Somebody', note: 'Of the next quarter.' }));
    await bound({ format: 'md' });
    const zip = unzipSync(readFileSync(join(folder, 'binders', 'binder-2026-Q4.zip')));
    const read = (name: string): string => Buffer.from(zip[name] ?? []).toString();
    rmSync(join(folder, 'reports', 'corrective.ndjson'));
    for (const name of ['binder.md', 'corrective.ndjson', 'actions/sample/oscal-poam.json']) {
      expect(read(name).replaceAll('\\', '')).toContain('database-administrator');
      expect(read(name)).not.toContain('Of the next quarter.');
    }
    expect(read('binder.md')).toContain('open, OVERDUE since 2026-12-10');
    expect(read('runs/sample/oscal-poam.json')).not.toContain('database-administrator');
  });

  it('gives the same bytes for the same evidence, in every time zone', async () => {
    const zone = process.env['TZ'];
    const zip = async (tz: string): Promise<Buffer> => {
      process.env['TZ'] = tz;
      await bound();
      return readFileSync(join(folder, 'binders', 'binder-2026-Q4.zip'));
    };
    const [one, two] = [await zip('Pacific/Auckland'), await zip('America/New_York')];
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
    expect(one.equals(two)).toBe(true);
  });

  it('says that a quarter without runs proves nothing', async () => {
    expect(await bound({ period: '2026-Q3', format: 'html' })).toMatchObject({ code: 2, err: 'Nothing was run in 2026-Q3: the binder proves nothing.' });
  });

  it('holds the runs of one site only, where one is named', async () => {
    const site = join(folder, 'drills', 'sites', 'other');
    cpSync(join(home, 'drills'), join(folder, 'drills'), { recursive: true });
    cpSync(join(home, 'drills', 'sites', 'clinic-shop'), site, { recursive: true });
    expect((await bound({ site: 'drills/sites/clinic-shop', format: 'md' })).err).toBe('1 run of 2026-Q4');
    const stack = readFileSync(join(site, 'stack.yaml'), 'utf8').replace('stack: clinic-shop', 'stack: other');
    writeFileSync(join(site, 'stack.yaml'), stack);
    expect((await bound({ site: 'drills/sites/other', format: 'md' })).code).toBe(2);
  });

  it('is made without the plan of a site that is not valid, or not there, and says so', async () => {
    const drills = join(folder, 'broken');
    cpSync(join(home, 'drills'), drills, { recursive: true });
    const page = async (): Promise<string> => {
      expect((await bound({ drills, format: 'md' })).code).toBe(0);
      return readFileSync(join(folder, 'binders', 'binder-2026-Q4.md'), 'utf8');
    };
    const path = join(drills, 'sites', 'clinic-shop', 'runbooks', 'database-loss.md');
    writeFileSync(path, readFileSync(path, 'utf8').replace('restore-database:', 'restore-databse:'));
    expect(await page()).toContain('It is not in this binder: its definitions are not valid');
    rmSync(join(drills, 'sites', 'clinic-shop'), { recursive: true });
    expect(await page()).toContain('It is not in this binder: there is no site clinic-shop');
  });

  it('refuses what is no quarter and no period, and reports that do not exist', async () => {
    await expect(bound({ period: '2026' })).rejects.toMatchObject({ code: 'INVALID_FLAG' });
    await expect(bound({ retain: 'six years' })).rejects.toMatchObject({ code: 'INVALID_FLAG' });
    await expect(bound({ reports: 'nowhere', out: 'none' })).rejects.toMatchObject({ code: 'NOT_A_RUN' });
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});
