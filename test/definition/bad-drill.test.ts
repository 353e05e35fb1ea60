import { describe, expect, it } from 'vitest';
import { definitionWith, edit, linesOf, problemsOf, textOf } from './read-sample.ts';
import { sample } from './sample-site.ts';

const drill = sample['drills/loss.yaml'];
const withDrill = (text: string | Buffer): Readonly<Record<string, string | Buffer>> => ({ 'drills/loss.yaml': text });

describe('a sound definition', () => {
  it('has no problem', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it('may have Windows line ends and a byte order mark', () => {
    expect(problemsOf(withDrill(`\uFEFF${drill.replaceAll('\n', '\r\n')}`))).toEqual([]);
  });

  it('takes a kind without parameters as a bare name', () => {
    expect(definitionWith(edit('drills/loss.yaml', 'lose-volume: { service: db }', 'change-nothing')).faults).toEqual([{ kind: 'change-nothing', params: {} }]);
  });
});

describe('a drill with a mistake', () => {
  const cases: readonly (readonly [string, Readonly<Record<string, string | Buffer>>])[] = [
    ['an unknown top-level key', withDrill(`${drill}expekt: []\n`)],
    ['a misspelt assertion', edit('drills/loss.yaml', 'phi-integrity', 'phi-integrty')],
    ['a misspelt fault', edit('drills/loss.yaml', 'lose-volume', 'loose-volume')],
    ['a misspelt parameter', edit('drills/loss.yaml', 'service: db', 'servise: db')],
    ['a wrong value of a parameter', edit('drills/loss.yaml', 'service: db', 'service: dbb')],
    ['a kind that needs parameters as a bare name', edit('drills/loss.yaml', 'lose-volume: { service: db }', 'lose-volume')],
    ['a kind with nothing after its colon', edit('drills/loss.yaml', '- phi-integrity', '- phi-integrity:')],
    ['two kinds in one item', edit('drills/loss.yaml', 'lose-volume: { service: db }', '{ lose-volume: { service: db }, change-nothing: {} }')],
    ['a list for a kind', edit('drills/loss.yaml', '- phi-integrity', '- [phi-integrity]')],
    ['nothing for a kind', edit('drills/loss.yaml', '- phi-integrity', '-')],
    ['a wrong duration', edit('drills/loss.yaml', 'rto: PT15M', 'rto: fifteen')],
    ['a duration of months', edit('drills/loss.yaml', 'rto: PT15M', 'rto: P1M')],
    ['a duration of zero', edit('drills/loss.yaml', 'rto: PT15M', 'rto: PT0S')],
    ['a negative duration', edit('drills/loss.yaml', 'rto: PT15M', 'rto: -PT5M')],
    ['an MTD below the RTO', edit('drills/loss.yaml', 'mtd: PT4H', 'mtd: PT5M')],
    ['a missing runbook', edit('drills/loss.yaml', 'runbook: loss', 'runbook: lost')],
    ['a missing site', edit('drills/loss.yaml', 'sites/shop', 'sites/shpo')],
    ['a site outside the drills', edit('drills/loss.yaml', 'sites/shop', '../elsewhere')],
    ['a runbook outside the drills', edit('drills/loss.yaml', 'runbook: loss', 'runbook: ../../../../../etc/passwd')],
    ['a duplicate key', withDrill(`${drill}title: twice\n`)],
    ['a tab as indentation', edit('drills/loss.yaml', '  - lose-volume', '\t- lose-volume')],
    ['an expectation that is no list', edit('drills/loss.yaml', 'expect:\n  - phi-integrity\n  - checkout-works', 'expect: everything')],
    ['no expectation', edit('drills/loss.yaml', 'expect:\n  - phi-integrity\n  - checkout-works', 'expect: []')],
    ['a duplicate expectation', withDrill(`${drill}  - phi-integrity\n`)],
    ['an unclosed mapping', edit('drills/loss.yaml', 'mtd: PT4H }', 'mtd: PT4H')],
    ['an empty text', withDrill('')],
    ['a comment only', withDrill('# nothing yet\n')],
    ['a list', withDrill('- one\n- two\n')],
    ['two documents', withDrill(`${drill}---\ndrill: other\n`)],
    ['a tag', withDrill(`${drill}x: !!js/function "x"\n`)],
    ['a key that is not text', withDrill(`${drill}? [a, b]\n: 1\n`)],
    ['the key __proto__', withDrill(`${drill}__proto__: { drill: x }\n`)],
    ['a control character', withDrill(drill.replace('lost', 'lo\u0000st'))],
    ['bytes that are not UTF-8', withDrill(Buffer.concat([Buffer.from(drill.slice(0, 40)), Buffer.from([0xff, 0xfe]), Buffer.from(drill.slice(40))]))],
    ['negative orders', edit('drills/loss.yaml', 'orders: 20', 'orders: -5')],
    ['an unknown role', edit('drills/loss.yaml', 'declare: officer', 'declare: oficer')],
    ['an unknown watcher', edit('drills/loss.yaml', 'detect-by: availability', 'detect-by: availabilty')],
    ['an escape sequence in a value', edit('drills/loss.yaml', 'drill: loss', String.raw`drill: "\e[31mloss"`)],
  ];

  it.each(cases)('says where and what next: %s', (name, changes) => {
    const problems = problemsOf(changes);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(2);
    for (const problem of problems) {
      expect(problem.line).toBeGreaterThan(0);
      expect(problem.col).toBeGreaterThan(0);
      expect(`${problem.message}${problem.excerpt}${problem.hint}`).not.toMatch(/TypeError|RangeError|\n {4}at |(?!\n)\p{Cc}/u);
    }
    expect(textOf(changes)).toMatchSnapshot(name);
  });
});

describe('a text that is made to do harm', () => {
  it('does not multiply by aliases', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from('bcdefgh')
      .map((name, index) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefg'[index]}`).join(',')}]`)
      .join('\n')}\n`;
    expect(linesOf(withDrill(bomb))).toEqual(['drills/loss.yaml:3:29: more than 16 aliases, or aliases of aliases: a small text would become a large value']);
  });

  it('does not multiply by a few aliases of aliases either', () => {
    const bomb = `a: &a [x,x,x]\n${Array.from('bcdefg')
      .map((name, index) => `${name}: &${name} [*${'abcdef'[index]}, *${'abcdef'[index]}]`)
      .join('\n')}\n`;
    expect(linesOf(withDrill(bomb)).at(0)).toMatch(/^drills\/loss\.yaml:2:\d+: more than 16 aliases/u);
  });

  it.each([
    ['brackets', 'x: '.concat('['.repeat(100_000))],
    ['dashes', '- '.repeat(100_000)],
    ['question marks', '? '.repeat(100_000)],
    ['indentation', Array.from({ length: 40 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ])('does not nest without end: %s', (_, text) => {
    expect(linesOf(withDrill(text))).toHaveLength(1);
    expect(linesOf(withDrill(text)).at(0)).toMatch(/^drills\/loss\.yaml:\d+:\d+: is nested deeper than 32 levels/u);
  });

  it('is not read at all above 1 MiB', () => {
    expect(linesOf(withDrill('x'.repeat(5_000_000)))).toEqual(['drills/loss.yaml:1:1: is larger than 1 MiB, so it was not read']);
  });
});

describe('several mistakes', () => {
  it('come all at once, sorted by file and line', () => {
    const changes = {
      ...edit('drills/loss.yaml', 'phi-integrity', 'phi-integrty'),
      ...edit('drills/sites/shop/people.yaml', 'trained: 2026-09-15', 'trained: yesterday'),
      ...edit('drills/sites/shop/runbooks/loss.md', 'who: admin', 'who: admn'),
    };
    expect(linesOf(changes).map((line) => line.split(': ')[0])).toEqual([
      'drills/loss.yaml:12:5',
      'drills/sites/shop/people.yaml:3:102',
      'drills/sites/shop/runbooks/loss.md:13:6',
    ]);
  });
});
