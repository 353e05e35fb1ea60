import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sameFacts } from '../../src/commands/compare-result.ts';
import { readIntactJournal } from '../../src/engine/journal-read.ts';
import { finalLines } from '../../src/reporters/terminal.ts';
import { readPublicKey } from '../../src/evidence/keys.ts';
import { verifySeal } from '../../src/evidence/verify-seal.ts';
import { fold } from '../../src/model/fold.ts';

const dir = join(import.meta.dirname, '../../reports/sample');

describe('the sample bundle that the README shows', () => {
  // Sealed by the version that ran it: a later one may word the same facts otherwise, and changes nothing under the seal.
  it('is a real run: an intact journal that folds to the facts of the result beside it', async () => {
    const { events } = await readIntactJournal(dir);
    expect(sameFacts(JSON.parse(readFileSync(join(dir, 'result.json'), 'utf8')), fold(events))).toBe(true);
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

  it('is sealed: each byte is what the key beside it signed', async () => {
    const key = await readPublicKey(join(dir, '../sample-key.pub'));
    expect(await verifySeal(dir, key)).toMatchObject({ state: 'signed', keyGiven: true, problems: [] });
  });
});
