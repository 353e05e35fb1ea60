import { resolve } from 'node:path';
import { drillMark, failedDrillText, failedDrillTitle } from '../documents/failed-drill.ts';
import { DrillError, exitCodes, type ExitCode } from '../model/errors.ts';
import type { DrillResult } from '../model/result.ts';
import type { CommandPorts, Io } from './io.ts';
import { readRuns } from './past-runs.ts';

export interface IssuesFlags {
  readonly reports: string;
  /** On issues that Muster opens and looks for. */
  readonly label: string;
}

interface Issue {
  readonly number: number;
  readonly body: string | null;
}

/**
 * `muster issues`: one issue for each drill whose last run did not pass, with why and the corrective action; an open one is
 * updated instead. On GitHub, from inside a job: repository, token and address come from the environment. A drill that
 * passes closes nothing: a person does, who has seen why. Exit 0 when every issue stands.
 * @throws {DrillError} INVALID_FLAG without the environment, NOT_A_RUN, FORGE_REFUSED
 */
export async function issues(flags: IssuesFlags, io: Io, ports: CommandPorts): Promise<ExitCode> {
  const forge = forgeOf(ports.env, io.signal);
  const { runs } = await readRuns(resolve(io.cwd, flags.reports), { now: ports.clock.now(), signal: io.signal });
  const last = new Map(runs.map(({ result }) => [drillMark(result.drill.id, result.site.id), result]));
  const failed = [...last].filter(([, result]) => result.verdict !== 'pass');
  const open = failed.length === 0 ? [] : await forge.openIssues(flags.label);
  for (const [mark, result] of failed) {
    const known = open.find(({ body }) => body?.includes(mark) === true);
    const { number } = await forge.put(known?.number ?? null, {
      title: failedDrillTitle(result),
      body: failedDrillText(result, forge.runUrl),
      labels: [flags.label],
    });
    io.out(`#${number} ${known === undefined ? 'opened' : 'updated'}: ${words(result)}`);
  }
  if (failed.length === 0) io.err('Every drill passed: no issue is needed.');
  return exitCodes.pass;
}

function words({ drill, site, verdict }: DrillResult): string {
  return `${drill.id} on ${site.id}, ${verdict}`;
}

interface Forge {
  readonly runUrl: string | null;
  openIssues(label: string): Promise<readonly Issue[]>;
  put(number: number | null, content: { readonly title: string; readonly body: string; readonly labels: readonly string[] }): Promise<Issue>;
}

function forgeOf(env: CommandPorts['env'], signal: AbortSignal): Forge {
  const { GITHUB_TOKEN: token, GITHUB_REPOSITORY: repository, GITHUB_API_URL: api, GITHUB_SERVER_URL: server, GITHUB_RUN_ID: run } = env;
  if (token === undefined || repository === undefined || api === undefined)
    throw new DrillError('INVALID_FLAG', 'Issues are opened from inside a GitHub job: GITHUB_TOKEN, GITHUB_REPOSITORY and GITHUB_API_URL must be set.');
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${api}/repos/${repository}/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal,
    }).catch((cause: unknown) => {
      signal.throwIfAborted();
      throw new DrillError('FORGE_REFUSED', `${method} ${path}: the forge cannot be reached.`, { cause });
    });
    if (!answer.ok) throw new DrillError('FORGE_REFUSED', `${method} ${path}: the forge answered ${answer.status}.`);
    return await answer.json();
  };
  return {
    runUrl: server === undefined || run === undefined ? null : `${server}/${repository}/actions/runs/${run}`,
    openIssues: async (label) => (await call('GET', `issues?state=open&per_page=100&labels=${encodeURIComponent(label)}`)) as readonly Issue[],
    put: async (number, content) => (await call(number === null ? 'POST' : 'PATCH', number === null ? 'issues' : `issues/${number}`, content)) as Issue,
  };
}
