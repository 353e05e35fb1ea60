import { describe, expect, it } from 'vitest';
import { DrillError } from '../../src/model/errors.ts';
import { readSettings } from '../../src/planning/settings.ts';

describe('--set', () => {
  it('reads durations as seconds and counts as numbers; the last one of a key counts', () => {
    expect(readSettings(['objectives.rto=PT1H30M', 'data.orders=5', 'data.orders=6'])).toEqual({ 'objectives.rto': 5400, 'data.orders': 6 });
  });

  it.each([
    'objectives.rot=PT1H',
    'objectives.rto',
    'objectives.rto=15',
    'objectives.rto=PT0S',
    'data.orders=-5',
    'data.orders=0',
    'data.orders=1e3',
    'data.seed=4294967296',
    '__proto__=1',
    'toString=1',
    '=',
  ])('refuses %s', (flag) => {
    expect(() => readSettings([flag])).toThrow(DrillError);
    expect(() => readSettings([flag])).toThrow(/^--set /u);
  });
});
