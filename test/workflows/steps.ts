import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';

export const home = join(import.meta.dirname, '../..');

/** A step of a workflow or of the action that a shell runs. */
export interface ShellStep {
  /** `drills.yml/plan/List the drills`; of the action, `action.yml/Run the drill`. */
  readonly name: string;
  readonly run: string;
  /** As it stands in the file, expressions and all. */
  readonly env: Readonly<Record<string, string>>;
}

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly env?: Readonly<Record<string, string>>;
}
interface Job {
  readonly env?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
  readonly 'runs-on'?: string;
}
export interface Workflow {
  readonly defaults?: { readonly run?: { readonly shell?: string } };
  readonly jobs: Readonly<Record<string, Job>>;
}

export const workflowNames: readonly string[] = readdirSync(join(home, '.github/workflows')).toSorted();

export function workflow(name: string): Workflow {
  return parse(readFileSync(join(home, '.github/workflows', name), 'utf8')) as Workflow;
}

export function action(): { readonly runs: { readonly steps: readonly (Step & { readonly shell?: string })[] } } {
  return parse(readFileSync(join(home, 'action.yml'), 'utf8')) as ReturnType<typeof action>;
}

/** Every step that a shell runs, of all workflows and of the action. */
export function shellSteps(): readonly ShellStep[] {
  const named = (prefix: string, step: Step, env: Job['env'] = {}): readonly ShellStep[] =>
    step.run === undefined ? [] : [{ name: `${prefix}/${step.name ?? ''}`, run: step.run, env: { ...env, ...step.env } }];
  const own = workflowNames.flatMap((file) =>
    Object.entries(workflow(file).jobs).flatMap(([job, { steps = [], env }]) => steps.flatMap((step) => named(`${file}/${job}`, step, env))),
  );
  return [...action().runs.steps.flatMap((step) => named('action.yml', step)), ...own];
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What the step wrote for later ones. */
  readonly output: Readonly<Record<string, string>>;
  readonly summary: string;
}

interface ToRun {
  /** Values of the expressions in the step's `env`, by the variable's name. Every one must be given. */
  readonly values?: Readonly<Record<string, string>>;
  /** What the runner itself sets beside that. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Given the process, once it runs. */
  readonly started?: (kill: (signal: NodeJS.Signals) => void) => void;
}

const ran = new Set<string>();

/** The steps that this file's tests have run so far, sorted. */
export function stepsRun(): readonly string[] {
  return [...ran].toSorted();
}

/** Runs a step as the runner does: bash with `-e -o pipefail`, its expressions substituted, signals to the shell alone. */
export async function runStep(name: string, { values = {}, env = {}, cwd, started }: ToRun): Promise<Ran> {
  const step = shellSteps().find((one) => one.name === name);
  if (step === undefined) throw new Error(`there is no step ${name}`);
  ran.add(name);
  const files = mkdtempSync(join(tmpdir(), 'muster-step-'));
  const [script, output, summary] = ['script.sh', 'output', 'summary'].map((file) => join(files, file));
  if (script === undefined || output === undefined || summary === undefined) throw new Error('no files');
  writeFileSync(script, step.run);
  for (const file of [output, summary]) writeFileSync(file, '');
  const child = spawn('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', script], {
    cwd,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      GITHUB_ACTION_PATH: home,
      ...env,
      ...substituted(step, values),
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (text: Buffer) => (said.stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (said.stderr += text.toString()));
  started?.((signal) => void child.kill(signal));
  const code = await new Promise<number | null>((resolve) => void child.on('close', resolve));
  const lines = readFileSync(output, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const ended = {
    code,
    ...said,
    output: Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])),
    summary: readFileSync(summary, 'utf8'),
  };
  rmSync(files, { recursive: true });
  return ended;
}

function substituted(step: ShellStep, values: NonNullable<ToRun['values']>): Record<string, string> {
  const unused = Object.keys(values).filter((name) => step.env[name] === undefined);
  if (unused.length > 0) throw new Error(`${step.name} has no ${unused.join(', ')}`);
  return Object.fromEntries(
    Object.entries(step.env).map(([name, text]) => {
      if (!text.includes('${{')) return [name, text];
      const value = values[name];
      if (value === undefined) throw new Error(`${step.name}: no value for ${name} (${text})`);
      return [name, value];
    }),
  );
}
