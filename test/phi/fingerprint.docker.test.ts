import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/engine/clock.ts';
import { ScratchFile } from '../../src/engine/scratch.ts';
import type { PhiIntegrity, StoredReferences } from '../../src/model/phi-integrity.ts';
import type { PhiTable } from '../../src/model/plan/phi-map.ts';
import type { Database, SqlValue } from '../../src/model/ports/database.ts';
import { phiIntegrity } from '../../src/phi/fingerprint.ts';
import { raise, testBed } from '../stack/fixtures/mirror.ts';

let stack: Awaited<ReturnType<typeof raise>>;
let database: Database;
let scratch: ScratchFile;
beforeAll(async () => {
  stack = await raise(await testBed());
  database = stack.database;
});
afterAll(async () => void (await stack.stop()));
beforeEach(() => {
  scratch = new ScratchFile();
  return () => scratch.stop();
});

const protection = { kind: 'none', acceptedBy: 'test', reason: 'test', expires: '2099-01-01' } as const;
const base = { class: 'identical', tier: 1, key: ['id'], record: null, readBy: [], log: null, exceptKeys: [], protection } as const;
const key = randomBytes(32);

function engine(
  tables: readonly PhiTable[],
  over: { readonly database?: Database; readonly key?: Buffer; readonly connections?: number } = {},
): PhiIntegrity & StoredReferences {
  const map = { id: 'test', digest: `sha256:${'0'.repeat(64)}`, tables, flows: [] } as const;
  return phiIntegrity({ database, key, map, clock: systemClock(), scratch, run: null, ...over });
}
async function table(name: string, columns: string, more: Partial<PhiTable> = {}): Promise<PhiTable> {
  await database.execute(`DROP TABLE IF EXISTS wp_${name}`);
  await database.execute(`CREATE TABLE wp_${name} (${columns}) DEFAULT CHARSET = utf8mb4 COLLATE utf8mb4_unicode_520_ci`);
  const rows = await database.query(
    'SELECT column_name AS c FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position',
    [`wp_${name}`],
  );
  return { ...base, table: name, columns: rows.map((row) => String(row['c'])), ...more };
}
const none = { lost: 0, altered: 0, added: 0 };
const numbers = async (phi: PhiIntegrity, reference: Awaited<ReturnType<PhiIntegrity['take']>>) => {
  const { lost, altered, added, exact } = await phi.compare(reference);
  expect(exact).toBe(true);
  return { lost, altered, added };
};

/** Every kind of column, and values of it that are easily taken for one another. */
const kinds = {
  small: ['smallint', ['0', '-1', '1', '10', null]],
  big: ['bigint unsigned', ['18446744073709551615', '18446744073709551614', '9007199254740993', '9007199254740992', null]],
  amount: ['decimal(26,8)', ['0.00000001', '0', '1.1', '11', null]],
  half: ['float', ['0.1', '0.10000001', '16777216', '16777218', null]],
  real: ['double', ['0.1', '0.10000000000000002', '1e300', '-0.1', null]],
  at: ['datetime', ['0000-00-00 00:00:00', '2024-01-01 00:00:00', '2024-01-01 00:00:01', null]],
  micro: ['datetime(6)', ['2024-01-01 00:00:00.000001', '2024-01-01 00:00:00.000000', null]],
  stamp: ['timestamp NULL', ['2024-03-31 01:30:00', '2024-03-31 02:30:00', null]],
  day: ['date', ['0000-00-00', '1980-02-29', '1980-02-28', null]],
  short: ['varchar(40)', ['', ' ', 'a', 'A', 'a ', 'ß', 'ss', 'é', 'e', 'N', '0:', '1:a', 'H', null]],
  long: ['longtext', ['', 'a', 'A', '👩‍⚕️', '👩', '1:a1:a', null]],
  old: ['varchar(40) CHARACTER SET latin1', ['', 'ä', 'a', 'Ä', null]],
  wide: ['varchar(20) CHARACTER SET ucs2', ['', 'ä', 'a', null]],
  raw: ['varbinary(40)', [Buffer.from([]), Buffer.from([0]), Buffer.from([0, 0]), Buffer.from([255]), Buffer.from('1:a'), null]],
  blob: ['longblob', [Buffer.from([]), Buffer.from([0]), Buffer.from([255, 254]), null]],
  choice: ["enum('a','A ','b') CHARACTER SET latin1 COLLATE latin1_bin", ['a', 'b', null]],
  bits: ['bit(12)', [0, 1, 256, null]],
  guid: ['uuid', ['123e4567-e89b-12d3-a456-426655440000', '123e4567-e89b-12d3-a456-426655440001', null]],
  host: ['inet6', ['::1', '::2', '::ffff:10.0.0.1', null]],
} as const satisfies Record<string, readonly [string, readonly SqlValue[]]>;
type Name = keyof typeof kinds;
const names = Object.keys(kinds) as Name[];
type Line = Readonly<Record<Name, SqlValue>>;
const anyLine = fc.record(Object.fromEntries(names.map((name) => [name, fc.constantFrom<SqlValue>(...kinds[name][1])]))) as fc.Arbitrary<Line>;

async function put(lines: readonly Line[]): Promise<void> {
  await database.execute('DELETE FROM wp_kinds');
  const marks = `(${['?', ...names.map(() => '?')].join(',')})`;
  await database.execute(
    `INSERT INTO wp_kinds (id, ${names.map((name) => `\`${name}\``).join(', ')}) VALUES ${lines.map(() => marks).join(', ')}`,
    lines.flatMap((line, id) => [id + 1, ...names.map((name) => line[name])]),
  );
}

describe('a fingerprint of every kind of column', () => {
  let kindsTable: PhiTable;
  beforeAll(async () => {
    await database.execute("SET SESSION sql_mode = ''");
    kindsTable = await table('kinds', ['id bigint unsigned PRIMARY KEY', ...names.map((name) => `\`${name}\` ${kinds[name][0]}`)].join(', '));
  });

  it('tells any two values of a column apart, wherever they stand', async () => {
    const plain = Object.fromEntries(names.map((name) => [name, kinds[name][1][0]])) as Line;
    const pairs = names.flatMap((name) => {
      const values: readonly SqlValue[] = kinds[name][1];
      return values.flatMap((from, at) => values.slice(at + 1).map((to) => ({ name, from, to })));
    });
    const phi = engine([kindsTable]);
    await put(pairs.map(({ name, from }) => ({ ...plain, [name]: from })));
    const reference = await phi.remember();
    expect(await numbers(phi, reference)).toEqual(none);
    await put(pairs.map(({ name, to }) => ({ ...plain, [name]: to })));
    expect(await numbers(phi, reference)).toEqual({ ...none, altered: pairs.length });
  });

  it('counts exactly the rows that were damaged, lost and added, whatever is in them', async () => {
    const phi = engine([kindsTable]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(anyLine, anyLine), { minLength: 1, maxLength: 12 }), fc.nat({ max: 3 }), async (lines, less) => {
        await put(lines.map(([line]) => line));
        const reference = await phi.remember();
        const kept = lines.slice(0, Math.max(1, lines.length - less));
        await put(kept.map(([, line]) => line));
        const same = ([a, b]: readonly [Line, Line]): boolean => names.every((name) => same2(a[name], b[name]));
        expect(await numbers(phi, reference)).toEqual({ lost: lines.length - kept.length, altered: kept.filter((pair) => !same(pair)).length, added: 0 });
        await put(lines.map(([line]) => line));
        expect(await numbers(phi, reference)).toEqual(none);
        const short = await phi.remember();
        await put([...lines, ...lines.slice(0, less)].map(([line]) => line));
        expect(await numbers(phi, short)).toEqual({ ...none, added: Math.min(less, lines.length) });
      }),
      { numRuns: 12 },
    );
  });

  it('does not depend on how the session reads texts and instants', async () => {
    await put([Object.fromEntries(names.map((name) => [name, kinds[name][1][1]])) as Line]);
    const phi = engine([kindsTable]);
    const { root } = await phi.take();
    await database.execute("SET GLOBAL time_zone = '+05:00', GLOBAL sql_mode = 'PAD_CHAR_TO_FULL_LENGTH'");
    try {
      expect((await phi.take()).root).toBe(root);
    } finally {
      await database.execute("SET GLOBAL time_zone = '+00:00', GLOBAL sql_mode = DEFAULT");
    }
  });
});

/** A buffer and a text of the same bytes are the same value. */
function same2(a: SqlValue, b: SqlValue): boolean {
  return Buffer.isBuffer(a) && Buffer.isBuffer(b) ? a.equals(b) : a === b;
}

describe('the canonical form of a row', () => {
  it('lets no byte move over the border of a column or of a row', async () => {
    const texts = await table('texts', 'id int PRIMARY KEY, a varchar(60), b longtext, c varbinary(60)');
    const phi = engine([texts]);
    const part = fc.string({ unit: fc.constantFrom('a', ':', ',', '0', '1', '2', 'N', 'H', '\0'), maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(part, part, part), { minLength: 2, maxLength: 4 }), async (rows) => {
        const write = async (lines: readonly (readonly string[])[]): Promise<void> => {
          await database.execute('DELETE FROM wp_texts');
          await database.execute(
            `INSERT INTO wp_texts VALUES ${lines.map(() => '(?, ?, ?, ?)').join(', ')}`,
            lines.flatMap((line, id) => [id, ...line]),
          );
        };
        await write(rows);
        const reference = await phi.remember();
        const moved = rows.map(([a, b, c]) => [(a + b + c).slice(0, a.length + 1), (a + b + c).slice(a.length + 1), '']);
        await write(moved);
        expect((await numbers(phi, reference)).altered).toBe(rows.filter((row, at) => row.some((text, column) => text !== moved[at]?.[column])).length);
        await write(rows.toReversed());
        expect((await numbers(phi, reference)).altered).toBe(rows.filter((row, at) => row.join('|') !== rows.at(-1 - at)?.join('|')).length);
      }),
      { numRuns: 12 },
    );
  });

  it('holds values that no packet could hold together, and sees their last byte', async () => {
    const large = await table('large', 'id int PRIMARY KEY, a longtext, b longblob');
    await database.execute(
      "INSERT INTO wp_large VALUES (1, REPEAT('x', 2700000), REPEAT('y', 2700000)), (2, REPEAT('x', 65535), ''), (3, REPEAT('x', 65536), NULL), (4, REPEAT('x', 5500000), NULL)",
    );
    await database.execute('SET GLOBAL max_allowed_packet = 4194304');
    try {
      const phi = engine([large]);
      const reference = await phi.remember();
      expect(await numbers(phi, reference)).toEqual(none);
      await database.execute("UPDATE wp_large SET a = CONCAT(LEFT(a, CHAR_LENGTH(a) - 1), 'z')");
      expect(await numbers(phi, reference)).toEqual({ ...none, altered: 4 });
    } finally {
      await database.execute('SET GLOBAL max_allowed_packet = 67108864');
    }
  });

  it('is exact where the rows of a chunk are too long to be put together', async () => {
    const wide = await table('wide', 'id int PRIMARY KEY, a text');
    await database.execute('INSERT INTO wp_wide SELECT seq, REPEAT(CHAR(97 + seq % 26), 900 + seq % 50) FROM seq_1_to_18000');
    const phi = engine([wide]);
    const reference = await phi.remember();
    expect((await phi.take()).root).toBe(reference.root);
    expect(await numbers(phi, reference)).toEqual(none);
    await database.execute("UPDATE wp_wide SET a = CONCAT(LEFT(a, CHAR_LENGTH(a) - 1), '~') WHERE id IN (7, 8193, 18000)");
    await database.execute("UPDATE wp_wide SET a = '' WHERE id BETWEEN 100 AND 2100");
    expect(await numbers(phi, reference)).toEqual({ ...none, altered: 2004 });
  });

  it('is refused where the server has too little room to put rows together', async () => {
    const small = await table('small', 'id int PRIMARY KEY, a varchar(20)');
    await database.execute('SET GLOBAL max_allowed_packet = 1048576');
    try {
      await expect(engine([small]).take()).rejects.toMatchObject({ code: 'DATABASE_ERROR', message: expect.stringContaining('max_allowed_packet') as string });
    } finally {
      await database.execute('SET GLOBAL max_allowed_packet = 67108864');
    }
  });

  it('is refused, not shortened, where the server cuts a concatenation', async () => {
    const cut = await table('cut', 'id int PRIMARY KEY, a varchar(20)');
    await database.execute("INSERT INTO wp_cut SELECT seq, 'x' FROM seq_1_to_100");
    const deaf = async () => {
      const line = await database.connect();
      return {
        ...line,
        execute: async () => line.execute('SET SESSION group_concat_max_len = 1024'),
        [Symbol.asyncDispose]: () => line[Symbol.asyncDispose](),
      };
    };
    await expect(engine([cut], { database: { ...database, connect: deaf } }).take()).rejects.toMatchObject({
      code: 'DATABASE_ERROR',
      message: expect.stringContaining('room for 1024 bytes') as string,
    });
  });

  it('names the table or the column that the map knows and the database does not', async () => {
    const there = await table('there', 'id int PRIMARY KEY');
    await expect(engine([{ ...there, table: 'nowhere' }]).take()).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringContaining('nowhere') as string,
    });
    await expect(engine([{ ...there, columns: ['id', 'dob'] }]).take()).rejects.toMatchObject({
      code: 'DATABASE_ERROR',
      message: expect.stringContaining('"dob"') as string,
    });
  });

  it('takes a table that the map calls optional as empty while it is not there', async () => {
    const feature = await table('feature', 'id bigint PRIMARY KEY, v varchar(20)', { optional: true });
    await database.execute('DROP TABLE wp_feature');
    const phi = engine([feature]);
    const without = await phi.remember();
    await table('feature', 'id bigint PRIMARY KEY, v varchar(20)');
    await database.execute("INSERT INTO wp_feature SELECT seq, 'x' FROM seq_1_to_5");
    expect(await numbers(phi, without)).toEqual({ ...none, added: 5 });
    const filled = await phi.remember();
    await database.execute('DROP TABLE wp_feature');
    expect(await numbers(phi, filled)).toEqual({ ...none, lost: 5 });
  });

  it('sees that a column has another type, though its text is the same', async () => {
    const typed = await table('typed', 'id int PRIMARY KEY, n bigint');
    await database.execute('INSERT INTO wp_typed SELECT seq, seq FROM seq_1_to_5');
    const phi = engine([typed]);
    const reference = await phi.remember();
    await database.execute('ALTER TABLE wp_typed MODIFY n varchar(20)');
    expect(await numbers(phi, reference)).toEqual({ ...none, altered: 5 });
  });
});

describe('tables of many rows and any key', () => {
  it.each([
    ['one whole number', 'id bigint PRIMARY KEY, other int, v varchar(20)', ['id'], 'seq'],
    [
      'whole numbers with huge gaps, and below zero',
      'id bigint PRIMARY KEY, other int, v varchar(20)',
      ['id'],
      '(CAST(seq AS SIGNED) - 12000) * 300000000000000',
    ],
    ['whole numbers up to 2^64', 'id bigint unsigned PRIMARY KEY, other int, v varchar(20)', ['id'], '18446744073709551615 - seq * 100003'],
    ['two columns', 'id bigint, other int, v varchar(20), PRIMARY KEY (id, other)', ['id', 'other'], 'seq DIV 7'],
    ['a text', 'id char(32) PRIMARY KEY, other int, v varchar(20)', ['id'], 'MD5(seq)'],
  ])('are compared exactly: %s', async (_name, columns, keys, id) => {
    const many = await table('many', columns, { key: keys });
    const phi = engine([many]);
    await database.execute(`INSERT INTO wp_many SELECT ${id}, seq, 'x' FROM seq_1_to_25000`);
    const reference = await phi.remember();
    expect(reference.tables).toMatchObject([{ rows: 25_000 }]);
    expect(await numbers(phi, reference)).toEqual(none);
    await database.execute("UPDATE wp_many SET v = 'y' WHERE other IN (1, 8192, 8193, 16000, 25000)");
    await database.execute('DELETE FROM wp_many WHERE other IN (2, 8191, 8194)');
    await database.execute(`INSERT INTO wp_many SELECT ${id}, seq, 'new' FROM seq_25001_to_25007`);
    expect(await numbers(phi, reference)).toEqual({ lost: 3, altered: 5, added: 7 });
    const now = await phi.take(reference);
    expect(await phi.compare(reference, now)).toMatchObject({ lost: 3, altered: 5, added: 7 });
  });

  it('are cut alike whenever they hold the same, where most keys are in use, over gaps and up to the last row', async () => {
    const dense = await table('dense', 'id bigint AUTO_INCREMENT PRIMARY KEY, v varchar(20)');
    const phi = engine([dense]);
    await database.execute("INSERT INTO wp_dense SELECT seq + IF(seq > 60000, 30000, 7), 'x' FROM seq_1_to_100000");
    const reference = await phi.remember();
    expect(reference.tables).toMatchObject([{ rows: 100_000 }]);
    expect((await phi.take()).root).toBe(reference.root);
    await database.execute("UPDATE wp_dense SET v = 'y' WHERE id IN (8, 8199, 8200, 60007, 90001, 130000)");
    await database.execute('DELETE FROM wp_dense WHERE id IN (16391, 129999)');
    await database.execute("INSERT INTO wp_dense VALUES (3, 'new'), (70000, 'new'), (130001, 'new')");
    expect(await numbers(phi, reference)).toEqual({ lost: 2, altered: 6, added: 3 });
  });

  it('keep their exact counts when more rows were added than one answer has room for, or all are gone', async () => {
    const grown = await table('grown', 'id bigint AUTO_INCREMENT PRIMARY KEY, v varchar(20)');
    const phi = engine([grown]);
    await database.execute("INSERT INTO wp_grown SELECT seq, 'x' FROM seq_1_to_5000");
    const reference = await phi.remember();
    await database.execute("INSERT INTO wp_grown SELECT seq, 'x' FROM seq_5001_to_455000");
    expect(await numbers(phi, reference)).toEqual({ ...none, added: 450_000 });
    await database.execute('TRUNCATE wp_grown');
    expect(await numbers(phi, reference)).toEqual({ ...none, lost: 5000 });
  });

  it('count as altered, row by row, where an import lost the primary key', async () => {
    const bare = await table('bare', 'id bigint PRIMARY KEY, v varchar(20)');
    await database.execute("INSERT INTO wp_bare SELECT seq, 'x' FROM seq_1_to_9000");
    const phi = engine([bare]);
    const reference = await phi.remember();
    await database.execute('ALTER TABLE wp_bare DROP PRIMARY KEY');
    await database.execute('DELETE FROM wp_bare WHERE id > 8990');
    expect(await phi.compare(reference)).toMatchObject({ lost: 10, altered: 8990, added: 0, exact: false });
  });

  it('leave out the rows that the map leaves out, by the exact letters of their key', async () => {
    const meta = await table('meta', 'id bigint AUTO_INCREMENT PRIMARY KEY, meta_key varchar(255), meta_value longtext', {
      exceptKeys: ['_edit_lock', '_debug*'],
    });
    await database.execute(
      "INSERT INTO wp_meta (meta_key, meta_value) VALUES ('_edit_lock', 'a'), ('_debug_1', 'a'), ('_EDIT_LOCK', 'a'), ('_editXlock', 'a'), (NULL, 'a')",
    );
    const phi = engine([meta]);
    const reference = await phi.remember();
    expect(reference.tables).toMatchObject([{ rows: 3 }]);
    await database.execute("UPDATE wp_meta SET meta_value = 'b'");
    expect(await numbers(phi, reference)).toEqual({ ...none, altered: 3 });
  });

  it('count values that fill their column to the last byte, apart from those that did so before', async () => {
    const full = await table('full', 'id int PRIMARY KEY, a text, b tinytext, c blob, d varchar(20)');
    await database.execute(
      "INSERT INTO wp_full VALUES (1, REPEAT('a', 65535), '', NULL, ''), (2, REPEAT('a', 65531), REPEAT('b', 251), REPEAT('c', 65534), ''), (3, NULL, NULL, NULL, NULL)",
    );
    const phi = engine([full]);
    const reference = await phi.remember();
    expect(reference.tables).toMatchObject([{ cutOffs: 1 }]);
    await database.execute("UPDATE wp_full SET a = CONCAT(LEFT(a, 65528), '👩'), b = REPEAT('é', 127), c = REPEAT('c', 65535) WHERE id = 2");
    const { tables, altered } = await phi.compare(reference);
    expect(altered).toBe(1);
    expect(tables['full']?.cutOffs).toEqual({ before: 1, now: 4 });
  });
});

describe('a stored reference', () => {
  const lines = async (phi: StoredReferences, rowDigests: boolean): Promise<string[]> => {
    const out: string[] = [];
    for await (const line of phi.produce({ rowDigests })) out.push(JSON.stringify(line));
    return out;
  };
  async function* read(texts: readonly string[]): AsyncGenerator {
    for (const text of texts) yield JSON.parse(text);
  }
  let tables: readonly PhiTable[];
  beforeEach(async () => {
    const one = await table('one', 'id bigint PRIMARY KEY, patient varchar(60)', { record: { of: 'order', column: 'id' } });
    const two = await table('two', 'id char(32) PRIMARY KEY, patient varchar(60)');
    tables = [one, two];
    await database.execute("INSERT INTO wp_one SELECT seq, CONCAT('Jane Doe ', seq) FROM seq_1_to_18000");
    await database.execute("INSERT INTO wp_two SELECT MD5(seq), CONCAT('Jane Doe ', seq) FROM seq_1_to_900");
  });
  const damage = async (): Promise<void> => {
    await database.execute("UPDATE wp_one SET patient = 'x' WHERE id IN (5, 8000)");
    await database.execute('DELETE FROM wp_one WHERE id = 8193');
    await database.execute("INSERT INTO wp_two VALUES ('new', 'x')");
  };

  it('with row digests compares exactly in another process, over one connection', async () => {
    const stored = await lines(engine(tables, { connections: 1 }), true);
    const phi = engine(tables);
    const reference = await phi.adopt(read(stored));
    expect(await phi.compare(reference)).toMatchObject({ ...none, exact: true, withinRows: 0 });
    await damage();
    expect(await phi.compare(reference)).toMatchObject({ lost: 1, altered: 2, added: 1, exact: true });
  });

  it('without them says which chunks differ, and bounds the rows from both sides', async () => {
    const phi = engine(tables);
    const reference = await phi.adopt(read(await lines(phi, false)));
    expect(await phi.compare(reference)).toMatchObject({ ...none, exact: true, withinRows: 0 });
    await damage();
    const { lost, altered, added, exact, withinRows } = await phi.compare(reference);
    expect({ lost, altered, added, exact }).toEqual({ lost: 1, altered: 1, added: 1, exact: false });
    expect(withinRows).toBeGreaterThanOrEqual(16_384);
    expect(withinRows).toBeLessThan(16_500);
  });

  it('holds no value of a row, and no key that is a text', async () => {
    const text = (await lines(engine(tables), true)).join('\n');
    for (const value of ['Jane Doe', Buffer.from('Jane Doe').toString('base64'), 'c4ca4238a0b923820dcc509a6f75849b'])
      expect(text.includes(value), value).toBe(false);
  });

  type Damage = readonly [what: string, change: (stored: readonly string[]) => readonly string[], why: string];
  it.each<Damage>([
    ['its last line', (stored) => stored.slice(0, -1), 'its end is missing'],
    ['a chunk', (stored) => stored.toSpliced(3, 1), 'changed'],
    ['one digit', (stored) => stored.map((line, at) => (at === 2 ? line.replace(/"rows":\d+/u, '"rows":1') : line)), 'changed'],
    ['its head', (stored) => stored.slice(1), 'its head is missing'],
    ['the form of today', (stored) => stored.map((line) => line.replace('"schemaVersion":2', '"schemaVersion":1')), 'an older Muster made it'],
    ['the sense of a line', (stored) => stored.with(2, '{"line":"chunk","patient":"Jane Doe"}'), 'not a line of a reference'],
  ])('is refused when %s is gone', async (_what, change, why) => {
    const phi = engine(tables);
    const found = phi.adopt(read(change(await lines(phi, false))));
    await expect(found).rejects.toMatchObject({ code: 'BASELINE_MISMATCH', message: expect.stringContaining(why) as string });
  });

  it('is refused under another key, and for a map that names other tables or columns', async () => {
    const stored = await lines(engine(tables), false);
    const [one] = tables;
    if (one === undefined) throw new Error('no table');
    await expect(engine(tables, { key: randomBytes(32) }).adopt(read(stored))).rejects.toMatchObject({
      message: expect.stringContaining('another key') as string,
    });
    await expect(engine([...tables, { ...one, table: 'three' }]).adopt(read(stored))).rejects.toMatchObject({
      message: expect.stringContaining('three') as string,
    });
    const narrow = engine([{ ...one, columns: ['id'] }]);
    await expect(narrow.compare(await narrow.adopt(read(stored)))).rejects.toMatchObject({ code: 'BASELINE_MISMATCH' });
  });
});
