import type { Readable } from 'node:stream';
import type { Attempts } from '../attempts.ts';
import type { Json, JsonObject } from '../json.ts';
import type { SitePlan } from '../plan/site.ts';
import type { Containers } from './containers.ts';
import type { Database } from './database.ts';
import type { Http } from './http.ts';

/** Keys apart from the site: a volume that is attached for the time of one call only. */
export interface Escrow {
  put(name: string, value: Buffer): Promise<void>;
  /** @throws {DrillError} STEP_FAILED when escrow does not hold it. */
  take(name: string): Promise<Buffer>;
}

/** WordPress from the inside: the control script in the web container, over standard input and output as JSON. */
export interface WordPress {
  /** Boots WordPress with its active plugins and runs one verb of `images/web/control.php`. @throws {DrillError} COMMAND_FAILED */
  run(verb: string, input?: JsonObject): Promise<Json>;
}

/** A login that the drill made for itself on a synthetic mirror. `password` never leaves memory. */
export interface DrillAccount {
  readonly id: number;
  readonly login: string;
  readonly role: string;
  readonly password: string;
  /** For REST, empty where the role has none. */
  readonly applicationPassword: string;
}

/** A plugin's code of one version. */
export interface Release {
  readonly version: string;
  /** False: only the files that differ from the release that the stack has. */
  readonly whole: boolean;
  /** Below `./`, as a tar. */
  readonly files: () => Readable;
}

/** The running mirror of one site. */
export interface Mirror {
  readonly runId: string;
  readonly site: SitePlan;
  readonly database: Database;
  readonly containers: Containers;
  readonly escrow: Escrow;
  readonly wordpress: WordPress;
  readonly http: Http;
  /** Files of a tool out of the artifact cache, as a tar. @throws {DrillError} ARTIFACT_UNAVAILABLE */
  tool(name: 'wp-cli'): Promise<Readable>;
  /** Other releases of a plugin that this host has: WooCommerce's of the artifact cache, and those that the stack names. May be none. */
  releases(slug: string): Promise<readonly Release[]>;
  /** Empties object and page cache from outside WordPress, so that what is served next comes from the database. Does nothing without them. */
  coolCaches(): Promise<void>;
  /** What the site itself tried to reach so far; at most two seconds old. @throws {DrillError} MIRROR_UNHEALTHY when that cannot be read. */
  attempts(): Promise<Attempts>;
  /** By role: administrator, shop_manager, pharmacist, nurse, support, customer. */
  readonly accounts: Readonly<Record<string, DrillAccount>>;
  /** `woocommerce` or `order-desk`: what stands for the plan's plugin `commerce`. */
  readonly commerceSlug: string;
  /** An order that belongs to the drill account `customer`. */
  readonly patientOrderId: number;
}
