import { ScratchFile } from '../engine/scratch.ts';
import type { Baseline, BaselineIntegrity } from '../model/baseline.ts';
import type { PhiMapPlan } from '../model/plan/phi-map.ts';
import type { Clock } from '../model/ports/clock.ts';
import type { Database } from '../model/ports/database.ts';
import { phiIntegrity } from '../phi/fingerprint.ts';
import { readReference, writeReference } from '../production/reference-file.ts';

export interface PrintRequest {
  readonly database: Database;
  readonly map: PhiMapPlan;
  /** The key of this baseline's file. */
  readonly key: Buffer;
  readonly clock: Clock;
  /** Where the baseline goes; its reference lies beside it. */
  readonly out: string;
  /** Every row's digest too. */
  readonly rows: boolean;
  /** An earlier baseline: cut into the same chunks, and without a reference of its own. */
  readonly like: { readonly path: string; readonly baseline: Baseline } | null;
}

/** Fingerprints in one connection and one transaction: the port's own. */
export async function printOf({ database, map, key, clock, out, rows, like }: PrintRequest): Promise<BaselineIntegrity> {
  await using scratch = new ScratchFile();
  const phi = phiIntegrity({ database, map, key, clock, scratch, connections: 1, run: null });
  const about = { id: map.id, digest: map.digest };
  if (like !== null) {
    const { tables, root } = await phi.take(await phi.adopt(readReference(like.path, like.baseline)));
    return { phiMap: about, tables, root, reference: null };
  }
  const reference = await writeReference(out, phi.produce({ rowDigests: rows }), rows);
  // Read back, so that nothing is called a baseline that a drill could not use.
  const { tables, root } = await phi.adopt(readReference(out, { integrity: { reference } }));
  return { phiMap: about, tables, root, reference };
}
