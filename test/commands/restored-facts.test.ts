import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { extrasIn } from '../../src/commands/production/restored-facts.ts';
import { readSiteFiles } from '../../src/production/site-files.ts';

it('names the must-use plugins and drop-ins of a restored shop as a baseline of the same files does', async () => {
  const root = mkdtempSync(join(tmpdir(), 'muster-restored-facts-'));
  const files = [
    'wp-includes/version.php',
    'wp-content/object-cache.php',
    'wp-content/own.php',
    'wp-content/mu-plugins/guard.php',
    'wp-content/mu-plugins/index.php',
  ];
  for (const file of files) {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), "<?php $wp_version = '6.8';");
  }
  const { components } = await readSiteFiles({ root, digest: null, signal: new AbortController().signal });
  const found = extrasIn(['guard.php', 'index.php'], ['object-cache.php', 'own.php', 'mu-plugins']);
  expect(found.map(({ kind, slug }) => [kind, slug])).toEqual(components.map(({ kind, slug }) => [kind, slug]));
  rmSync(root, { recursive: true });
});
