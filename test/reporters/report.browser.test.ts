import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fold } from '../../src/model/fold.ts';
import { given } from '../../src/commands/faces.ts';
import { writeReports } from '../../src/commands/write-reports.ts';
import { realBrowser, violations } from '../fixtures/browser.ts';
import { sampleJournal } from '../model/sample-journal.ts';
import { registerOf } from './fixtures/sample-register.ts';

let dir = '';
const inBrowser = realBrowser();

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-browser-'));
  const result = fold(sampleJournal());
  await writeReports(dir, result, { kinds: ['html'] });
  await mkdir(join(dir, 'later'));
  await writeReports(join(dir, 'later'), result, { kinds: ['html'], given: given({ register: registerOf(result) }) });
}, 60_000);
afterAll(() => rm(dir, { recursive: true, force: true }));

const open = (use: (page: Page) => Promise<void>, screen: { readonly width: number; readonly colorScheme?: 'dark' | 'light' }): Promise<void> =>
  inBrowser(join(dir, 'report.html'), screen, use);

describe('report.html in a real browser', () => {
  it.each([320, 768, 1280])('does not scroll sideways at %i px, and asks for nothing', (width) =>
    open(
      async (page) => {
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      },
      { width },
    ),
  );

  it('shows verdict, figures and what is not proven on the first screen', () =>
    open(
      async (page) => {
        for (const selector of ['#result-h', '.figures', '#gaps-h']) expect((await page.locator(selector).boundingBox())?.y ?? 9999).toBeLessThan(800);
      },
      { width: 1280 },
    ));

  it.each(['light', 'dark'] as const)('keeps a contrast of 4.5 to 1 or more (%s)', (colorScheme) =>
    open(
      async (page) => {
        expect(await page.evaluate(lowestContrast)).toBeGreaterThanOrEqual(4.5);
      },
      { width: 1280, colorScheme },
    ),
  );

  it.each(['light', 'dark'] as const)(
    'breaks no rule of WCAG 2.2 AA that axe knows, wide and narrow (%s)',
    async (colorScheme) => {
      for (const width of [320, 1280]) {
        await open(
          async (page) => {
            expect(await violations(page)).toEqual([]);
          },
          { width, colorScheme },
        );
      }
    },
    60_000,
  );

  it('shows every table whole at 320 px', () => open(wholeTables, { width: 320 }));

  it.each(['light', 'dark'] as const)(
    'does the same with corrective actions in it (%s)',
    async (colorScheme) => {
      const page = join(dir, 'later', 'report.html');
      await inBrowser(page, { width: 320, colorScheme }, async (at320) => {
        await wholeTables(at320);
        expect(await at320.evaluate('document.documentElement.scrollWidth')).toBe(320);
        expect(await violations(at320)).toEqual([]);
        expect(await at320.locator('#findings').textContent()).toContain('waived until 2027-03-31');
      });
      await inBrowser(page, { width: 1280, colorScheme }, async (wide) => expect(await violations(wide)).toEqual([]));
    },
    60_000,
  );

  it.each([
    [320, 'narrow'],
    [768, 'medium'],
    [1280, 'wide'],
  ])('draws the timeline for a screen of %i px, whole and large enough to read', (width, layout) =>
    open(
      async (page) => {
        const shown = page.locator('#timeline svg:visible');
        expect(await shown.count()).toBe(2);
        for (const drawing of await shown.all()) {
          expect(await drawing.getAttribute('class')).toContain(layout);
          expect(await drawing.evaluate(tooSmallOrOutside)).toEqual([]);
        }
        expect(
          await page.evaluate(
            "[...document.querySelectorAll('#timeline *')].filter((one) => one.scrollWidth > one.clientWidth && getComputedStyle(one).overflowX !== 'visible').length",
          ),
        ).toBe(0);
      },
      { width },
    ),
  );

  it('filters checks by verdict and citation with the keyboard, and without a script', () =>
    open(
      async (page) => {
        const shown = (): Promise<number> => page.locator('article.check:visible').count();
        const all = await shown();
        await page.locator('#show-verdict-all').focus();
        await page.keyboard.press('ArrowRight');
        expect(await page.locator('#show-verdict-pass').isChecked()).toBe(true);
        expect(await shown()).toBe(all);
        await page.locator('#show-control-0').check();
        expect(await shown()).toBeLessThan(all);
        expect(await shown()).toBeGreaterThan(0);
        await page.locator('#show-verdict-fail').check();
        expect(await shown()).toBe(0);
        expect(await page.getByRole('status').textContent()).toContain('No check of this run fits');
        expect(await page.getByRole('status').isVisible()).toBe(true);
        await page.evaluate("location.hash = 'check-phi-integrity'");
        expect(await page.locator('#check-phi-integrity').isVisible()).toBe(true);
        await page.emulateMedia({ media: 'print' });
        expect(await shown()).toBe(all);
      },
      { width: 1280 },
    ));

  it('draws services, steps with their plan, watchers and both figures', () =>
    open(
      async (page) => {
        const drawing = page.getByRole('img', { name: 'The outage from the failure to the recovery' });
        const words = (await drawing.textContent()) ?? '';
        for (const said of ['RPO 3.1 s', 'mirror RTO 11.1 s', 'objective 15 min', 'Steps of the runbook', 'availability', 'looks'])
          expect(words).toContain(said);
        expect(await drawing.locator('.plan').count()).toBe(8);
      },
      { width: 1280 },
    ));

  it('fits on paper', () =>
    open(
      async (page) => {
        expect((await page.pdf({ preferCSSPageSize: true })).length).toBeGreaterThan(20_000);
      },
      { width: 1280 },
    ));
});

async function wholeTables(page: Page): Promise<void> {
  const cut =
    "[...document.querySelectorAll('.scroll:has(table)')].filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.getAttribute('aria-label'))";
  expect(await page.evaluate(cut)).toEqual([]);
}

/** The lowest contrast of any element with text of its own against the nearest painted background. */
const lowestContrast = `(() => {
  const channels = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const light = (rgb) => rgb.slice(0, 3).map((value) => value / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const paper = (element) => { for (let at = element; at; at = at.parentElement) { const c = channels(getComputedStyle(at).backgroundColor); if (c.length === 3 || (c[3] ?? 0) > 0) return c; } return [255, 255, 255]; };
  let lowest = 21;
  for (const element of document.body.querySelectorAll('*')) {
    if (element.closest('svg, .skip') || ![...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())) continue;
    const [a, b] = [light(channels(getComputedStyle(element).color)), light(paper(element))];
    lowest = Math.min(lowest, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
  }
  return lowest;
})()`;

/** Words of a drawing that are smaller than 9 pixels on the screen, or stick out of it, or lie over others. */
const tooSmallOrOutside = (svg: Element): readonly string[] => {
  const frame = svg.getBoundingClientRect();
  const words = [...svg.querySelectorAll('text')].map((text) => ({ said: text.textContent, box: text.getBoundingClientRect() }));
  const out = words.filter(({ box }) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1);
  const small = words.filter(({ box }) => box.height < 10);
  const over = words.filter(({ box }, index) =>
    words.some(
      ({ box: other }, at) =>
        at > index && box.left < other.right - 1 && other.left < box.right - 1 && box.top < other.bottom - 4 && other.top < box.bottom - 4,
    ),
  );
  return [
    ...out.map(({ said }) => `outside: ${said ?? ''}`),
    ...small.map(({ said }) => `small: ${said ?? ''}`),
    ...over.map(({ said }) => `over another: ${said ?? ''}`),
  ];
};
