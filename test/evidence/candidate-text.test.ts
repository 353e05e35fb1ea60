import { describe, expect, it } from 'vitest';
import { candidateText } from '../../src/evidence/candidate-text.ts';

const name = 'Zoë Whitcombe';
const words = 'Zoë Whitcombe';

describe('the text that is searched for protected values', () => {
  it.each([
    ['plain', `told: ${name}.`],
    ['base64', Buffer.from(`x ${name} y`).toString('base64')],
    ['hex', Buffer.from(name).toString('hex')],
    ['url', encodeURIComponent(name)],
    ['json', JSON.stringify({ name: `a\n${name}` })],
    ['html', '&#90;o&euml; Zo&#235; Whitcombe'],
  ])('has what is written as %s', (_how, text) => {
    expect(candidateText(new Map([['f', Buffer.from(text)]])).toString('utf8')).toContain(words);
  });

  it('has each line once, however many files repeat it', () => {
    const text = candidateText(
      new Map([
        ['a', Buffer.from('same line here')],
        ['b', Buffer.from('same, line: here')],
      ]),
    ).toString('utf8');
    expect(text.split('same line here')).toHaveLength(2);
  });
});
