import type { Instant } from './json.ts';

/** A calendar quarter in UTC, as `2026-Q4`. */
export interface Quarter {
  readonly name: string;
  readonly from: Instant;
  /** Exclusive. */
  readonly to: Instant;
}

/** The quarter of a name; null for anything else. */
export function quarterNamed(name: string): Quarter | null {
  const [, year, quarter] = /^(\d{4})-Q([1-4])$/u.exec(name) ?? [];
  if (year === undefined || quarter === undefined) return null;
  const first = (Number(quarter) - 1) * 3;
  const start = (month: number): Instant => new Date(Date.UTC(Number(year), month, 1)).toISOString();
  return { name, from: start(first), to: start(first + 3) };
}

/** The name of the quarter that an instant lies in. */
export function quarterOf(instant: Instant): string {
  return `${instant.slice(0, 4)}-Q${Math.ceil(Number(instant.slice(5, 7)) / 3)}`;
}
