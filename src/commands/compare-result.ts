import type { DrillResult } from '../model/result.ts';

const whole = ['run', 'drill', 'site', 'verdict', 'evidenceGrade', 'objectives', 'measured', 'isolation', 'teardown', 'journal'] as const;
const parts = {
  assertions: ['kind', 'before', 'felt', 'after', 'proof', 'verdict'],
  steps: ['id', 'state', 'startedAt', 'seconds', 'attempts'],
  faults: ['kind', 'at', 'felt'],
  findings: ['id', 'severity'],
} as const;

/**
 * True when what was stored says of the run what `expected` says: verdict, figures, readings, steps, faults, findings.
 * Another version of Muster may word a report otherwise and add fields; these it leaves alone. Sentences are not looked at.
 */
export function sameFacts(stored: unknown, expected: DrillResult): boolean {
  if (!isRecord(stored)) return false;
  return (
    whole.every((key) => key in stored && isWithin(stored[key], expected[key])) &&
    Object.entries(parts).every(([key, fields]) => sameParts(stored[key], expected[key as keyof typeof parts], fields))
  );
}

function sameParts(stored: unknown, expected: readonly object[], fields: readonly string[]): boolean {
  if (!Array.isArray(stored) || stored.length !== expected.length) return false;
  return expected.every((one, index) => {
    const other: unknown = stored[index];
    const wanted = Object.entries(one).filter(([field]) => fields.includes(field));
    return isRecord(other) && wanted.every(([field, value]) => field in other && isWithin(other[field], value));
  });
}

/** Every value that was stored is also expected; what a later version adds is no difference. */
function isWithin(stored: unknown, expected: unknown): boolean {
  if (Array.isArray(stored))
    return Array.isArray(expected) && stored.length === expected.length && stored.every((one, index) => isWithin(one, expected[index]));
  if (isRecord(stored)) return isRecord(expected) && Object.entries(stored).every(([key, value]) => isWithin(value, expected[key]));
  return stored === expected;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
