import type { PlannedPlugin } from './plan/components.ts';
import { capped } from './stack-caps.ts';

/** What a stack is, as far as production and a mirror can be compared. Null: not known, so not compared. */
export interface StackFacts {
  readonly site: { readonly urlHost: string | null; readonly tablePrefix: string; readonly orderStorage: string | null; readonly multisite?: boolean };
  readonly software: {
    readonly wordpress: string | null;
    readonly php: { readonly version: string } | null;
    readonly webServer: { readonly server: string; readonly version: string | null } | null;
    readonly database: { readonly server: string; readonly version: string };
    readonly objectCache: boolean | null;
    readonly pageCache: boolean | null;
  };
  readonly components: readonly {
    readonly kind: string;
    readonly slug: string;
    readonly version: string | null;
    readonly digest: string | null;
    readonly active: boolean;
  }[];
}

/** One thing in which mirror and production differ, and the assertions that it caps at inconclusive. */
export interface StackDifference {
  /** `php`, `plugin woocommerce`, … */
  readonly what: string;
  readonly production: string;
  readonly mirror: string;
  readonly caps: readonly string[];
}

/**
 * Where a mirror is another shop than production, each with what it caps. Pure; the order is fixed: site, software,
 * components by name. Minor releases of a server are not told apart, those of WordPress and plugins are. What either
 * side does not know is no difference: `notCompared` tells it.
 */
export function stackDifferences(
  mirror: StackFacts,
  production: StackFacts,
  plugins: readonly Pick<PlannedPlugin, 'slug' | 'role'>[],
): readonly StackDifference[] {
  const plain = factsOf(mirror, production).flatMap(({ production: there, mirror: here, ...fact }) =>
    there === null || here === null || there === here ? [] : [{ ...fact, production: there, mirror: here }],
  );
  return [...plain, ...componentDifferences(mirror, production, plugins)];
}

/** Something that could not be compared, and which side does not know it. */
export interface NotCompared {
  readonly what: string;
  readonly why: string;
}

/** What `stackDifferences` passed over because a side does not know it, in the same order. Pure. */
export function notCompared(mirror: StackFacts, production: StackFacts): readonly NotCompared[] {
  const plain = factsOf(mirror, production).flatMap((fact) => unknownIn(fact.what, [fact.production, fact.mirror], 'not known'));
  const [theirs, ours] = [active(production), active(mirror)];
  const both = [...theirs]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, there]) => {
      const here = ours.get(name);
      if (here === undefined) return [];
      const [wanted, found] = alike(there.version, here.version);
      const what = `${wanted === null || found === null ? 'version and bytes' : 'bytes'} of ${name}`;
      return unknownIn(what, [there.digest, here.digest === '' ? null : here.digest], 'not read');
    });
  const whole = [
    ...(sawFiles(production) ? [] : ['must-use plugins and drop-ins']),
    ...(production.site.multisite === true ? ["other sites of production's network"] : []),
  ];
  return [...plain, ...both, ...whole.map((what) => ({ what, why: 'production: not read' }))];
}

function unknownIn(what: string, [production, mirror]: readonly [string | null, string | null], why: string): readonly NotCompared[] {
  const sides = [...(production === null ? ['production'] : []), ...(mirror === null ? ['mirror'] : [])];
  return sides.length === 0 ? [] : [{ what, why: `${sides.join(' and ')}: ${why}` }];
}

/** By assertion, why its verdict is at best inconclusive on this mirror: the differences, in one sentence. */
export function capsOf(differences: readonly StackDifference[]): ReadonlyMap<string, string> {
  const reasons = new Map<string, string[]>();
  for (const { what, production, mirror, caps } of differences)
    for (const kind of caps) reasons.set(kind, [...(reasons.get(kind) ?? []), `${what}: production has ${production}, the mirror ${mirror}`]);
  return new Map([...reasons].map(([kind, texts]) => [kind, `${texts.join('; ')}.`]));
}

/** A fact as both sides have it; null: not known. */
interface Fact {
  readonly what: string;
  readonly production: string | null;
  readonly mirror: string | null;
  readonly caps: readonly string[];
}

function factsOf(mirror: StackFacts, production: StackFacts): readonly Fact[] {
  const fact = (what: string, [there, here]: readonly [string | null, string | null], caps: readonly string[]): Fact => ({
    what,
    production: there,
    mirror: here,
    caps,
  });
  const both = (read: (facts: StackFacts) => string | null): readonly [string | null, string | null] => [read(production), read(mirror)];
  const yes = (value: boolean | null): string | null => (value === null ? null : value ? 'one' : 'none');
  return [
    fact(
      'address',
      both(({ site }) => site.urlHost),
      ['sessions-invalid'],
    ),
    fact(
      'table prefix',
      both(({ site }) => site.tablePrefix),
      ['phi-integrity', 'roles-unchanged'],
    ),
    fact(
      'order storage',
      both(({ site }) => site.orderStorage),
      ['phi-integrity', 'references-whole', 'ids-not-reused', 'checkout-works'],
    ),
    fact(
      'web server',
      both(({ software }) => software.webServer?.server.toLowerCase() ?? null),
      ['private-pages'],
    ),
    fact(
      'php',
      both(({ software }) => (software.php === null ? null : release(software.php.version))),
      ['checkout-works', 'phi-encryption'],
    ),
    fact(
      'database',
      both(({ software: { database } }) => `${database.server} ${release(database.version)}`),
      ['phi-integrity', 'references-whole', 'ids-not-reused'],
    ),
    fact('wordpress', alike(production.software.wordpress, mirror.software.wordpress), ['roles-unchanged', 'no-unlogged-phi', 'checkout-works', 'core-files']),
    fact(
      'object cache',
      both(({ software }) => yes(software.objectCache)),
      ['caches-fresh', 'roles-unchanged', 'sessions-invalid'],
    ),
    fact(
      'page cache',
      both(({ software }) => yes(software.pageCache)),
      ['private-pages'],
    ),
  ];
}

type Facts = StackFacts['components'][number];

/** The active components, by kind and slug. */
function active({ components }: StackFacts): ReadonlyMap<string, Facts> {
  return new Map(components.filter((one) => one.active).map((one) => [`${one.kind} ${one.slug}`, one]));
}

/** Whether that side's files were read: drop-ins, and so object caches, are in files alone. */
function sawFiles({ software }: StackFacts): boolean {
  return software.objectCache !== null;
}

function componentDifferences(
  mirror: StackFacts,
  production: StackFacts,
  plugins: readonly Pick<PlannedPlugin, 'slug' | 'role'>[],
): readonly StackDifference[] {
  const [theirs, ours] = [active(production), active(mirror)];
  const names = [...new Set([...theirs.keys(), ...ours.keys()])].toSorted();
  return names.flatMap((what) => {
    const [there, here] = [theirs.get(what), ours.get(what)];
    const caps = capped(there ?? here, plugins);
    const unread = !sawFiles(production) && (here?.kind === 'must-use' || here?.kind === 'drop-in');
    if (there === undefined || here === undefined)
      return [{ what, production: there === undefined && unread ? 'not read' : told(there), mirror: told(here), caps }];
    const [wanted, found] = alike(there.version, here.version);
    if (wanted !== null && found !== null && wanted !== found) return [{ what, production: wanted, mirror: found, caps }];
    const otherBytes = there.digest !== null && here.digest !== null && here.digest !== '' && there.digest !== here.digest;
    return otherBytes
      ? [{ what, production: `${told(there)}, ${there.digest?.slice(0, 15) ?? ''}`, mirror: `the same version, ${here.digest?.slice(0, 15) ?? ''}`, caps }]
      : [];
  });
}

const told = (component: Facts | undefined): string => (component === undefined ? 'none' : (component.version ?? 'one'));

/** Two versions as they are compared: the shorter says how finely (`6.8` is any 6.8.x). Null and empty are unknown. */
function alike(one: string | null, other: string | null): readonly [string | null, string | null] {
  if (one === null || other === null || one === '' || other === '') return [one === '' ? null : one, other === '' ? null : other];
  const same = one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
  return same ? [one, one] : [one, other];
}

/** `11.8` of `11.8.3-MariaDB-0+deb13u1`: what a server's features depend on. */
function release(version: string): string {
  return /^\d+\.\d+/u.exec(version)?.[0] ?? version;
}
