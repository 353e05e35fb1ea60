import type { Baseline, BaselineIntegrity, BaselineSoftware } from '../model/baseline.ts';
import type { Clock } from '../model/ports/clock.ts';
import type { Database } from '../model/ports/database.ts';
import type { PhiMapPlan } from '../model/plan/phi-map.ts';
import { saltOptions } from '../model/salts.ts';
import { baselineKeyId, fileKey, keyed } from './baseline-key.ts';
import { readAccess } from './read-access.ts';
import { readIds, readNewest, readRows } from './read-ids.ts';
import { readOptions } from './read-options.ts';
import { readSoftware } from './read-software.ts';
import { readSchema } from './schema.ts';
import type { SiteFiles } from './site-files.ts';
import { saltsInForce } from './wp-config.ts';

export interface BaselineInput {
  readonly database: Database;
  /** The entity's key; what is sent to the server is made of it and of `salt`. */
  readonly key: Buffer;
  /** Of the baseline that this one is to be compared with, or a new one. */
  readonly salt: string;
  /** Tables that the database lacks must have been taken out, or refused. */
  readonly map: PhiMapPlan;
  readonly files: SiteFiles | null;
  /** Keyed fingerprints of the map's `identical` tables, made with the key that it is given. */
  readonly fingerprint: (key: Buffer) => Promise<BaselineIntegrity>;
  readonly declared: Pick<BaselineSoftware, 'php' | 'webServer'>;
  readonly tool: Baseline['tool'];
  readonly clock: Clock;
  readonly progress: (text: string) => void;
}

/**
 * Reads everything that a baseline holds. Whatever snapshot the database's connection is in is the instant of all of it.
 * Works on a restored mirror as on production, so that the two can be compared.
 * @throws {DrillError} what the database port throws.
 */
export async function takeBaseline(input: BaselineInput): Promise<Baseline> {
  const { database, key, salt, map, files, clock, progress } = input;
  const own = fileKey(key, salt);
  const takenAt = clock.now();
  const tables = await readSchema(database);
  progress('software, roles and options');
  const software = await readSoftware(database, tables, files);
  const access = await readAccess(database, own);
  const salts = saltsInForce(files?.config?.constants ?? new Map(), await readOptions(database, saltOptions));
  const ids = await readIds(database, tables);
  const newest = await readNewest(database, tables, map);
  progress('rows of every table');
  const rows = await readRows(database, tables);
  progress('fingerprints of the PHI tables');
  const integrity = await input.fingerprint(own);
  const { php, webServer } = input.declared;
  return {
    schemaVersion: 1,
    kind: 'muster-baseline',
    takenAt,
    tool: input.tool,
    key: { id: baselineKeyId(key), salt },
    site: software.site,
    software: { ...software.software, php, webServer },
    components: software.components,
    access,
    salts: Object.fromEntries([...salts].map(([name, { from, value }]) => [name, { from, digest: keyed(own, `salt ${name} ${value}`) }])),
    ids,
    newest,
    rows,
    integrity,
    notRead: [
      ...software.notRead,
      ...(php === null ? [{ what: 'PHP', why: 'the database does not know it: give --php VERSION' }] : []),
      ...(webServer === null ? [{ what: 'the web server', why: 'the database does not know it: give --web-server NAME/VERSION' }] : []),
    ],
  };
}
