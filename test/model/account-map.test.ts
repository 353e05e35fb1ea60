import { describe, expect, it } from 'vitest';
import { readAccountMap } from '../../src/model/account-map.ts';

describe('the list of new account numbers', () => {
  it('gives each pair once', () =>
    expect(readAccountMap('{"old":12,"new":5012}\n\n{"old":13,"new":13}\n')).toEqual({
      pairs: new Map([
        ['12', '5012'],
        ['13', '13'],
      ]),
    }));
  it.each([
    ['no JSON', 'twelve'],
    ['a number as text', '{"old":"12","new":5012}'],
    ['a number that is none', '{"old":12,"new":0}'],
    ['an old number again', '{"old":1,"new":2}\n{"old":1,"new":3}'],
    ['a new number again', '{"old":1,"new":2}\n{"old":3,"new":2}'],
  ])('names the line that is no pair of its own: %s', (_what, text) => expect(readAccountMap(text)).toEqual({ badLine: text.split('\n').length }));
});
