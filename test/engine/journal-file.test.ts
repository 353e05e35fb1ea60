import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/engine/clock.ts';
import { openJournal } from '../../src/engine/journal-file.ts';
import { parseJournal, readIntactJournal, readJournal } from '../../src/engine/journal-read.ts';
import { canonicalJson } from '../../src/model/canonical.ts';
import { linkEvent } from '../../src/model/chain.ts';
import { fold } from '../../src/model/fold.ts';
import { sampleJournal } from '../model/sample-journal.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-journal-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const lines = sampleJournal().map((event) => canonicalJson(event));
const text = `${lines.join('\n')}\n`;

describe('writing a journal', () => {
  it('puts every fact on disk before its promise resolves', async () => {
    await using journal = await openJournal(dir, systemClock());
    const event = await journal.record({ type: 'warned', text: 'first' });
    expect(await readFile(journal.path, 'utf8')).toBe(`${canonicalJson(event)}\n`);
    expect(event.at).toMatch(/^\d{4}-.*Z$/u);
  });
  it('chains the lines of overlapping callers in the order of their calls', async () => {
    const journal = await openJournal(dir, systemClock());
    await Promise.all(Array.from({ length: 60 }, (_, index) => journal.record({ type: 'warned', text: `number ${index}` })));
    await journal.close();
    const { events, problems, sealed, torn } = await readJournal(dir);
    expect({ problems, sealed, torn }).toEqual({ problems: [], sealed: false, torn: false });
    expect(events.map((event) => (event.type === 'warned' ? event.text : ''))).toEqual(Array.from({ length: 60 }, (_, index) => `number ${index}`));
  });
  it('refuses a folder that has a journal already', async () => {
    await (await openJournal(dir, systemClock())).close();
    await expect(openJournal(dir, systemClock())).rejects.toMatchObject({ code: 'WRITE_FAILED' });
  });
  it('refuses a fact after it was closed', async () => {
    const journal = await openJournal(dir, systemClock());
    await journal.close();
    await expect(journal.record({ type: 'warned', text: 'late' })).rejects.toMatchObject({ code: 'BUG' });
  });
  it.runIf(process.platform === 'linux')('says that a full disk could not be written', async () => {
    const { symlink } = await import('node:fs/promises');
    await symlink('/dev/full', join(dir, 'journal.ndjson'));
    await expect(openJournal(dir, systemClock())).rejects.toMatchObject({ code: 'WRITE_FAILED' });
  });
});

describe('reading a journal', () => {
  it('accepts a whole, sealed one', () => expect(parseJournal(text)).toMatchObject({ sealed: true, torn: false, problems: [] }));
  it('says of a folder without one that it is no run', () => expect(readJournal(dir)).rejects.toMatchObject({ code: 'NOT_A_RUN' }));
  it('accepts a cut last line of an unsealed one, and folds what is before it', () => {
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), (length) => {
        const reading = parseJournal(text.slice(0, length));
        expect(reading.problems).toEqual([]);
        expect(reading.sealed).toBe(false);
        expect(fold(reading.events).verdict).not.toBe('pass');
      }),
      { numRuns: 60 },
    );
  });
  it('finds any changed byte', () => {
    const bytes = Buffer.from(text);
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (index, flip) => {
        const changed = Buffer.from(bytes);
        changed[index] = (changed[index] ?? 0) ^ flip;
        const { sealed, problems } = parseJournal(changed.toString('utf8'));
        expect(sealed && problems.length === 0).toBe(false);
      }),
      { numRuns: 150 },
    );
  });
  it('finds a removed, doubled or moved line', () => {
    const place = fc.nat({ max: lines.length - 2 });
    fc.assert(
      fc.property(place, place, fc.constantFrom('remove', 'double', 'move'), (index, other, how) => {
        fc.pre(how !== 'move' || index !== other);
        const [line = ''] = lines.slice(index, index + 1);
        const without = lines.toSpliced(index, 1);
        const changed = how === 'remove' ? without : how === 'double' ? lines.toSpliced(index, 0, line) : without.toSpliced(other, 0, line);
        expect(parseJournal(`${changed.join('\n')}\n`).problems).not.toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
  it('finds a line that was changed and hashed anew, at the line after it', () => {
    const forged = sampleJournal().map((event) =>
      event.type === 'recovery-measured' ? linkEvent({ ...event, ordersLost: 0 }, { seq: event.seq, at: event.at, ms: event.ms, prev: event.prev }) : event,
    );
    const { problems, events } = parseJournal(`${forged.map((event) => canonicalJson(event)).join('\n')}\n`);
    expect(problems).toEqual([{ line: events.length + 1, text: expect.stringContaining('does not follow') }]);
    expect(events.at(-1)?.type).toBe('recovery-measured');
  });
  it('finds a line that only looks different', () => {
    const [first = '', ...others] = lines;
    const { problems } = parseJournal(`${[JSON.stringify(JSON.parse(first), null, 1).replaceAll('\n', ''), ...others].join('\n')}\n`);
    expect(problems[0]?.line).toBe(1);
  });
  it('names the line of an event that it does not know', async () => {
    await writeFile(join(dir, 'journal.ndjson'), `${lines[0]}\n{"type":"made-up"}\n`);
    await expect(readIntactJournal(dir)).rejects.toMatchObject({ code: 'JOURNAL_BROKEN', message: expect.stringContaining('journal.ndjson:2') });
  });
  it('takes nothing after the seal', () => expect(parseJournal(`${text}${lines.at(-1)}\n`).problems).not.toEqual([]));
});
