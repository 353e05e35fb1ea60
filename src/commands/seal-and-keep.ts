import { appendAnchor } from '../evidence/anchor.ts';
import type { Seal } from '../evidence/seal.ts';
import type { EvidenceStore } from '../evidence/stores/store.ts';
import { stampSeal } from '../evidence/timestamp.ts';
import { DrillError } from '../model/errors.ts';
import { ledgerEnd, nameInStore } from './evidence-ledger.ts';
import type { CommandPorts, Io } from './io.ts';
import { sealRun, type ToSeal } from './seal-run.ts';

interface Kept {
  readonly dir: string;
  /** Folder of all reports. */
  readonly out: string;
  readonly store: EvidenceStore;
  readonly withheld: boolean;
  readonly timestamp?: string | undefined;
  readonly anchorTo?: string | undefined;
}

/**
 * The end of a run: its folder is sealed, its end stands in the ledger, its bundle in the store. Returns the seal; null
 * when any of it could not be done, which the terminal then says: the run itself, and its verdict, stand as they are.
 */
export async function sealAndKeep({ dir, out, store, withheld, timestamp, anchorTo }: Kept, toSeal: ToSeal, io: Io, ports: CommandPorts): Promise<Seal | null> {
  const sealed = await said(io, `The run is NOT sealed. Once the cause is mended: muster seal ${dir}`, () => sealRun(dir, toSeal, ports));
  const stamped = timestamp === undefined || sealed === null ? true : await said(io, 'The seal has no time stamp.', () => done(stampSeal(dir, timestamp)));
  const ended = await said(io, `The end of the run does not stand in the ledger (${store.where}).`, () =>
    ledgerEnd(store, { result: toSeal.result, sealed, withheld }, ports.clock),
  );
  const anchored =
    anchorTo === undefined || ended === null
      ? true
      : await said(io, 'The ledger is not anchored.', () => done(appendAnchor(anchorTo, { ...ended, schemaVersion: 1, at: ports.clock.now() })));
  const kept = await said(io, `The bundle is not in the evidence store (${store.where}); it is in ${dir}.`, () => done(store.keep(dir, nameInStore(out, dir))));
  return [ended, stamped, anchored, kept].includes(null) ? null : sealed;
}

async function done(work: Promise<void>): Promise<true> {
  await work;
  return true;
}

/** What `work` gives, or null after saying why not. */
async function said<T>(io: Io, otherwise: string, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DrillError)) throw error;
    io.err(`${error.message} ${error.hint}`);
    io.err(otherwise);
    return null;
  }
}
