import { describe, expect, it } from 'vitest';
import { readRevocations } from '../../src/model/revocations.ts';

describe('a revocation journal', () => {
  it('is read line by line, in order, with whatever else a line says left out', () =>
    expect(
      readRevocations(
        '{"at":"2026-11-28T10:00:00.000Z","what":"account","login":"jo"}\n\n{"what":"role","login":"jo","role":"editor"}\n{"what":"application-password","login":"jo","uuid":"u-1"}\n{"what":"api-key","key":4}\n',
      ),
    ).toEqual({
      entries: [
        { what: 'account', login: 'jo' },
        { what: 'role', login: 'jo', role: 'editor' },
        { what: 'application-password', login: 'jo', uuid: 'u-1' },
        { what: 'api-key', key: 4 },
      ],
    }));
  it.each(['{"what":"account"}', '{"what":"api-key","key":0}', '{"what":"role","login":"jo"}', '{"what":"session","login":"jo"}', 'not json', 'null'])(
    'is refused by the line that is no entry: %s',
    (line) => expect(readRevocations(`{"what":"account","login":"jo"}\n${line}\n`)).toEqual({ badLine: 2 }),
  );
});
