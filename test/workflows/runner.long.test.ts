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

  it('leaves evidence and no containers when it is cancelled: INT, 7.5 s, TERM, 2.5 s, KILL', async () => {
    const out = join(checkout, 'cancelled');
    const ended = new AbortController();
    let kill: (signal: NodeJS.Signals) => void = () => undefined;
    const running = runStep('action.yml/Run the drill', {
      ...here,
      values: { DRILL: 'drills/database-loss.yaml', SITE: '', BACKUP: '', OUT: 'cancelled' },
      started: (give) => {
        kill = give;
      },
    }).finally(() => ended.abort());
    await cancelOnceBroken(out, (signal) => kill(signal), ended.signal);
    const ran: Ran = await running;
    expect(ran.code).not.toBe(0);
    const journal = journalIn(out) ?? '';
    const run = (JSON.parse(readFileSync(journal, 'utf8').split('\n')[0] ?? '') as { runId: string }).runId;
    expect(await runStep('action.yml/Remove what is left', here)).toMatchObject({ code: 0 });
    expect([labelled('ps', run), labelled('volume', run), labelled('network', run)]).toEqual(['', '', '']);
    const verdict = await runStep('action.yml/Verdict', { ...here, values: { OUT: 'cancelled', ATTESTATIONS: 'later' } });
    expect(verdict.code).not.toBe(0);
    expect(verdict.output['verdict']).not.toBe('pass');
    expect(verdict.output['folder']).toBe(dirname(journal).slice(checkout.length + 1));
  });
});

it('runs every step of its list', () => expect(stepsRun()).toEqual([...runnerSteps].toSorted()));

/** What GitHub does to a cancelled step, once the drill has broken something. */
async function cancelOnceBroken(out: string, kill: (signal: NodeJS.Signals) => void, ended: AbortSignal): Promise<void> {
  for (let seconds = 0; seconds < 400 && !ended.aborted; seconds += 1) {
    const journal = journalIn(out);
    if (journal !== null && readFileSync(journal, 'utf8').includes('"fault-injected"')) break;
    await sleep(1000);
  }
  if (ended.aborted) throw new Error('the drill ended before it could be cancelled');
  const wait = (ms: number): Promise<boolean> => sleep(ms, true, { signal: ended }).catch(() => false);
  kill('SIGINT');
  if (!(await wait(7500))) return;
  kill('SIGTERM');
  if (await wait(2500)) kill('SIGKILL');
}
