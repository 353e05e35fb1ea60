import type { Digest, JsonObject } from '../json.ts';
import type { AccessLogPlan, KnownGap } from './access-log.ts';
import type { ComponentSource, LockedComponent, PlannedExtra, PlannedPlugin } from './components.ts';
import type { PhiMapPlan } from './phi-map.ts';

/** Where a key in escrow is: a file, the name of an environment variable, or a command that prints it. */
export type EscrowPlace = { readonly file: string } | { readonly env: string } | { readonly command: readonly string[] } | { readonly manual: true };

export interface SitePlan {
  readonly id: string;
  readonly title: string;
  readonly digest: Digest;
  readonly demo: boolean;
  /** Canonical address of the shop, without a trailing slash, e.g. `https://shop.clinic.example`. */
  readonly url: string;
  readonly tablePrefix: string;
  readonly orderStorage: 'hpos' | 'hpos-sync' | 'posts';
  readonly services: Readonly<Record<string, JsonObject>>;
  /** `debian`, or the version that one of the sources must give; the first source that has it counts. */
  readonly core: { readonly version: string; readonly sources: readonly ComponentSource[] };
  /** In dependency order: what is needed stands before what needs it. */
  readonly plugins: readonly PlannedPlugin[];
  /** What WordPress loads beside its plugins. */
  readonly extras: readonly PlannedExtra[];
  /** What `muster lock` resolved; null when the site has no lock. */
  readonly lock: readonly LockedComponent[] | null;
  /** `leavesOut`: paths of the web root that the procedure does not back up; absent when it says so of none. */
  readonly backup: { readonly procedure: string; readonly everySeconds: number; readonly takesSeconds: number; readonly leavesOut?: readonly string[] };
  /** `places`: where a run on a production backup takes each key; a synthetic mirror makes its own. */
  readonly escrow: { readonly from: string; readonly custodian: string; readonly places?: Readonly<Record<string, EscrowPlace>> };
  /** The break-glass account and the role that it has in the shop; absent where the site has none. Its password lies in escrow. */
  readonly emergency?: { readonly login: string; readonly role: string };
  readonly accessLog: AccessLogPlan;
  /** Gaps that the site declares as known in production, each with an owner and an end. */
  readonly knownGaps: readonly KnownGap[];
  readonly probes: { readonly login: JsonObject; readonly checkout: JsonObject; readonly discovery?: JsonObject };
  readonly phiMap: PhiMapPlan;
  readonly people: PeoplePlan;
}

export interface PeoplePlan {
  readonly digest: Digest;
  readonly roles: readonly { readonly id: string; readonly title: string; readonly holder: PersonPlan; readonly deputy: PersonPlan | null }[];
  readonly businessAssociates: readonly { readonly id: string; readonly name: string; readonly notifyWithinSeconds: number }[];
}

export interface PersonPlan {
  readonly name: string;
  readonly trained: string;
  /** Id of the public key that this person signs with; absent when people.yaml names none. */
  readonly keyId?: string;
}
