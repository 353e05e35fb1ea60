import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { newCheckout } from './checkout.ts';
import { runnerSteps } from './executed.ts';
import { runStep, stepsRun, type Ran } from './steps.ts';

const here = newCheckout();
const checkout = here.cwd;
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

const labelled = (kind: 'ps' | 'volume' | 'network', run: string): string =>
  execFileSync('docker', kind === 'ps' ? ['ps', '-aq', '--filter', `label=muster.run=${run}`] : [kind, 'ls', '-q', '--filter', `label=muster.run=${run}`], {
    encoding: 'utf8',
  }).trim();

function journalIn(out: string): string | null {
  const found = existsSync(out)
    ? readdirSync(out, { recursive: true })
        .map(String)
        .find((name) => name.endsWith('journal.ndjson'))
    : undefined;
  return found === undefined ? null : join(out, found);
}

describe('a job on a runner', { timeout: 900_000 }, () => {
  it('installs Muster, without what only its development needs', async () => {
    expect(await runStep('action.yml/Install Muster', here)).toMatchObject({ code: 0 });
    expect([existsSync(join(checkout, 'node_modules/dockerode')), existsSync(join(checkout, 'node_modules/vitest'))]).toEqual([true, false]);
  });

  it('prepares the engine', async () => {
    expect(await runStep('action.yml/Prepare the engine', here)).toMatchObject({ code: 0 });
  });

  it.for([
    ['it is cancelled: INT, 7.5 s, TERM, 2.5 s, KILL', 'cancelled', cancelled],
    ['its machine ends it at once: KILL alone', 'killed', killed],
  ] as const)('leaves evidence and no containers when %s', async ([, out, end], { annotate }) => {
    const ended = new AbortController();
    let kill: (signal: NodeJS.Signals) => void = () => undefined;
    const running = runStep('action.yml/Run the drill', {
      ...here,
      values: { DRILL: 'drills/database-loss.yaml', SITE: '', BACKUP: '', OUT: out },
      started: (give) => {
        kill = give;
      },
    }).finally(() => ended.abort());
    await onceBroken(join(checkout, out), ended.signal);
    const sent = await end((signal) => kill(signal), ended.signal);
    const ran: Ran = await running;
    await annotate(`sent ${sent.join(', ')}; exit code ${ran.code ?? 'none, it was killed'}`);
    expect(ran.code).not.toBe(0);
    const journal = journalIn(join(checkout, out)) ?? '';
    const run = (JSON.parse(readFileSync(journal, 'utf8').split('\n')[0] ?? '') as { runId: string }).runId;
    expect(await runStep('action.yml/Remove what is left', here)).toMatchObject({ code: 0 });
    expect([labelled('ps', run), labelled('volume', run), labelled('network', run)]).toEqual(['', '', '']);
    const verdict = await runStep('action.yml/Verdict', { ...here, values: { OUT: out, ATTESTATIONS: 'later' } });
    expect(verdict.code).not.toBe(0);
    expect(verdict.output['verdict']).not.toBe('pass');
    expect(verdict.output['folder']).toBe(dirname(journal).slice(checkout.length + 1));
  });
});

it('runs every step of its list', () => expect(stepsRun()).toEqual([...runnerSteps].toSorted()));

/** Waits until the drill has broken something. */
async function onceBroken(out: string, ended: AbortSignal): Promise<void> {
  for (let seconds = 0; seconds < 400 && !ended.aborted; seconds += 1) {
    const journal = journalIn(out);
    if (journal !== null && readFileSync(journal, 'utf8').includes('"fault-injected"')) break;
    await sleep(1000);
  }
  if (ended.aborted) throw new Error('the drill ended before it could be cancelled');
}

type Kill = (signal: NodeJS.Signals) => void;

/** What GitHub does to a cancelled step, as far as it has to. Returns the signals that were sent. */
async function cancelled(kill: Kill, ended: AbortSignal): Promise<readonly NodeJS.Signals[]> {
  const wait = (ms: number): Promise<boolean> => sleep(ms, true, { signal: ended }).catch(() => false);
  kill('SIGINT');
  if (!(await wait(7500))) return ['SIGINT'];
  kill('SIGTERM');
  if (!(await wait(2500))) return ['SIGINT', 'SIGTERM'];
  kill('SIGKILL');
  return ['SIGINT', 'SIGTERM', 'SIGKILL'];
}

async function killed(kill: Kill): Promise<readonly NodeJS.Signals[]> {
  kill('SIGKILL');
  return await Promise.resolve(['SIGKILL']);
}
