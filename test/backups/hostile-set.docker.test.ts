import { gzipSync } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { pack, type Header } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importDatabase, unpackFiles, type GivenSet, type Unpacked } from '../../src/backups/given-sets.ts';
import { recogniseSet } from '../../src/backups/recognise.ts';
import { noKeys } from '../../src/backups/peel.ts';
import { placeConfig, placeCore } from '../../src/stack/site/place-files.ts';
import type { Stack } from '../../src/stack/stack.ts';
import { namesOfRun, raiseRestorer } from '../stack/fixtures/mirror.ts';
import { memorySource } from './memory-source.ts';

type Entry = Partial<Header> & { readonly name: string } & { readonly text?: string };
const folder = (name: string, mode = 0o755): Entry => ({ name, type: 'directory', mode });
const file = (name: string, text: string): Entry => ({ name, text });
const link = (name: string, linkname: string): Entry => ({ name, type: 'symlink', linkname });
const root = '/var/www/html';

async function archiveOf(entries: readonly Entry[]): Promise<Buffer> {
  const archive = pack();
  for (const { text, ...entry } of entries) archive.entry(entry, text ?? '');
  archive.finalize();
  return await buffer(archive);
}

describe('a backup set that was made to do harm, on a real mirror', () => {
  let stack: Stack;
  let sets = 0;
  beforeAll(async () => {
    stack = await raiseRestorer();
  }, 600_000);
  afterAll(() => stack[Symbol.asyncDispose]());

  /** Into the backups volume, as the fetcher leaves a set. */
  async function given(files: Readonly<Record<string, Buffer>>, mostBytes = 1024 ** 2): Promise<GivenSet> {
    sets += 1;
    const name = `set-${sets}`;
    const archive = pack();
    for (const [path, bytes] of Object.entries(files)) archive.entry({ name: `${name}/${path}` }, bytes);
    archive.finalize();
    await done('toolbox', ['tar', '-x', '-C', '/backups'], await buffer(archive));
    const recognised = await recogniseSet(memorySource(files), noKeys, new AbortController().signal);
    return { set: { name } as GivenSet['set'], recognised, mostBytes };
  }
  const unpacked = async (...archives: readonly (readonly Entry[])[]): Promise<Unpacked> => {
    const files = await Promise.all(archives.map(async (entries, index) => [`${index}.tar`, await archiveOf(entries)] as const));
    return await unpackFiles(stack, await given(Object.fromEntries(files)));
  };
  async function done(service: 'web' | 'toolbox', argv: readonly string[], stdin?: Buffer): Promise<string> {
    const { code, stdout, stderr } = await stack.containers.exec(service, argv, stdin === undefined ? {} : { stdin });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    return stdout.toString('utf8').trim();
  }
  const inWeb = async (script: string): Promise<string> => await done('web', ['sh', '-c', script]);
  const clear = async (): Promise<string> => await inWeb(`find ${root} -mindepth 1 -delete; ls -A ${root}`);

  it('places what is sound as the web server’s user, links within the web root and closed folders too', async () => {
    await clear();
    const sound = await unpacked(
      [folder('wp-content/plugins/a', 0o500), file('wp-content/plugins/a/a.php', '<?php // a'), link('wp-content/db.php', 'plugins/a/a.php')],
      [folder('uploads/2026'), file('uploads/2026/scan.txt', 'a scan')],
    );
    expect(sound).toEqual({ roots: ['wp-content', 'uploads'], linksLeftOut: 0 });
    expect(await inWeb(`cat ${root}/wp-content/db.php ${root}/wp-content/uploads/2026/scan.txt`)).toBe('<?php // aa scan');
    expect(await inWeb(`find ${root} ! -user www-data`)).toBe('');
  });

  it.each<[string, readonly Entry[], readonly Entry[]]>([
    ['a link in the place of uploads', [file('wp-content/plugins/a/a.php', ''), link('wp-content/uploads', '/opt/out')], [file('uploads/x.php', 'harm')]],
    [
      'two links that leave only together',
      [file('wp-content/plugins/a/a.php', ''), link('wp-content/uploads', 'up/../out'), link('wp-content/up', '../../../../opt/in')],
      [file('uploads/x.php', 'harm')],
    ],
    [
      'a link that is made whole by the second archive',
      [file('wp-content/plugins/a/a.php', ''), link('wp-content/mu-plugins', 'uploads/d/../../../../../opt/out')],
      [file('uploads/x.php', ''), link('uploads/d', '/opt/in')],
    ],
  ])('writes nothing out of the web root through %s, and leaves the links out', async (_what, first, second) => {
    await clear();
    await inWeb('rm -rf /opt/out /opt/in; mkdir -m 777 /opt/out /opt/in');
    const found = await unpacked(first, second);
    expect(found.linksLeftOut).toBeGreaterThan(0);
    expect(await inWeb('find /opt/out /opt/in -mindepth 1')).toBe('');
    expect(await inWeb(`find ${root} -type l -exec realpath -m {} + | grep -v ^${root}/ || true`)).toBe('');
  });

  it('is refused where an entry would lie outside, and writes nothing there', async () => {
    await clear();
    await inWeb('rm -rf /opt/out; mkdir -m 777 /opt/out');
    await expect(unpacked([file('wp-content/plugins/a/a.php', ''), file(`wp-content/plugins/${'../'.repeat(9)}opt/out/x`, 'harm')])).rejects.toMatchObject({
      code: 'RESTORE_REFUSED',
    });
    expect(await inWeb('ls -A /opt/out')).toBe('');
  });

  it('never writes wp-config.php, or WordPress itself, through a link', async () => {
    await clear();
    await inWeb('echo kept > /opt/kept; chmod 666 /opt/kept');
    // Put there behind the restore's back: the links that it finds are gone by then.
    await inWeb(`ln -s /opt/kept ${root}/wp-config.php; ln -s /opt/kept ${root}/index.php; chown -h www-data ${root}/wp-config.php ${root}/index.php`);
    await placeCore(stack.containers, null, 'beneath');
    await placeConfig(stack.containers, '<?php // the mirror’s own');
    expect(await inWeb('cat /opt/kept')).toBe('kept');
    expect(await inWeb(`stat -c '%F %U' ${root}/wp-config.php`)).toBe('regular file www-data');
  });

  it('is refused when its archives unpack to more than they may, whatever each of them says', async () => {
    await clear();
    const zeros = async (name: string, bytes: number): Promise<Buffer> =>
      gzipSync(await archiveOf([file(`wp-content/plugins/${name}/a.php`, ''), file(`wp-content/plugins/${name}/zeros`, '\0'.repeat(bytes))]));
    const two = await given({ 'a.tar.gz': await zeros('a', 700_000), 'b.tar.gz': await zeros('b', 700_000) });
    await expect(unpackFiles(stack, two)).rejects.toMatchObject({ code: 'BACKUP_TOO_LARGE' });
    expect(await unpackFiles(stack, { ...two, mostBytes: 2 * 1024 ** 2 })).toMatchObject({ linksLeftOut: 0 });
  });

  it('cannot use the rights of whoever reads a view of it', async () => {
    const harm = `CREATE TABLE wp_options (a int); INSERT INTO wp_options VALUES (1);
CREATE FUNCTION harm() RETURNS int SQL SECURITY INVOKER MODIFIES SQL DATA BEGIN UPDATE mysql.global_priv SET Priv = Priv WHERE User = 'nobody'; RETURN 1; END;
CREATE SQL SECURITY INVOKER VIEW wp_users AS SELECT a FROM wp_options WHERE harm() = 1;
CREATE SQL SECURITY INVOKER VIEW wp_plain AS SELECT a + 1 AS b FROM wp_options;
`;
    const dump = `-- MariaDB dump\n${harm.replace(/^(CREATE FUNCTION.*)$/mu, 'DELIMITER //\n$1//\nDELIMITER ;')}-- Dump completed\n`;
    const adapted = await importDatabase(stack, await given({ 'shop.sql': Buffer.from(dump) }));
    expect(adapted).toContainEqual({ what: 'view that ran with the rights of its reader made to run with those of the shop', count: 2 });
    await expect(stack.database.query('SELECT * FROM wp_users')).rejects.toMatchObject({ code: 'DATABASE_ERROR' });
    expect(await stack.database.query('SELECT b FROM wp_plain')).toEqual([{ b: '2' }]);
  });

  it('leaves nothing behind', async () => {
    await stack[Symbol.asyncDispose]();
    expect(await namesOfRun(stack.engine, stack.runId)).toEqual([]);
  });
});
