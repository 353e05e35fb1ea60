import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pluginHeader } from '../../src/artifacts/plugin-header.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-header-'));
  await mkdir(join(dir, 'shop'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const header = '<?php\n/*\n * Version: 1.2.3\n * Requires Plugins: one, two\n */\n';
const main = (): string => join(dir, 'shop', 'shop.php');
const version = async (): Promise<string> => (await pluginHeader(join(dir, 'shop'), 'shop')).version;

describe("a plugin's header", () => {
  it('is read from its main file', async () => {
    await writeFile(main(), header);
    expect(await pluginHeader(join(dir, 'shop'), 'shop')).toEqual({ version: '1.2.3', requiresWordPress: '', requiresPlugins: ['one', 'two'] });
  });
  it('is read through a link to the whole folder', async () => {
    await writeFile(main(), header);
    await symlink(join(dir, 'shop'), join(dir, 'linked'));
    expect((await pluginHeader(join(dir, 'linked'), 'shop')).version).toBe('1.2.3');
  });
  it('stands in the first 8 KiB, as WordPress reads it', async () => {
    await writeFile(main(), `<?php\n${'é'.repeat(4096)}\n// Version: 1.2.3\n`);
    expect(await version()).toBe('');
  });
  it('is not read behind a link', async () => {
    await writeFile(join(dir, 'secret'), 'Version: hunter2\n');
    await symlink(join(dir, 'secret'), main());
    expect(await version()).toBe('');
  });
  it('is not read behind a link to a folder', async () => {
    await mkdir(join(dir, 'elsewhere'));
    await writeFile(join(dir, 'elsewhere', 'version.php'), "<?php $wp_version = '6.8.3';");
    await symlink(join(dir, 'elsewhere'), join(dir, 'shop', 'wp-includes'));
    expect(await version()).toBe('');
  });
  it('does not wait for a pipe', async () => {
    execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', main()]);
    expect(await version()).toBe('');
  });
});
