import { describe, expect, it } from 'vitest';
import { sample } from './sample-site.ts';
import { definitionWith, edit, linesOf, problemsOf } from './read-sample.ts';

const stack = 'drills/sites/shop/stack.yaml';
const checkout = (text: string) => edit(stack, 'checkout: { by: store-api, gateway: cheque }', `checkout: { ${text} }`);

describe('a stack whose keys do not go together', () => {
  it.each([
    ['a page cache of nginx on Apache', edit(stack, 'server: apache,', 'server: apache, page-cache: { by: fastcgi },'), 'unsupported'],
    ['a sandbox, which is on the internet', checkout('by: store-api, gateway: sandbox'), 'unsupported'],
    ['a stub of nothing', checkout('by: store-api, gateway: stub'), 'missing-key'],
    ['a replaced gateway without a stub', checkout('by: store-api, gateway: cheque, replaces: stripe'), 'unsupported'],
    ['a denied path with a dot dot', edit(stack, 'server: apache,', 'server: apache, deny: [/wp-content/../wp-config.php],'), 'wrong-value'],
    [
      'encrypted tablespaces with a physical backup',
      { [stack]: sample[stack].replace('version: debian }', 'version: debian, encryption: tablespace }').replace('dump-age', 'mariabackup-age') },
      'unsupported',
    ],
    ['an unknown kind of field', checkout('by: store-api, gateway: cheque, fields: { in: rx, meta: _rx_*, names: { dob: date } }'), 'wrong-value'],
  ])('is refused, with its place: %s', (_what, changes, code) => {
    expect(problemsOf(changes).map((problem) => problem.code)).toEqual([code]);
    expect(linesOf(changes)[0]).toMatch(/stack\.yaml:\d+:\d+: /u);
  });
});

describe('a stack with more than the plain services', () => {
  it('carries them into the plan', () => {
    const changes = edit(
      stack,
      'db: { server: mariadb, version: debian }',
      'db: { server: mariadb, version: debian, encryption: tablespace }\n  cache: { server: redis, version: debian }',
    );
    expect(definitionWith(changes).site.services).toMatchObject({ db: { encryption: 'tablespace' }, cache: { server: 'redis' } });
  });
});
