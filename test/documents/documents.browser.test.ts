import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { binder } from '../../src/commands/binder.ts';
import { docs } from '../../src/commands/docs.ts';
import type { CommandPorts, Io } from '../../src/commands/io.ts';
import { realBrowser, violations } from '../fixtures/browser.ts';

const home = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'muster-documents-'));
const inBrowser = realBrowser();

beforeAll(async () => {
  const io: Io = { out: () => undefined, err: () => undefined, cwd: folder, signal: new AbortController().signal };
  const ports: CommandPorts = {
    catalog,
    home,
    env: { MUSTER_CACHE_DIR: join(folder, 'cache') },
    tool: { version: 'test', commit: '' },
    terminal: false,
    ask: null,
    clock: { now: () => '2026-12-01T09:30:00.000Z', monotonicMs: () => 0 },
    peakMemoryMib: () => 0,
  };
  cpSync(join(home, 'reports', 'sample'), join(folder, 'reports', '2026-Q4', 'sample'), { recursive: true });
  const drills = join(home, 'drills');
  await docs({ site: join(drills, 'sites/clinic-shop'), out: 'plan', format: 'html', maxAge: 'P92D' }, io, ports);
  await binder({ period: '2026-Q4', reports: 'reports', drills, out: 'binders', format: 'html', maxAge: 'P92D' }, io, ports);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([
  ['the written plan', 'plan/contingency-plan.html'],
  ['the binder', 'binders/binder-2026-Q4.html'],
])('%s in a real browser', { timeout: 120_000 }, (_what, file) => {
  it.each(['light', 'dark'] as const)('breaks no rule of WCAG 2.2 AA that axe knows, wide and narrow (%s)', async (colorScheme) => {
    for (const width of [320, 1280])
      await inBrowser(join(folder, file), { width, colorScheme }, async (page) => {
        expect(await violations(page)).toEqual([]);
      });
  });

  it.each([320, 768, 1280])('does not scroll sideways at %i px, and asks for nothing', (width) =>
    inBrowser(join(folder, file), { width }, async (page) => {
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    }),
  );
});
