import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { digestAt } from '../../src/artifacts/file.ts';
import { readSiteFiles } from '../../src/production/site-files.ts';

const root = mkdtempSync(join(tmpdir(), 'muster-site-files-'));
afterAll(() => rmSync(root, { recursive: true }));
const files = {
  'wp-includes/version.php': "<?php $wp_version = '6.8.3';",
  'wp-content/object-cache.php': '<?php\n// Version: 2.5',
  'wp-content/mu-plugins/gate.php': '<?php\n// Version: 1.1',
  'wp-content/mu-plugins/loader/loader.php': '<?php\n// Version: 1.2',
  'wp-content/plugins/hello.php': '<?php\n// Version: 1.7',
  'wp-content/plugins/vault/vault.php': '<?php\n// Version: 3.0',
};
for (const [name, text] of Object.entries(files)) {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
}

it('names components as a stack does: drop-ins and single must-use plugins by their file, and digests files and folders alike', async () => {
  const { signal } = new AbortController();
  const found = await readSiteFiles({ root, digest: async (path) => await digestAt(path, signal), signal });
  expect(found.components.map(({ kind, slug, version }) => `${kind} ${slug} ${version ?? ''}`)).toEqual([
    'plugin hello 1.7',
    'plugin vault 3.0',
    'must-use gate.php 1.1',
    'must-use loader 1.2',
    'drop-in object-cache.php 2.5',
  ]);
  expect(new Set(found.components.map(({ digest }) => digest)).size).toBe(5);
});
