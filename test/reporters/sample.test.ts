import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readIntactJournal } from '../../src/engine/journal-read.ts';
import { finalLines } from '../../src/reporters/terminal.ts';
import { fold, sameResult } from '../../src/model/fold.ts';

const dir = join(import.meta.dirname, '../../reports/sample');

describe('the sample bundle that the README shows', () => {
  it('is a real run: an intact journal that folds to the result beside it', async () => {
    const { events } = await readIntactJournal(dir);
    expect(sameResult(fold(events), JSON.parse(readFileSync(join(dir, 'result.json'), 'utf8')))).toBe(true);
    expect(fold(events)).toMatchObject({ verdict: 'pass', evidenceGrade: 'demo', run: { state: 'finished' } });
  });
  it('ends on the terminal as the README shows it', async () => {
    const { events } = await readIntactJournal(dir);
    const said = finalLines(fold(events));
    const shown = /^✓ PASS[^`]+/mu.exec(readFileSync('README.md', 'utf8'))?.[0] ?? '';
    const lines = shown.split('\n').filter((line) => line.trim() !== '' && line.trim() !== '…');
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) expect(said).toContain(line);
  });
});
