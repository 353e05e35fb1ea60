import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importDatabase } from '../../src/backups/given-sets.ts';
import { noKeys } from '../../src/backups/peel.ts';
import { recogniseSet } from '../../src/backups/recognise.ts';
import type { Stack } from '../../src/stack/stack.ts';
import { namesOfRun, raiseRestorer } from '../stack/fixtures/mirror.ts';
import { memorySource } from './memory-source.ts';

/** Written by mydumper 0.10.0 of Debian 12 from MariaDB 11.8: `mydumper -B shop -c -G -R -E --rows 3`. */
const fixture = join(import.meta.dirname, 'fixtures/mydumper');
const files = Object.fromEntries(readdirSync(fixture).map((name) => [name, readFileSync(join(fixture, name))]));

describe('what the real mydumper wrote, on a real mirror', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await raiseRestorer();
    const archive = pack();
    for (const [name, bytes] of Object.entries(files)) archive.entry({ name: `given/${name}` }, bytes);
    archive.finalize();
    await stack.containers.exec('toolbox', ['tar', '-x', '-C', '/backups'], { stdin: await buffer(archive) });
  }, 600_000);
  afterAll(() => stack[Symbol.asyncDispose]());

  it('comes back: rows of every kind, views, a trigger and a function of several statements', async () => {
    const recognised = await recogniseSet(memorySource(files), noKeys, new AbortController().signal);
    expect(recognised.format).toBe('mydumper');
    await importDatabase(stack, { set: { name: 'given' } as never, recognised, mostBytes: 1e9 });
    const { database } = stack;
    expect(await database.query('SELECT HEX(words) AS w, HEX(bytes) AS b FROM wp_bytes ORDER BY id')).toEqual([
      { w: Buffer.from(`tab\tline\nback\\slash 'q' "d" ; (x)`).toString('hex').toUpperCase(), b: '000A0D1A2227285C09C3A9FF' },
      { w: null, b: '' },
      {
        w: Buffer.from(String.raw`\N`)
          .toString('hex')
          .toUpperCase(),
        b: '5C0A5C',
      },
    ]);
    expect(await database.query('SELECT option_name AS n, option_value AS v FROM wp_options ORDER BY option_id')).toEqual([
      { n: 'siteurl', v: 'https://shop.clinic.example' },
      { n: `it's "quoted"`, v: 'naïve 🏥' },
      { n: null, v: '' },
      { n: 'x', v: 'a;\nb' },
    ]);
    expect(await database.query('SELECT id FROM wp_seen ORDER BY id')).toHaveLength(3);
    expect(await database.query("SELECT security_type AS s, definer AS d FROM information_schema.views WHERE table_name = 'wp_asked'")).toEqual([
      { s: 'DEFINER', d: 'restorer@%' },
    ]);
    expect(await database.query('SELECT wp_f(1) AS n')).toEqual([{ n: 2 }]);
    await database.execute("INSERT INTO wp_bytes VALUES (9, 'x', 'x')");
    expect(await database.query('SELECT words AS w FROM wp_bytes WHERE id = 9')).toEqual([{ w: 'INSERT INTO wp_users VALUES (1);' }]);
  });

  it('leaves nothing behind', async () => {
    await stack[Symbol.asyncDispose]();
    expect(await namesOfRun(stack.engine, stack.runId)).toEqual([]);
  });
});
