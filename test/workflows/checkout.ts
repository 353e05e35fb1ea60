import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { home } from './steps.ts';

/** A checkout as a job has it: what git tracks, and nothing installed. */
export function newCheckout(): { readonly cwd: string; readonly env: Readonly<Record<string, string>> } {
  const cwd = mkdtempSync(join(tmpdir(), 'muster-runner-'));
  const files = execFileSync('git', ['-C', home, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' }).split('\0');
  for (const file of files.filter((name) => name !== '' && existsSync(join(home, name)))) {
    mkdirSync(dirname(join(cwd, file)), { recursive: true });
    cpSync(join(home, file), join(cwd, file));
  }
  return {
    cwd,
    env: {
      // The Node of these tests stands for the one that actions/setup-node puts first.
      PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
      GITHUB_ACTION_PATH: cwd,
      RUNNER_TEMP: cwd,
      // As on a runner with a warm cache: asked anew for each of five installations, a registry far away took three minutes each.
      npm_config_prefer_offline: 'true',
    },
  };
}
