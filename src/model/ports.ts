import type { Readable } from 'node:stream';
import type { AccessLog } from './access-log.ts';
import type { BackupInspection } from './backup-inspection.ts';
import type { Attempts } from './attempts.ts';
import type { Digest, Instant, Json, JsonObject } from './json.ts';
import type { RecordFact } from './journal.ts';
import type { PhiIntegrity } from './phi-integrity.ts';
import type { DrillPlan, SitePlan } from './plan.ts';
import type { ServiceName, SiteService } from './reading.ts';
import type { WebRootPart } from './web-root.ts';

/** Wall instants and a monotonic side that never goes back. Durations come from `monotonicMs` only. */
export interface Clock {
  now(): Instant;
  monotonicMs(): number;
}

/** A row as the database gives it: big numbers, decimals and dates as strings, binary as Buffer. */
export type Row = { readonly [column: string]: string | number | Buffer | null };

/** One connection. Statements are parameterised; identifiers come from checked definitions only. */
export interface Sql {
  /** @throws {DrillError} DATABASE_ERROR (never with row content), UNREACHABLE when the server is gone. */
  query(sql: string, values?: readonly SqlValue[]): Promise<readonly Row[]>;
  /** Runs a statement; returns the affected rows. Same errors as `query`. */
  execute(sql: string, values?: readonly SqlValue[]): Promise<number>;
}
export type SqlValue = string | number | bigint | Buffer | null;

/** The mirror's database through Muster's own account; reconnects after the server was replaced. */
export interface Database extends Sql {
  /** Table prefix of the site, e.g. `wp_`. */
  readonly prefix: string;
  /** A connection of the caller's own (for watchers and parallel work). */
  connect(): Promise<Sql & AsyncDisposable>;
}

export interface Execution {
  readonly code: number;
  readonly stdout: Buffer;
  /** At most the last 64 KiB. */
  readonly stderr: string;
}

export interface ExecOptions {
  readonly stdin?: Buffer | string | Readable;
  readonly user?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Default 60,000. */
  readonly timeoutMs?: number;
  /** Of standard output taken as a whole; default 64 MiB. A stream has no such limit. */
  readonly maxBytes?: number;
  readonly workingDirectory?: string;
}

/** The containers and volumes of one mirror. Cannot name anything outside it. */
export interface Containers {
  /**
   * Runs an argument list in a service; a non-zero exit is a value.
   * @throws {DrillError} UNREACHABLE when the service's container is not running, PROBE_TIMEOUT after `timeoutMs`,
   *   COMMAND_FAILED when it says more than `maxBytes`.
   */
  exec(service: ServiceName, argv: readonly string[], options?: ExecOptions): Promise<Execution>;
  /** The same, with standard output as a stream; `ended` gives exit code and standard error. */
  execStream(service: ServiceName, argv: readonly string[], options?: ExecOptions): Promise<{ readonly stdout: Readable; readonly ended: Promise<Execution> }>;
  /** Removes a service's container and the volumes that are its own. Idempotent. Returns what was removed. */
  remove(service: SiteService): Promise<readonly string[]>;
  /** A new container with new, empty volumes; resolves when the server accepts connections. */
  provision(service: SiteService): Promise<void>;
  start(service: SiteService): Promise<void>;
  stop(service: SiteService): Promise<void>;
  /**
   * Runs an argument list on the volumes of a stopped service, the backups readable beside them: a container of its own
   * from the service's image, without a network, removed when it ended. A non-zero exit is a value; standard error is not kept.
   * @throws {DrillError} PROBE_TIMEOUT after `timeoutMs`.
   */
  offline(service: 'db', argv: readonly string[], options: { readonly stdin: Buffer; readonly timeoutMs: number }): Promise<Execution>;
  /** SIGKILL to the service's first process. */
  kill(service: SiteService): Promise<void>;
  /** Takes a service off the mirror's network; its name goes on leading to where it was. Idempotent. Muster's way in stays. */
  disconnect(service: SiteService): Promise<void>;
  /** Puts it back, under its name and perhaps a new address; resolves when it accepts connections. Idempotent. */
  reconnect(service: SiteService): Promise<void>;
  /** True when the service is on the mirror's network. */
  connected(service: SiteService): Promise<boolean>;
  /** True when the container exists and runs. */
  running(service: ServiceName): Promise<boolean>;
  /** True when the container and its volumes exist. */
  exists(service: SiteService): Promise<boolean>;
  /**
   * What a service's own processes said on standard output and error since its container was made, the last MiB of it. May
   * hold PHI: for looking into, never for a log or report. @throws {DrillError} UNREACHABLE without a container.
   */
  output(service: ServiceName): Promise<Buffer>;
}

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

export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path and query, from `/`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: Json;
  readonly form?: Readonly<Record<string, string>>;
  /** Default 10,000. */
  readonly timeoutMs?: number;
}
export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly ms: number;
}
/** A browser's worth of state: cookies, one connection pool. Never follows a redirect. */
export interface HttpSession extends AsyncDisposable {
  /** @throws {DrillError} UNREACHABLE when refused or timed out, COMMAND_FAILED when the answer is larger than 16 MiB. A 5xx is a reply. */
  request(request: HttpRequest): Promise<HttpReply>;
  /** The cookies that a browser would send to `path` (default `/`) as `name=value; …`, for a replay. */
  cookies(path?: string): string;
}
export interface Http {
  /** `cookies` are in it from the start, as a server would set them: `name=value; Path=/`. */
  session(cookies?: readonly string[]): HttpSession;
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

/** The running mirror of one site. */
/** A plugin's code of one version. */
export interface Release {
  readonly version: string;
  /** False: only the files that differ from the release that the stack has. */
  readonly whole: boolean;
  /** Below `./`, as a tar. */
  readonly files: () => Readable;
}

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

/** An order that Muster placed itself, kept outside the mirror. */
export interface CanaryOrder {
  readonly id: number;
  readonly placedAt: Instant;
  readonly by: 'backup' | 'canary-orders' | 'availability' | 'checkout-works';
  /** What was typed at the checkout; compared inside the process, never written. */
  readonly values: Readonly<Record<string, string>>;
}
/** How one press of the button ended, with one guest's cart. */
export interface CheckoutAttempt {
  /** The token in the billing address: the same for every attempt with this cart. */
  readonly unit: string;
  readonly by: CanaryOrder['by'];
  /** When the answer came, or was given up. */
  readonly at: Instant;
  /** `answered`: with an order number. `refused`: with anything else, or before it was asked for. `unanswered`: asked for, and nothing came back. */
  readonly outcome: 'answered' | 'refused' | 'unanswered';
  /** Null unless answered. */
  readonly orderId: number | null;
}
export interface CanaryLedger {
  /** Those that were answered with an order number. */
  readonly orders: readonly CanaryOrder[];
  readonly attempts: readonly CheckoutAttempt[];
  add(order: CanaryOrder): void;
  tried(attempt: CheckoutAttempt): void;
}

/** What came of one attempt to buy; `text` never quotes what was typed. */
export interface Placed {
  readonly status: number;
  /** Null when the shop refused. */
  readonly order: CanaryOrder | null;
  readonly text: string;
}

/** One guest with one cart and one filled-in form. Until it is used nothing is asked of the shop. */
export interface GuestCart extends AsyncDisposable {
  /**
   * Fills the cart if that was not done yet, and checks out; called again it presses the button again, with the same
   * cart. Every call is in the ledger. @throws {DrillError} UNREACHABLE when nothing came back.
   */
  checkOut(): Promise<Placed>;
}

/** What a visitor, a patient or a pharmacist does in the shop, over HTTPS. */
export interface Shop {
  /** Places one order as a guest, by the Store API or the classic form as the stack says; adds it to the ledger. */
  placeOrder(by: CanaryOrder['by']): Promise<Placed>;
  /** The same guest for more than one attempt. */
  openCart(by: CanaryOrder['by']): GuestCart;
  /** A fresh session, logged in through wp-login.php or minted inside WordPress as the stack says; null when it was refused. */
  login(account: DrillAccount): Promise<HttpSession | null>;
  /** Status of the product search, and whether the known product was found. */
  searchProduct(): Promise<{ readonly status: number; readonly found: boolean }>;
  /** Reads one order through REST with an application password; as nobody when `account` is null. */
  readOrder(account: DrillAccount | null, orderId: number, requestId: string): Promise<HttpReply>;
  /** Reads a page of the orders' list through REST. */
  readOrderPage(account: DrillAccount | null, page: { readonly page: number; readonly size: number }, requestId: string): Promise<HttpReply>;
  /** Reads one order on the My account page. */
  readOwnOrder(session: HttpSession, orderId: number, requestId: string): Promise<HttpReply>;
}

/** One backup set that the site's documented procedure made. */
export interface BackupSet {
  readonly name: string;
  /** When its procedure began; null where nothing says so. */
  readonly takenAt: Instant | null;
  readonly newestRecordAt: Instant;
  readonly bytes: number;
  readonly digest: Digest;
  readonly encryption: { readonly kind: string; readonly keyId: string };
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly digest: Digest }[];
  /** Made before any damage, as far as this run knows. */
  readonly clean: boolean;
}
/** The site's backup procedure, both ways. */
export interface Backups {
  /** Newest last. */
  readonly sets: readonly BackupSet[];
  /** Makes a set by the site's own procedure. `clean: false` where damage was done before it: the set holds that damage. */
  take(options?: { readonly clean: boolean }): Promise<BackupSet>;
  /** @throws {DrillError} RESTORE_REFUSED when the key does not open it or the dump is cut. */
  restoreDatabase(set: BackupSet): Promise<{ readonly bytes: number }>;
  /**
   * Reads a set from its first to its last byte, as it lies, and judges it by the rules of `muster backup verify`, with
   * the keys that escrow holds. Absent where the sets were given.
   */
  inspect?(set: BackupSet): Promise<BackupInspection>;
  /**
   * Takes a set's files, as they lie now, for what the procedure has made: one that went wrong. Not clean any more.
   * Absent where the sets were given.
   */
  spoil?(set: BackupSet): Promise<BackupSet>;
  /**
   * Loads single tables (named without prefix) out of a set into a database of their own beside the shop's, which goes
   * when it is disposed of; named with prefix there. Needs the backup identity in place. Absent where no way is known.
   * @throws {DrillError} RESTORE_REFUSED when the key does not open it, the dump is cut or lacks one of the tables.
   */
  openTables?(set: BackupSet, tables: readonly string[]): Promise<AsyncDisposable & { readonly schema: string }>;
  /**
   * Puts parts of the web root back, each as a whole: what stood in its place goes away, so that nothing foreign stays.
   * Nothing is touched before the whole archive opened. `absent` names the parts that the set does not hold; what stands
   * in their place is left alone.
   * @throws {DrillError} RESTORE_REFUSED when the key does not open it, it is cut or changed, or it holds no WordPress.
   */
  restoreFiles(set: BackupSet, parts: readonly WebRootPart[]): Promise<{ readonly bytes: number; readonly absent: readonly WebRootPart[] }>;
  /**
   * Puts back what the drill itself needs and no given set holds: its own accounts, product and order. Called once the
   * import was fingerprinted, before the shop may read it. Absent where the sets hold them.
   */
  reinstate?(): Promise<void>;
}

/** When a step was under way, on the clock's monotonic side; `endedMs` is null until its last attempt so far ended. */
export interface StepTime {
  readonly startedMs: number;
  readonly endedMs: number | null;
}
/** Where the run stands, on the clock's monotonic side; null until it comes. */
export interface Timeline {
  /** The first fault began. */
  readonly faultMs: number | null;
  /**
   * From here on what happens is the restore's own doing: the first step began or, if that is one that closes the shop,
   * it ended. Between the fault and this lies what the incident itself exposed.
   */
  readonly containedMs: number | null;
  /** By id; steps that did not begin are not in it. */
  readonly steps: ReadonlyMap<string, StepTime>;
}

/** What every fault, step, assertion and watcher is given. */
export interface RunContext {
  readonly plan: DrillPlan;
  readonly mirror: Mirror;
  readonly shop: Shop;
  readonly phi: PhiIntegrity;
  readonly backups: Backups;
  readonly ledger: CanaryLedger;
  readonly accessLog: AccessLog;
  readonly clock: Clock;
  readonly record: RecordFact;
  readonly timeline: Timeline;
  readonly signal: AbortSignal;
}
