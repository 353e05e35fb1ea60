import { isRecord } from './yaml-document.ts';

/** One value of a document and the way to it. Checks use these on data that a schema may have found wrong. */
export interface Found<T> {
  readonly value: T;
  readonly path: readonly (string | number)[];
}

/** The value at a path; undefined when there is none. */
export function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  let at = root;
  for (const key of path) at = Array.isArray(at) ? at[Number(key)] : isRecord(at) && Object.hasOwn(at, key) ? at[String(key)] : undefined;
  return at;
}

/** The text at a path; undefined when it is something else. */
export function textAt(root: unknown, ...path: readonly (string | number)[]): string | undefined {
  const value = valueAt(root, path);
  return typeof value === 'string' ? value : undefined;
}

/** The texts of a list; other items are left out. */
export function textsAt(root: unknown, ...path: readonly (string | number)[]): readonly Found<string>[] {
  return itemsAt(root, path).filter((item): item is Found<string> => typeof item.value === 'string');
}

/** The mappings of a list; other items are left out. */
export function recordsAt(root: unknown, ...path: readonly (string | number)[]): readonly Found<Readonly<Record<string, unknown>>>[] {
  return itemsAt(root, path).filter((item): item is Found<Readonly<Record<string, unknown>>> => isRecord(item.value));
}

function itemsAt(root: unknown, path: readonly (string | number)[]): readonly Found<unknown>[] {
  const list = valueAt(root, path);
  return Array.isArray(list) ? list.map((value: unknown, index) => ({ value, path: [...path, index] })) : [];
}
