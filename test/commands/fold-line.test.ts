import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldLine } from '../../src/commands/fold-line.ts';

describe('a line on a terminal', () => {
  it('breaks between words, and goes on two columns deeper', () =>
    expect(foldLine('  The shop was recovered by its own written runbook, all of it.', 40)).toEqual([
      '  The shop was recovered by its own',
      '    written runbook, all of it.',
    ]));
  it('stays as it is without a terminal, or where it fits', () => {
    const line = `  ${'word '.repeat(40)}`;
    expect(foldLine(line, undefined)).toEqual([line]);
    expect(foldLine('  short  line', 80)).toEqual(['  short  line']);
  });
  it('loses no word, and is never wider than the terminal but for one long word', () =>
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,60}$/u), { minLength: 1 }), fc.integer({ min: 40, max: 100 }), (words, columns) => {
        const lines = foldLine(`  ${words.join(' ')}`, columns);
        expect(lines.join(' ').trim().split(/ +/u)).toEqual(words);
        expect(lines.every((line) => line.length <= columns || !line.trim().includes(' '))).toBe(true);
      }),
    ));
});
