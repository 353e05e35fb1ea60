import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { variantOf } from '../../src/model/variant.ts';
import { connectEngine } from '../../src/stack/engine.ts';
import { coolCaches } from '../../src/stack/cool-caches.ts';
import { redisCli } from '../../src/stack/cache-config.ts';
import { checkHealth } from '../../src/stack/health.ts';
import { layersOf } from '../../src/stack/image-layers.ts';
import { ensureImages } from '../../src/stack/images.ts';
import { proveIsolation } from '../../src/stack/isolation.ts';
import { newRunId, raiseStack, type Stack } from '../../src/stack/stack.ts';
import { newTableKey } from '../../src/stack/table-encryption.ts';
import { imagesDir, namesOfRun } from './fixtures/mirror.ts';

const clock = { now: () => '', monotonicMs: () => performance.now() };
const { signal } = new AbortController();
const variant = variantOf({
  services: {
    web: { server: 'nginx', deny: ['/wp-content/uploads/wc-logs'], 'page-cache': { by: 'fastcgi' } },
    db: { encryption: 'tablespace' },
    cache: { server: 'redis' },
  },
  probes: { login: {}, checkout: { gateway: 'stub', replaces: 'stripe' } },
});
const page = '<?php echo hrtime(true), " guard ", function_exists("Muster\\\\Guard\\\\note") ? "yes" : "no";';
const files = ['index.php', 'my-account.php', 'wp-content/uploads/up.php'];

describe('a mirror with nginx, php-fpm, a page cache, Redis and encrypted tablespaces', () => {
  let stack: Stack;
  beforeAll(async () => {
    const engine = await connectEngine({ env: process.env, signal });
    const images = await ensureImages(engine, { dir: imagesDir, layers: layersOf(variant) }, () => undefined, signal);
    stack = await raiseStack({ engine, images, runId: newRunId(), siteHost: 'shop.clinic.example', prefix: 'wp_', variant, tableKey: newTableKey(), signal });
    const script = `cd /var/www/html; mkdir -p wp-content/uploads/wc-logs; echo secret | tee wp-content/uploads/wc-logs/a.log .htaccess >/dev/null; echo auto_prepend_file = none >.user.ini`;
    await stack.containers.exec('web', ['bash', '-c', script]);
    for (const file of files) await stack.containers.exec('web', ['tee', `/var/www/html/${file}`], { stdin: page });
  });
  afterAll(async () => {
    await stack.stop();
  });
  const get = async (path: string, cookie = '') => {
    await using session = stack.http.session(cookie === '' ? [] : [`${cookie}; Path=/`]);
    return await session.request({ path });
  };

  it('climbs the ladder, with a rung of its own for Redis', async () => {
    const rungs = await checkHealth(stack, clock);
    expect(rungs.every(({ holds }) => holds)).toBe(true);
    expect(rungs.map(({ rung }) => rung)).toContain('object-cache');
  });
  it('has no way out, from Redis neither', async () => expect(await proveIsolation(stack)).toMatchObject({ succeeded: 0, failures: [] }));
  it('runs the guard before every PHP file of php-fpm and of the command line', async () => {
    expect((await get('/my-account.php')).text).toContain('guard yes');
    expect((await stack.containers.exec('web', ['php', '/var/www/html/index.php'])).stdout.toString()).toContain('guard yes');
  });
  it('denies what the stack denies, hidden files, and PHP among the uploads', async () => {
    for (const path of [
      '/wp-content/uploads/wc-logs/a.log',
      '/wp-content/uploads//wc-logs/a.log',
      '/wp-content/uploads/%77c-logs/a.log',
      '/.htaccess',
      '/wp-content/uploads/up.php',
    ]) {
      const { status, text } = await get(path);
      expect([path, status, text.includes('secret')]).toEqual([path, 403, false]);
    }
  });
  it('keeps a public page, and never that of somebody with a cookie, a query or an account', async () => {
    const first = await get('/');
    expect((await get('/')).text).toBe(first.text);
    for (const [path, cookie] of [
      ['/', 'wordpress_logged_in_x=1'],
      ['/', 'wp_woocommerce_session_x=1'],
      ['/?a=1', ''],
      ['/my-account.php', ''],
    ] as const)
      expect((await get(path, cookie)).headers['x-page-cache']).toBe('BYPASS');
  });
  it('forgets pages and objects when the caches are cooled', async () => {
    const before = await get('/');
    await stack.containers.exec('cache', redisCli('SET', 'a', '1'));
    await coolCaches(stack);
    expect((await get('/')).text).not.toBe(before.text);
    expect((await stack.containers.exec('cache', redisCli('DBSIZE'))).stdout.toString().trim()).toBe('0');
  });
  it('lets nobody into Redis without the password of the run', async () => {
    const { stdout } = await stack.containers.exec('cache', ['redis-cli', 'DBSIZE']);
    expect(stdout.toString()).toContain('NOAUTH');
  });
  it('encrypts every new table, and can make none in clear', async () => {
    await stack.database.execute('CREATE TABLE sealed (a INT)');
    const rows = await stack.database.query(
      "SELECT ENCRYPTION_SCHEME AS s FROM information_schema.INNODB_TABLESPACES_ENCRYPTION WHERE NAME = 'wordpress/sealed'",
    );
    expect(rows).toEqual([{ s: 1 }]);
    await expect(stack.database.execute('CREATE TABLE clear (a INT) ENCRYPTED=NO')).rejects.toMatchObject({ code: 'DATABASE_ERROR' });
  });

  it('leaves nothing behind', async () => {
    const { engine, runId } = stack;
    expect((await stack.stop()).leftovers).toEqual([]);
    expect(await namesOfRun(engine, runId)).toEqual([]);
  });
});
