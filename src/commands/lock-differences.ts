import type { LockedComponent } from '../model/plan/components.ts';

/** A component as the mirror has it. */
interface Found {
  readonly kind: string;
  readonly slug: string;
  readonly version: string;
  readonly digest: string;
}

/**
 * What the mirror is made of other than `muster lock` recorded, a sentence each; none without a lock. Says nothing of
 * what the lock has no digest of: Debian's core comes with the image, which the evidence names.
 */
export function differencesFromLock(lock: readonly LockedComponent[] | null, found: readonly Found[]): readonly string[] {
  if (lock === null) return [];
  const differing = found.flatMap(({ kind, slug, version, digest }) => {
    const locked = lock.find((one) => one.kind === kind && one.slug === slug);
    if (locked === undefined) return [`The ${kind} ${slug}: stack.lock.yaml does not know it.`];
    if (locked.digest === digest) return [];
    const told = locked.version === version ? 'other bytes than' : `${version === '' ? 'another version' : version} in place of ${locked.version} of`;
    return [`The ${kind} ${slug}: the mirror has ${told} stack.lock.yaml.`];
  });
  const missing = lock.filter((one) => one.digest !== '' && !found.some(({ kind, slug }) => one.kind === kind && one.slug === slug));
  return [...differing, ...missing.map(({ kind, slug }) => `The ${kind} ${slug} of stack.lock.yaml: the mirror does not have it.`)];
}
