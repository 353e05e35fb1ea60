import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scanForLeaks, scanOtherFiles } from '../../src/commands/scan-for-leaks.ts';
import { readIntactJournal } from '../../src/engine/journal-read.ts';
import { firstOf } from '../../src/model/facts.ts';
import type { JournalEvent } from '../../src/model/journal.ts';
import { canaryToken } from '../../src/phi/canary.ts';
import { sampleJournal } from '../model/sample-journal.ts';
import { samplePlan } from '../model/sample-plan.ts';

const plan = (events: readonly JournalEvent[]) => firstOf(events, 'run-started')?.plan ?? samplePlan();
const scan = async (text: string) => {
  const events = sampleJournal({ fact: (fact) => (fact.type === 'step-ended' ? { ...fact, text } : fact) });
  return await scanForLeaks(events, plan(events));
};

describe("the search of a run's own files before they are sealed", () => {
  it('finds nothing in a real run', async () => {
    const { events } = await readIntactJournal(join(import.meta.dirname, '../../reports/sample'));
    expect(await scanForLeaks(events, plan(events))).toMatchObject({ hits: 0, identifiers: {}, notUnpacked: 0, withhold: false });
  });
  it.each([
    ['a token of a synthetic record', canaryToken('k7q2m9xw', 1), {}],
    ['what looks like a social security number', 'the clerk wrote 078-05-1120 there', { G: 1 }],
    ['an address outside the reserved domains', 'mail jane@clinic.org', { F: 1 }],
  ])('withholds a run with %s in a step', async (_what, text, identifiers) => {
    const found = await scan(text);
    expect(found).toMatchObject({ withhold: true, identifiers });
    expect(found.hits).toBeGreaterThan(0);
    expect(JSON.stringify(found)).not.toContain('1120');
  });
  it('takes what stands in the plan for nobody’s', async () => {
    const events = sampleJournal({
      plan: (one) => ({ ...one, site: { ...one.site, url: 'https://8.8.4.4' } }),
      fact: (fact) => (fact.type === 'step-ended' ? { ...fact, text: 'asked 8.8.4.4' } : fact),
    });
    expect(await scanForLeaks(events, plan(events))).toMatchObject({ identifiers: {}, withhold: false });
  });
});

describe('what else lies in the folder', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'muster-scan-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));
  const events = sampleJournal();

  it('is searched too, also compressed', async () => {
    await writeFile(join(dir, 'report.html'), '078-05-1120, but this one was searched as it was rendered');
    expect(await scanOtherFiles(dir, events, plan(events))).toMatchObject({ files: 0, withhold: false });
    await writeFile(join(dir, 'packet.gz'), gzipSync(`x ${canaryToken('k7q2m9xw', 2)} y`));
    expect(await scanOtherFiles(dir, events, plan(events))).toMatchObject({ files: 1, hits: 1, withhold: true });
  });
  it('is withheld when it cannot be looked into', async () => {
    await writeFile(join(dir, 'packet.gz'), gzipSync('abc'.repeat(100)).subarray(0, 15));
    expect(await scanOtherFiles(dir, events, plan(events))).toMatchObject({ hits: 0, notUnpacked: 1, withhold: true });
  });
});
