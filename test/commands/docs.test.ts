import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { docs, type DocsFlags } from '../../src/commands/docs.ts';
import type { CommandPorts, Io } from '../../src/commands/io.ts';
import { samplePlanDigests } from './plan-digests.ts';
import { textOf } from '../fixtures/pdf.ts';

const home = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'muster-docs-'));
const site = 'drills/sites/clinic-shop';
const ports: CommandPorts = {
  catalog,
  home,
  clock: { now: () => '2026-11-24T09:30:00.000Z', monotonicMs: () => 0 },
  env: { MUSTER_CACHE_DIR: join(folder, 'cache') },
  tool: { version: 'test', commit: '' },
  terminal: false,
  ask: null,
  peakMemoryMib: () => 0,
};

async function written(flags: Partial<DocsFlags> = {}): Promise<{ readonly err: string; readonly out: string; readonly code: number }> {
  const out: string[] = [];
  const err: string[] = [];
  const io: Io = { out: (text) => void out.push(text), err: (text) => void err.push(text), cwd: folder, signal: new AbortController().signal };
  const code = await docs({ site, out: 'plan', format: 'md', maxAge: 'P92D', ...flags }, io, ports);
  return { out: out.join('\n'), err: err.join('\n'), code };
}

const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const edit = (file: string, by: (text: string) => string): void => {
  const before = read(file);
  const after = by(before);
  if (after === before) throw new Error(`the change of ${file} changes nothing`);
  writeFileSync(join(folder, file), after);
};

beforeAll(() => {
  for (const name of ['drills', 'older']) {
    cpSync(join(home, 'drills'), join(folder, name), { recursive: true });
    // One drill is enough, and every further one is read for each test.
    for (const file of readdirSync(join(folder, name))) if (file.endsWith('.yaml') && file !== 'database-loss.yaml') rmSync(join(folder, name, file));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('muster docs', { timeout: 30_000 }, () => {
  it('says the same in Markdown, HTML and PDF', async () => {
    expect((await written({ format: 'pdf,html,md' })).out.split('\n').map((path) => path.slice(folder.length))).toEqual([
      '/plan/contingency-plan.md',
      '/plan/contingency-plan.html',
      '/plan/contingency-plan.pdf',
    ]);
    const pdf = (await textOf(readFileSync(join(folder, 'plan/contingency-plan.pdf')))).replaceAll(/\s+/gu, ' ');
    const facts = [
      'Data backup plan',
      'Disaster recovery plan',
      'Emergency mode operation plan',
      'Testing and revision procedure',
      'Criticality analysis',
      'PHI inventory',
      'Plugin matrix',
      'Role recovery order',
      'Contacts',
      'every 45 min',
      'dba@clinic.example',
      'fields _rx_* encrypted by',
      'Bring back the access log since the dump',
      'Demo Hosting Ltd.',
    ];
    for (const fact of facts) {
      expect(read('plan/contingency-plan.html')).toContain(fact);
      expect(read('plan/contingency-plan.md').replaceAll('\\', '')).toContain(fact);
      expect(pdf).toContain(fact);
    }
  });

  it('leaves out what cannot happen to the site, and says why', async () => {
    cpSync(join(home, 'drills', 'stale-cache.yaml'), join(folder, 'drills', 'stale-cache.yaml'));
    expect((await written()).code).toBe(0);
    rmSync(join(folder, 'drills', 'stale-cache.yaml'));
    expect(read('plan/contingency-plan.md').replaceAll('\\', '')).toMatch(/- .*: this cannot happen to clinic-shop: it has no Redis/u);
  });

  it('gives the same bytes for the same files', async () => {
    const bytes = async (): Promise<readonly Buffer[]> => {
      await written({ format: 'md,html,pdf' });
      return ['md', 'html', 'pdf'].map((end) => readFileSync(join(folder, `plan/contingency-plan.${end}`)));
    };
    const [one, two] = [await bytes(), await bytes()];
    expect(one.map((file, index) => file.equals(two[index] ?? Buffer.of()))).toEqual([true, true, true]);
  });

  it('names the digests that a run of the drills names', async () => {
    await written();
    for (const digest of samplePlanDigests(folder, ports)) expect(read('plan/contingency-plan.md')).toContain(digest);
  });

  it('shows what differs from another version, and says when nothing does', async () => {
    await written({ against: 'older/sites/clinic-shop' });
    expect(read('plan/contingency-plan.md')).toContain('Nothing: both versions say the same.');
    edit('drills/sites/clinic-shop/stack.yaml', (text) => text.replace('every: PT45M', 'every: PT2H'));
    const { err } = await written({ against: 'older/sites/clinic-shop' });
    expect(read('plan/contingency-plan.md')).toContain('-| How often | every 45 min |\n+| How often | every 2 h |');
    expect(err).toContain(', against sha256:');
  });

  it('refuses a site that is not valid, a format that there is not, and writes nothing then', async () => {
    await expect(written({ format: 'docx', out: 'none' })).rejects.toMatchObject({ code: 'INVALID_FLAG' });
    edit('drills/sites/clinic-shop/people.yaml', (text) => text.replace('id: privacy-officer', 'id: somebody'));
    await expect(written({ out: 'none' })).rejects.toMatchObject({ code: 'INVALID_DEFINITION' });
    expect(() => read('none/contingency-plan.md')).toThrow('ENOENT');
  });
});
