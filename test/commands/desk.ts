import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import type { CommandPorts, Io } from '../../src/commands/io.ts';
import { report } from '../../src/commands/report.ts';
import { noLedger, sealRun, type ToSeal } from '../../src/commands/seal-run.ts';
import type { Seal } from '../../src/evidence/seal.ts';
import { canonicalJson } from '../../src/model/canonical.ts';
import { fold } from '../../src/model/fold.ts';
import type { JournalEvent } from '../../src/model/journal.ts';

/** Where a command is tried: a folder of its own for each test, a clock that the test sets, and what was said. */
export interface Desk {
  dir: string;
  now: string;
  readonly said: string[];
  readonly io: Io;
  readonly ports: CommandPorts;
}

/** A desk for the tests of a file: fresh before each of them, and nothing left after it. */
export function desk(name: string, now = '2026-11-23T11:00:00.000Z'): Desk {
  const said: string[] = [];
  const note = (text: string): void => void said.push(text);
  const here: Desk = {
    dir: '',
    now,
    said,
    io: {
      out: note,
      err: note,
      get cwd() {
        return here.dir;
      },
      signal: new AbortController().signal,
    },
    ports: {
      catalog,
      home: '',
      env: {},
      terminal: false,
      ask: null,
      peakMemoryMib: () => 1,
      clock: { now: () => here.now, monotonicMs: () => 0 },
      tool: { version: '0.1.0', commit: 'a1b2c3d' },
    },
  };
  beforeEach(async () => {
    here.dir = await mkdtemp(join(tmpdir(), `muster-${name}-`));
    here.now = now;
    said.length = 0;
  });
  afterEach(() => rm(here.dir, { recursive: true, force: true }));
  return here;
}

/** A run's folder with its journal alone. */
export async function writeJournal(folder: string, events: readonly JournalEvent[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'journal.ndjson'), events.map((event) => `${canonicalJson(event)}\n`).join(''));
}

/** A run's folder with two of its reports, sealed without a key. */
export async function writeSealedRun(
  { io, ports, said }: Desk,
  folder: string,
  events: readonly JournalEvent[],
  before: ToSeal['before'] = noLedger,
): Promise<Seal> {
  await writeJournal(folder, events);
  await report(folder, { format: 'json,summary' }, io, ports);
  const seal = await sealRun(folder, { result: fold(events), signer: null, before }, ports);
  said.length = 0;
  return seal;
}
