// `npm run docs`: writes docs/reference/ anew. With --check it writes nothing and fails where a page is out of date.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { referencePages } from './reference/pages.ts';

const home = join(import.meta.dirname, '..');
const folder = join(home, 'docs', 'reference');
const pages = referencePages(home);
const stored = existsSync(folder) ? readdirSync(folder) : [];
const read = (name: string): string => (stored.includes(name) ? readFileSync(join(folder, name), 'utf8') : '');
const stale = [...pages].filter(([name, text]) => read(name) !== text).map(([name]) => name);
const extra = stored.filter((name) => !pages.has(name));

if (process.argv.includes('--check')) {
  for (const name of [...stale, ...extra]) console.error(`docs/reference/${name} is out of date: run \`npm run docs\`, and commit what it changes.`);
  process.exitCode = stale.length + extra.length === 0 ? 0 : 1;
} else {
  mkdirSync(folder, { recursive: true });
  for (const name of stale) writeFileSync(join(folder, name), pages.get(name) ?? '');
  for (const name of extra) rmSync(join(folder, name));
  console.log(`docs/reference: ${pages.size} pages, ${stale.length} written, ${extra.length} removed`);
}
