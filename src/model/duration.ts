/**
 * ISO 8601 durations with a fixed length, never zero: weeks, or days, hours, minutes and seconds. Years and months
 * are absent on purpose: their length depends on the calendar, and RTO and RPO are seconds. A day is 24 hours.
 */
export const durationPattern = '^P(?=.*[1-9])(\\d{1,5}W|(\\d{1,5}D)?(T(?=\\d)(\\d{1,5}H)?(\\d{1,5}M)?(\\d{1,5}S)?)?)$';

/** A period for retention: as above, with years and months. */
export const periodPattern = '^P(?=.*[1-9])(\\d{1,3}Y)?(\\d{1,4}M)?(\\d{1,5}W)?(\\d{1,5}D)?(T(?=\\d)(\\d{1,5}H)?(\\d{1,5}M)?(\\d{1,5}S)?)?$';

const durationExpression = new RegExp(durationPattern, 'u');
const parts = /(\d+)([WDHMS])/gu;
const secondsOf: Readonly<Record<string, number>> = { W: 604_800, D: 86_400, H: 3_600, M: 60, S: 1 };

/** Whole seconds of a duration that matches `durationPattern`; null for any other text. */
export function durationSeconds(text: string): number | null {
  if (!durationExpression.test(text)) return null;
  let seconds = 0;
  for (const [, count, unit] of text.matchAll(parts)) seconds += Number(count) * (secondsOf[unit ?? ''] ?? 0);
  return seconds;
}

/** Seconds as an ISO 8601 duration: 900 is `PT15M`. Rounded to whole seconds. */
export function durationText(seconds: number): string {
  const units = [
    [3_600, 'H'],
    [60, 'M'],
    [1, 'S'],
  ] as const;
  let rest = Math.round(seconds);
  let text = '';
  for (const [size, unit] of units) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return `PT${text === '' ? '0S' : text}`;
}
