/** A duration in plain words: `0.42 s`, `14.2 s`, `3 min 20 s`, `1 h`, `2 h 5 min`. */
export function durationWords(seconds: number): string {
  if (seconds < 0) return `minus ${durationWords(-seconds)}`;
  if (seconds < 9.995) return `${trim(seconds.toFixed(2))} s`;
  if (seconds < 59.95) return `${trim(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return joined(Math.floor(whole / 60), 'min', whole % 60, 's');
  const minutes = Math.round(whole / 60);
  return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

function trim(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/u, '') : digits;
}

/** How a backup is encrypted; its key where it has a name. */
export function encryptionWords({ kind, keyId }: { readonly kind: string; readonly keyId: string }): string {
  if (kind === 'none') return 'not encrypted';
  return `encrypted with ${kind}${keyId === '' ? '' : ` (key ${keyId})`}`;
}

/** `1 order`, `2 orders`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** What the declared backup schedule allows to be lost, when that is more than the objective; null when it is not. */
export function scheduleWords(declaredRpoSeconds: number, objectiveSeconds: number): string | null {
  if (declaredRpoSeconds <= objectiveSeconds) return null;
  return `The declared backup schedule allows a loss of ${durationWords(declaredRpoSeconds)}, over the objective of ${durationWords(objectiveSeconds)}.`;
}

/** The names of the service probes as a reader knows them. */
export const serviceWords: Readonly<Record<string, string>> = {
  login: 'Log in',
  search: 'Product search',
  checkout: 'Checkout',
  'patient-order': 'A patient reads their own order',
  'phi-read': 'An authorised role reads health data',
  'log-write': 'The access log takes entries',
};
