/** One line of the table: what was measured, and what it may be at most (absent: for comparison only). */
export interface Figure {
  readonly name: string;
  readonly ratio?: number;
  readonly seconds?: number;
  readonly mib?: number;
  readonly limit?: number;
}

/** A figure as a line of text: value, limit, and whether it keeps it. */
export function lineOf({ name, ratio, seconds, mib, limit }: Figure): string {
  const unit = ratio === undefined ? (seconds === undefined ? ' MiB' : ' s') : ' x';
  const value = ratio ?? seconds ?? mib ?? Number.NaN;
  const verdict = limit === undefined ? '' : value <= limit ? 'ok' : 'over';
  return [name.padEnd(78), `${shown(value)}${unit}`.padStart(12), limit === undefined ? ''.padStart(14) : `of ${limit}${unit}`.padStart(14), verdict]
    .join(' ')
    .trimEnd();
}

function shown(value: number): string {
  return value < 10 ? value.toFixed(3) : value.toFixed(1);
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export const secondsSince = (began: number): number => (performance.now() - began) / 1000;

export const inMillions = (count: number): string => `${String(count / 1e6)} M`;
