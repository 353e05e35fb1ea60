import type { Instant } from '../../model/json.ts';

const period = /^P(?:(?<years>\d{1,3})Y)?(?:(?<months>\d{1,4})M)?(?:(?<days>\d{1,5})D)?$/u;

/** True for a period of years, months or days, longer than zero. */
export function isRetention(text: string): boolean {
  const groups = period.exec(text)?.groups;
  return groups !== undefined && Object.values(groups).some((number) => Number(number ?? 0) > 0);
}

/** The last day on which a file is kept, UTC; a day that the month does not have is its last one. */
export function retainUntil(from: Instant, retain: string): string {
  const { years = '0', months = '0', days = '0' } = period.exec(retain)?.groups ?? {};
  const start = new Date(from);
  const month = start.getUTCMonth() + Number(months) + Number(years) * 12;
  const lastDay = new Date(Date.UTC(start.getUTCFullYear(), month + 1, 0)).getUTCDate();
  return new Date(Date.UTC(start.getUTCFullYear(), month, Math.min(start.getUTCDate(), lastDay) + Number(days))).toISOString().slice(0, 10);
}
