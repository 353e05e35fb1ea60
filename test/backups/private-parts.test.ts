import { describe, expect, it } from 'vitest';
import { rootOf } from '../../src/backups/archives/inventory.ts';
import { inspectSet } from '../../src/backups/inspect.ts';
import { noKeys } from '../../src/backups/peel.ts';
import { memorySource } from './memory-source.ts';
import { sampleExpectations, tarOf } from './sample-shop.ts';

const { signal } = new AbortController();
const readingOf = async (files: Readonly<Record<string, string>>): Promise<string | undefined> => {
  const { rules } = await inspectSet(memorySource({ 'files.tar': await tarOf(files) }), noKeys, sampleExpectations, signal);
  return rules.find(({ id }) => id === 'encrypted')?.reading;
};
const themes = { 'themes/clinic/style.css': '/* */', 'themes/clinic/index.php': '<?php' };
const many = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`themes/clinic/${at}.css`, '']));

describe('an archive that need not be encrypted', () => {
  it('holds themes or plugins and nothing else', async () => {
    expect(await readingOf(themes)).toBe('not-run');
    expect(await readingOf({ ...themes, './themes/other/style.css': '' })).toBe('not-run');
  });
  it.each([
    ['a folder beside', { ...themes, 'exports/patients.csv': 'x' }],
    ['a file beside', { ...themes, 'patients.csv': 'x' }],
    ['a folder far behind', { ...themes, ...many, 'exports/patients.csv': 'x' }],
    ['a path that leaves the folder', { ...themes, 'themes/../uploads/patients.csv': 'x' }],
    ['a folder whose name is not there', { 'clinic/style.css': '', 'exports/patients.csv': 'x' }],
  ])('is not one with %s', async (_, files) => {
    expect(await readingOf(files)).toBe('broken');
  });
});

it('one known folder at the top decides where an archive belongs only when nothing lies beside it', () => {
  expect(rootOf(['themes/x/style.css', 'themes/y/style.css'])).toBe('themes');
  expect(rootOf(['themes/x/style.css', 'exports/patients.csv'])).toBe('others');
  expect(rootOf(['uploads/2026/a.png', 'exports/patients.csv'])).toBe('others');
  expect(rootOf(['plugins/x/x.php', 'uploads/2026/a.png'])).toBe('wp-content');
});
