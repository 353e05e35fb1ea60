import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Stack } from '../../src/stack/stack.ts';
import { raise, testBed } from './fixtures/mirror.ts';

const page = '<?php echo "guard ", function_exists("Muster\\\\Guard\\\\note") ? "yes" : "no", " own ", defined("OWN") ? "yes" : "no";';
const files = {
  'shop.php': page,
  'own.php': '<?php define("OWN", 1);',
  'none/shop.php': page,
  'none/.htaccess': 'php_value auto_prepend_file none\n',
  'none/.user.ini': 'auto_prepend_file = none\n',
  'own/shop.php': page,
  'own/.htaccess': '<IfModule mod_php.c>\nphp_value auto_prepend_file /var/www/html/own.php\n</IfModule>\n',
  'own/.user.ini': 'auto_prepend_file = /var/www/html/own.php\n',
};

let stack: Stack;
beforeAll(async () => {
  stack = await raise(await testBed());
  await stack.containers.exec('web', ['mkdir', '-p', '/var/www/html/none', '/var/www/html/own']);
  for (const [path, stdin] of Object.entries(files)) await stack.containers.exec('web', ['tee', `/var/www/html/${path}`], { stdin });
});
afterAll(async () => {
  await stack.stop();
});

it.each(['/shop.php', '/none/shop.php', '/own/shop.php'])(
  'the guard runs on Apache whatever .htaccess and .user.ini of a restored shop say: %s',
  async (path) => {
    await using session = stack.http.session([]);
    expect((await session.request({ path })).text).toBe('guard yes own no');
  },
);
