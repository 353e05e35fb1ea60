import { appendFile, cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { DrillError } from '../../model/errors.ts';
import type { EvidenceStore } from './store.ts';

export interface GitPlace {
  /** A path, or an address that git knows; its credentials are git's own business. */
  readonly repository: string;
  readonly branch: string;
  /** Path of the ledger in the repository. */
  readonly ledger: string;
}

/** The longest that one call of git may take; a run that was interrupted still has its end to write. */
const callMs = 300_000;
/** How often somebody else's push may come in between. */
const tries = 10;

/**
 * A branch of a git repository, through the host's own `git`: each addition is a commit on top of what is there, pushed at
 * once, never forced. The repository is cloned (newest commit only) into a temporary folder when it is first needed.
 */
export function gitStore({ repository, branch, ledger }: GitPlace): EvidenceStore {
  const where = `${withoutCredentials(repository)} (branch ${branch})`;
  const clone = new Clone({ repository, branch, where });
  return {
    where,
    async readLedger() {
      const dir = await clone.newest();
      return await readFile(join(dir, ledger), 'utf8').catch(() => '');
    },
    async addToLedger(line, before) {
      const dir = await clone.newest();
      if ((await readFile(join(dir, ledger), 'utf8').catch(() => '')) !== before) return false;
      await appendFile(join(dir, ledger), line);
      return await clone.commit('ledger: add an entry');
    },
    async keep(run, name) {
      for (let attempt = 0; attempt < tries; attempt += 1) {
        const dir = await clone.newest();
        await cp(run, join(dir, name), { recursive: true, force: false, errorOnExist: false });
        if (await clone.commit(`evidence: keep ${name}`)) return;
      }
      throw new DrillError('STORE_UNAVAILABLE', `${where}: others pushed ${tries} times in between.`);
    },
    [Symbol.asyncDispose]: async () => await clone.remove(),
  };
}

/** A clone of one branch's newest commit, in a folder of its own. */
class Clone {
  readonly #repository: string;
  readonly #branch: string;
  readonly #where: string;
  #dir: string | null = null;

  constructor({ repository, branch, where }: { readonly repository: string; readonly branch: string; readonly where: string }) {
    this.#repository = repository;
    this.#branch = branch;
    this.#where = where;
  }

  /** The folder, as the branch is now; empty when the repository has no such branch yet. */
  async newest(): Promise<string> {
    const dir = (this.#dir ??= await this.#init());
    const listed = await this.#git(dir, ['ls-remote', '--heads', 'origin', `refs/heads/${this.#branch}`]);
    if (listed === '') return dir;
    await this.#git(dir, ['fetch', '--quiet', '--depth=1', 'origin', `refs/heads/${this.#branch}`]);
    await this.#git(dir, ['reset', '--quiet', '--hard', 'FETCH_HEAD']);
    await this.#git(dir, ['clean', '--quiet', '-d', '--force']);
    return dir;
  }

  /** Commits what changed and pushes it; false when another push was quicker. Nothing changed: nothing to do. */
  async commit(message: string): Promise<boolean> {
    const dir = this.#dir ?? '';
    await this.#git(dir, ['add', '--all', '--force']);
    if ((await this.#git(dir, ['status', '--porcelain'])) === '') return true;
    await this.#git(dir, ['commit', '--quiet', '--message', message]);
    const pushed = await this.#run(dir, ['push', '--quiet', '--porcelain', 'origin', `HEAD:refs/heads/${this.#branch}`]);
    if (pushed.failed && /rejected|cannot lock ref|failed to update ref/u.test(`${pushed.stdout}${pushed.stderr}`)) return false;
    if (pushed.failed) throw this.#refused('push', pushed.cause);
    return true;
  }

  async remove(): Promise<void> {
    if (this.#dir !== null) await rm(this.#dir, { recursive: true, force: true });
    this.#dir = null;
  }

  async #init(): Promise<string> {
    const dir = await mkdtemp(join(tmpdir(), 'muster-git-'));
    await this.#git(dir, ['init', '--quiet', `--initial-branch=${this.#branch}`]);
    await this.#git(dir, ['remote', 'add', 'origin', this.#repository]);
    return dir;
  }

  async #git(dir: string, args: readonly string[]): Promise<string> {
    const { failed, stdout, cause } = await this.#run(dir, args);
    if (failed) throw this.#refused(args[0] ?? '', cause);
    return stdout.trim();
  }

  /** What git says may hold an address with credentials: it is looked at, and shown nowhere. */
  #refused(verb: string, cause: unknown): DrillError {
    return new DrillError('STORE_UNAVAILABLE', `${this.#where}: git ${verb} failed.`, {
      hint: 'Try the same with git by hand: address, rights, network.',
      cause,
    });
  }

  async #run(
    dir: string,
    args: readonly string[],
  ): Promise<{ readonly failed: boolean; readonly stdout: string; readonly stderr: string; readonly cause: unknown }> {
    const { failed, stdout, stderr, code } = await execa(
      'git',
      ['-c', 'user.name=Muster', '-c', 'user.email=muster@localhost', '-c', 'commit.gpgSign=false', ...args],
      {
        cwd: dir,
        env: { GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
        timeout: callMs,
        // In a group of its own: the interrupt that ends a run must not end the writing of how it ended.
        detached: true,
        reject: false,
      },
    );
    return { failed, stdout, stderr, cause: failed ? new Error(`git ended with ${code ?? 'a failure'}`) : undefined };
  }
}

/** `https://user:secret@host/…` without what stands before the @. */
function withoutCredentials(address: string): string {
  return address.replace(/^(\w+:\/\/)[^/@]*@/u, '$1');
}
