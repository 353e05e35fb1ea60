import { unserialize } from 'php-serialize';

/** What PHP's `serialize` wrote; undefined when it is not readable. Objects become plain records; nothing is run. */
export function stored(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return unserialize(text, {}, { strict: false });
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The texts of a PHP array, which is a list or a mapping of numbers. */
export function textsOf(value: unknown): readonly string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
  return items.filter((item): item is string => typeof item === 'string');
}
