import { mkdir, open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '../model/canonical.ts';
import { firstPrev, linkEvent } from '../model/chain.ts';
import { DrillError } from '../model/errors.ts';
import type { JournalEvent, RecordFact } from '../model/journal.ts';
import type { JournalFact } from '../model/journal-fact.ts';
import type { Clock } from '../model/ports/clock.ts';

export const journalName = 'journal.ndjson';

/** The record of one run, open for writing. */
export interface Journal extends AsyncDisposable {
  /** Resolves when the fact's line is written and fsynced; callers may overlap, their lines never do. */
  readonly record: RecordFact;
  /** Every fact that `record` was called with, the oldest first; on disk once its own promise resolved. */
  readonly events: readonly JournalEvent[];
  readonly path: string;
  /** Waits for what is under way and closes the file. Idempotent. */
  close(): Promise<void>;
}

interface Waiting {
  readonly event: JournalEvent;
  readonly settled: PromiseWithResolvers<JournalEvent>;
}

/**
 * Starts the journal of a run in `dir` (made when missing). Order, instants and hashes are fixed when `record` is
 * called; lines that wait together share one write and one fsync. After a failed write every later `record` fails.
 * It does not lock the folder: a run's folder is its own.
 * @throws {DrillError} WRITE_FAILED when the folder has a journal already, or cannot be written.
 */
export async function openJournal(dir: string, clock: Clock): Promise<Journal> {
  const path = join(dir, journalName);
  const handle = await create(dir, path);
  const startMs = clock.monotonicMs();
  const events: JournalEvent[] = [];
  const queue: Waiting[] = [];
  let draining: Promise<void> | null = null;
  let failure: DrillError | null = null;
  let closed = false;

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0);
      try {
        if (failure !== null) throw failure;
        await append(handle, path, batch);
        for (const { event, settled } of batch) settled.resolve(event);
      } catch (error) {
        failure ??= error instanceof DrillError ? error : writeFailed(path, error);
        for (const { settled } of batch) settled.reject(failure);
      }
    }
    draining = null;
  }

  const record = (fact: JournalFact): Promise<JournalEvent> => {
    if (failure !== null) return Promise.reject(failure);
    if (closed) return Promise.reject(new DrillError('BUG', `${path}: ${fact.type} was recorded after the journal was closed`));
    const last = events.at(-1);
    const ms = Math.round((clock.monotonicMs() - startMs) * 1000) / 1000;
    const event = linkEvent(fact, { seq: events.length, at: clock.now(), ms, prev: last?.hash ?? firstPrev });
    const waiting = { event, settled: Promise.withResolvers<JournalEvent>() };
    events.push(event);
    queue.push(waiting);
    draining ??= drain();
    return waiting.settled.promise;
  };

  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await draining;
    await handle.close();
  };
  return { record, events, path, close, [Symbol.asyncDispose]: close };
}

async function create(dir: string, path: string): Promise<FileHandle> {
  try {
    await mkdir(dir, { recursive: true });
    const handle = await open(path, 'ax', 0o644);
    const folder = await open(dir, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
    return handle;
  } catch (error) {
    throw writeFailed(path, error);
  }
}

async function append(handle: FileHandle, path: string, batch: readonly Waiting[]): Promise<void> {
  try {
    await handle.appendFile(batch.map(({ event }) => `${canonicalJson(event)}\n`).join(''));
    await handle.datasync();
  } catch (error) {
    throw writeFailed(path, error);
  }
}

function writeFailed(path: string, cause: unknown): DrillError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
  return new DrillError('WRITE_FAILED', `${path}: the journal could not be written (${code})`, { cause });
}
