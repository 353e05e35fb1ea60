import { describe, expect, it } from 'vitest';
import { edit, linesOf, problemsOf, textOf } from './read-sample.ts';

const stack = 'drills/sites/shop/stack.yaml';
const map = 'drills/sites/shop/phi-map.yaml';

describe('a value that nobody has decided yet', () => {
  it('is refused at its place, with its question, and with nothing else', () => {
    expect(textOf(edit(stack, 'every: PT1H', 'every: "TODO: how often is the shop backed up?"'))).toBe(
      [
        'drills/sites/shop/stack.yaml:13:22: decide this: how often is the shop backed up?',
        '  13 |   schedule: { every: "TODO: how often is the shop backed up?", takes: PT2M }',
        `     | ${' '.repeat(21)}${'^'.repeat(40)}`,
        '  Write the answer in the place of the whole TODO; the comment there says what it is for.',
      ].join('\n'),
    );
  });

  it.each([
    ['an enum', edit(stack, 'role: encrypts-phi', 'role: TODO')],
    ['a source', edit(stack, 'source: commerce', 'source: TODO')],
    ['a role that other files hold', edit(stack, 'custodian: officer', 'custodian: TODO')],
    ['a number', edit(stack, 'tier: 2', 'tier: TODO')],
    ['a kind that decides what else is there', edit(map, 'kind: field', 'kind: TODO')],
    ['a date', edit(map, 'expires: 2027-12-31', 'expires: TODO')],
    ['a log', edit(map, '    log: log', '    log: TODO')],
    ['a step', edit('drills/sites/shop/runbooks/loss.md', 'who: officer', 'who: TODO')],
  ])('gives one diagnostic, whatever stands there: %s', (_name, changes) => {
    expect(problemsOf(changes).map((one) => one.code)).toEqual(['undecided']);
  });

  it('is asked once when an alias repeats it', () => {
    const anchored = edit(stack, 'title: A shop', 'title: &t TODO');
    const text = String(anchored[stack]);
    expect(linesOf({ [stack]: text.replace('gateway: cheque', 'gateway: *t') })).toEqual([`${stack}:2:11: decide this: title is still TODO`]);
  });

  it('is not every text that begins like it', () => {
    expect(problemsOf(edit(stack, 'title: A shop', 'title: TODOs and lists'))).toEqual([]);
  });
});
