import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SqlScanner } from '../../src/backups/sql/scanner.ts';
import { mariadbDump, sampleTables } from './sample-shop.ts';

interface Scanned {
  readonly rows: Readonly<Record<string, number>>;
  readonly values: readonly (string | null)[];
  readonly comments: readonly string[];
  readonly closed: boolean;
}

function scan(sql: string, cuts: readonly number[] = [], column = 'customer_note'): Scanned {
  const values: (string | null)[] = [];
  const comments: string[] = [];
  const scanner = new SqlScanner({
    tapFor: (table) => (table === 'wp_wc_orders' ? { columns: [column], row: ([value]) => void values.push(value ?? null) } : null),
    comment: (line) => void comments.push(line),
  });
  const bytes = Buffer.from(sql);
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
  for (const [index, to] of places.entries()) if (index > 0) scanner.push(bytes.subarray(places[index - 1], to));
  return { closed: scanner.end(), rows: Object.fromEntries([...scanner.tables].map(([name, { rows }]) => [name, rows])), values, comments };
}

const create = 'CREATE TABLE `wp_wc_orders` (\n  `id` bigint NOT NULL,\n  `customer_note` text\n) ENGINE=InnoDB;\n';
const insert = (value: string): string => `${create}INSERT INTO \`wp_wc_orders\` VALUES (1,${value}),(2,NULL);\n`;

describe('scanning SQL', () => {
  it('says the same however the stream is cut into chunks', () => {
    const sql = mariadbDump(sampleTables());
    const whole = scan(sql);
    expect(whole).toMatchObject({ closed: true, rows: { wp_wc_orders: 3, wp_phi_access_log: 4 } });
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 40 }), (cuts) => {
        expect(scan(sql, cuts)).toEqual(whole);
      }),
    );
    expect(
      scan(
        sql,
        Array.from({ length: sql.length }, (_, at) => at),
      ),
    ).toEqual(whole);
  });
  it('reads back any value that mariadb-dump escapes, and counts on behind it', () => {
    const escaped = (text: string): string =>
      `'${text.replaceAll('\\', '\\\\').replaceAll('\0', '\\0').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\u001a', '\\Z').replaceAll('"', '\\"')}'`;
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.array(fc.nat(), { maxLength: 8 }), (text, cuts) => {
        const found = scan(insert(escaped(text)), cuts);
        expect(found).toMatchObject({ closed: true, rows: { wp_wc_orders: 2 }, values: [Buffer.from(text).toString('utf8'), null] });
      }),
    );
  });
  it.each([
    ["'it''s'", "it's"],
    ['"it\'s \\"so\\""', 'it\'s "so"'],
    [" 'it' ", 'it'],
    ['0x6974', 'it'],
    ["_binary 'it'", 'it'],
    ['-1.5e3', '-1.5e3'],
    [`'${'x\\\\'.repeat(60_000)}'`, 'x\\'.repeat(60_000)],
  ])('understands a value written as %.20s', (sql, value) => {
    expect(scan(insert(sql), [100, 5000, 70_000]).values).toEqual([value, null]);
  });
  it('takes a list of columns in the statement before those of the table', () => {
    const sql = `${create}INSERT IGNORE INTO \`shop\`.\`wp_wc_orders\` (\`customer_note\`, \`id\`) VALUES ('a',1) ,\n('b',2);`;
    expect(scan(sql)).toMatchObject({ rows: { wp_wc_orders: 2 }, values: ['a', 'b'] });
  });
  it('does not count what stands in comments, triggers and routines', () => {
    const trigger = 'DELIMITER ;;\nCREATE TRIGGER t AFTER INSERT ON x FOR EACH ROW BEGIN\nINSERT INTO `wp_log` VALUES (1,2);\nEND ;;\nDELIMITER ;\n';
    const sql = `-- INSERT INTO \`a\` VALUES (1);\n# INSERT INTO b VALUES (1);\n/* INSERT INTO c VALUES (1); */\n${trigger}${insert("'x'")}`;
    expect(scan(sql).rows).toEqual({ wp_wc_orders: 2 });
  });
  it('notices a statement that is cut, wherever', () => {
    const sql = insert("'a; (note)'").trimEnd();
    const from = sql.indexOf('INSERT');
    for (let at = from + 1; at < sql.length; at += 1) expect(scan(sql.slice(0, at)).closed, sql.slice(0, at)).toBe(false);
    expect(scan(sql).closed).toBe(true);
  });
  it.each([
    ['parentheses', '('],
    ['lines', '\n'],
    ['heads of rows', '(VALUES'],
  ])('a head that goes on for ever in %s costs as much as it has bytes, and what follows is counted', (_, piece) => {
    const sql = `${create}INSERT INTO x ${piece.repeat(30_000)};\nINSERT INTO wp_wc_orders VALUES (3,NULL);\n`;
    const from = performance.now();
    expect(scan(sql)).toMatchObject({ closed: true, rows: { wp_wc_orders: 1 } });
    expect(performance.now() - from).toBeLessThan(1000);
  });
});
