import type { DrillResult } from '../model/result.ts';

/** How a signer stands to people.yaml as it was when the run began. */
export interface KeyBinding {
  /** `unknown`: people.yaml does not name this person for this role. */
  readonly person: 'holder' | 'deputy' | 'unknown';
  /** `named`: it is the key that people.yaml names; `another`: it names another one; `none`: it names none. */
  readonly key: 'named' | 'another' | 'none';
}

/** Who somebody that signed as `role` and `name` with a key is to people.yaml. */
export function bindingOf({ people }: DrillResult, one: { readonly role: string; readonly name: string; readonly keyId: string }): KeyBinding {
  const person = (people.roster ?? []).find((known) => known.role === one.role && known.name === one.name);
  if (person === undefined) return { person: 'unknown', key: 'none' };
  const key = person.keyId === null ? 'none' : person.keyId === one.keyId ? 'named' : 'another';
  return { person: person.as, key };
}

/** Why a signature cannot be the person's; null when nothing speaks against it. */
export function bindingProblem({ key }: KeyBinding): string | null {
  return key === 'another' ? 'people.yaml names another key for this person' : null;
}

/** What to say of a key. */
export function bindingWords({ key }: KeyBinding): string {
  return { named: 'the key that people.yaml names', another: 'NOT the key that people.yaml names', none: 'people.yaml names no key for this person' }[key];
}

/** Everybody whom people.yaml names with this key. */
export function knownNames({ people }: DrillResult, keyId: string | null): readonly string[] {
  return keyId === null ? [] : (people.roster ?? []).filter((known) => known.keyId === keyId).map((known) => known.name);
}
