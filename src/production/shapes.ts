/** A form that a value may have, as a regular expression that PCRE, ICU and JavaScript read alike. */
export interface Shape {
  readonly name: string;
  readonly pattern: string;
  /** How much a column full of such values speaks for PHI, 0 to 3. */
  readonly weight: number;
}

/** What values of a column are counted by, inside the database. */
export const shapes = [
  {
    name: 'date of birth',
    pattern:
      '^(19[0-9]{2}|200[0-9]|201[0-9])-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$|^(0?[1-9]|1[0-2])[/.-](0?[1-9]|[12][0-9]|3[01])[/.-](19[0-9]{2}|200[0-9]|201[0-9])$',
    weight: 3,
  },
  { name: 'e-mail', pattern: '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+[.][A-Za-z]{2,}$', weight: 3 },
  { name: 'phone', pattern: '^[+]?[(]?[0-9]{1,4}[)]?[ .-][(]?[0-9]{2,4}[)]?[ .-][0-9]{3,4}([ .-][0-9]{2,4})?$', weight: 3 },
  { name: 'social security number', pattern: '^[0-9]{3}-[0-9]{2}-[0-9]{4}$', weight: 3 },
  { name: 'ICD-10 code', pattern: '^[A-TV-Z][0-9][0-9A-B][.][0-9A-TV-Z]{1,4}$', weight: 3 },
  { name: 'NPI', pattern: '^[12][0-9]{9}$', weight: 2 },
  { name: 'IP address', pattern: '^([0-9]{1,3}[.]){3}[0-9]{1,3}$', weight: 2 },
  { name: 'ciphertext', pattern: '^[a-z0-9]{2,8}:[0-9a-f]{4,16}:[A-Za-z0-9+/=_-]{20,}$|^[A-Za-z0-9+/]{43,}={0,2}$|^def50200[0-9a-f]{40,}$', weight: 2 },
] as const satisfies readonly Shape[];

/** How many of a sample's values have each shape. */
export interface ShapeCounts {
  /** Values that are neither NULL nor empty. */
  readonly sampled: number;
  /** In the order of `shapes`. */
  readonly counts: readonly number[];
}

/** Shapes of at least a fifth of the sample, the weightiest first. */
export function shapesFound({ sampled, counts }: ShapeCounts): readonly Shape[] {
  return shapes.filter((_, index) => sampled > 0 && (counts[index] ?? 0) * 5 >= sampled).toSorted((a, b) => b.weight - a.weight);
}

const compiled = shapes.map(({ pattern }) => new RegExp(pattern, 'u'));

/** Adds one value to counts; the value is not kept. */
export function countShapes(before: ShapeCounts, value: string): ShapeCounts {
  if (value === '') return before;
  return { sampled: before.sampled + 1, counts: compiled.map((pattern, index) => (before.counts[index] ?? 0) + (pattern.test(value) ? 1 : 0)) };
}

export const noShapes: ShapeCounts = { sampled: 0, counts: shapes.map(() => 0) };
