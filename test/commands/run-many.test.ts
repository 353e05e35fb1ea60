import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { run, type RunFlags } from '../../src/commands/run.ts';
import { home, testPorts } from '../drills/rehearse.ts';

const drills = ['database-loss', 'key-loss'].map((name) => join(home, `drills/${name}.yaml`));
const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** Runs drills where no engine is: each ends at once, with evidence and exit code 69. */
async function tried(flags: RunFlags, signal = new AbortController().signal) {
  const out = mkdtempSync(join(tmpdir(), 'muster-many-'));
  folders.push(out);
  const [said, told]: [string[], string[]] = [[], []];
  const ports = { ...testPorts(), env: { DOCKER_HOST: 'unix:///nowhere/docker.sock', HOME: out } };
  const code = await run(drills, { out, ...flags }, { out: (text) => void said.push(text), err: (text) => void told.push(text), cwd: home, signal }, ports);
  const runs = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('journal.ndjson'));
  return { code, said, told, runs, reports: runs.every((file) => existsSync(join(out, file, '../report.html'))) };
}

describe('several drills', () => {
  it.each([1, 2])(
    'end in one table, each with its evidence, and with the worst exit code (%i at a time)',
    async (jobs) => {
      const { code, said, runs, reports } = await tried({ jobs });
      expect([code, runs.length, reports]).toEqual([69, 2, true]);
      expect(said.filter((line) => line.startsWith('drill '))).toHaveLength(1);
      expect(said.filter((line) => /^(database-loss|key-loss) +INCONCLUSIVE/u.test(line))).toHaveLength(2);
      expect(said.join('\n')).toContain('2 drills: 0 passed, 0 failed, 2 open');
    },
    60_000,
  );

  it('print a line of JSON each, and nothing else, when JSON is asked for', async () => {
    const { said } = await tried({ jobs: 2, json: true });
    expect(said.map((line) => (JSON.parse(line) as { drill: { id: string } }).drill.id).toSorted()).toEqual(['database-loss', 'key-loss']);
  }, 60_000);

  it('do not begin any more after an interrupt, which is what the exit code says', async () => {
    const { code, runs, said } = await tried({ jobs: 2 }, AbortSignal.abort('SIGINT'));
    expect([code, runs]).toEqual([130, []]);
    expect(said.join('\n')).toContain('It was not begun.');
  }, 60_000);
});
