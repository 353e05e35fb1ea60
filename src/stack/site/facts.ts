import { DrillError } from '../../model/errors.ts';
import type { DrillAccount } from '../../model/ports/mirror.ts';

/** What a built site is known by, kept beside its snapshot: the shop's PHI key, its accounts, what to buy. */
export interface SiteFacts {
  readonly accounts: Readonly<Record<string, DrillAccount>>;
  /** phi-vault's key file, as it stands on the web server. */
  readonly vaultKeyFile: string;
  /** Key of the snapshot's encrypted tablespaces; null where they are not encrypted. */
  readonly tableKey: string | null;
  readonly productId: number;
  readonly patientOrderId: number;
  readonly rows: number;
  readonly versions: Readonly<Record<string, string>>;
}

/** The name of the facts among a snapshot's small files. */
export const factsFile = 'site.json';

export function writeFacts(facts: SiteFacts): Buffer {
  return Buffer.from(JSON.stringify(facts));
}

/** @throws {DrillError} ARTIFACT_CORRUPT when the snapshot does not hold them. */
export function readFacts(file: Buffer | undefined): SiteFacts {
  try {
    const facts = JSON.parse(file?.toString('utf8') ?? '') as Partial<SiteFacts>;
    if (facts.accounts !== undefined && facts.vaultKeyFile !== undefined && facts.versions !== undefined) return facts as SiteFacts;
  } catch {
    // told below, without what was in it
  }
  throw new DrillError('ARTIFACT_CORRUPT', 'The cached mirror lacks its own facts.', { hint: 'Remove it with `muster sweep --all` and run again.' });
}
