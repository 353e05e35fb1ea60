import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationSeconds, durationText } from '../../src/model/duration.ts';

describe('a duration', () => {
  it.each([
    ['PT15M', 900],
    ['PT1H', 3600],
    ['P1D', 86_400],
    ['P1W', 604_800],
    ['P1DT2H3M4S', 93_784],
    ['PT0H1S', 1],
  ])('is a number of seconds: %s', (text, seconds) => {
    expect(durationSeconds(text)).toBe(seconds);
  });

  it.each(['', 'P', 'PT', 'P1M', 'P1Y', 'PT0S', '-PT5M', 'PT1.5H', 'PT5M ', 'pt5m', 'P1W1D', 'PT5', '15M', 'PT999999S'])('is not: "%s"', (text) => {
    expect(durationSeconds(text)).toBeNull();
  });

  it('is given back by its text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_600_000 }), (seconds) => {
        expect(durationSeconds(durationText(seconds))).toBe(seconds);
      }),
    );
  });
});
