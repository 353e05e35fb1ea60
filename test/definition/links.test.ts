import { describe, expect, it } from 'vitest';
import { checkFiles } from '../../src/definition/check-files.ts';
import { formatDiagnostic, type Diagnostic } from '../../src/definition/diagnostic.ts';
import { listDrills } from '../../src/definition/list-drills.ts';
import { memoryFiles } from './memory-files.ts';
import { options } from './read-sample.ts';
import { sample } from './sample-site.ts';

const secret = 'aws-key: hunter2';
const outside = { '/home/me/.aws/config.yaml': secret, '/home/me/.aws/notes.md': `# ${secret}\n\n## A step\n` };

/** Checks `drills` of the sample with links in it; nothing that was read, or is said, may be of the outside. */
function check(links: Readonly<Record<string, string>>): readonly Diagnostic[] {
  const files = memoryFiles({ ...sample, ...outside, ...links });
  const { diagnostics } = checkFiles(['drills'], { ...options, files });
  const said = diagnostics.map(formatDiagnostic).join('\n');
  expect(said).not.toContain('hunter2');
  expect(said).not.toContain('/home/me');
  expect(files.reads.filter((path) => files.real(path)?.startsWith('/w/') !== true)).toEqual([]);
  return diagnostics;
}

describe('a link that leads out of the folder', () => {
  it.each([
    ['a file among the drills', 'drills/more.yaml', '/home/me/.aws/config.yaml'],
    ['a folder among the drills', 'drills/more', '/home/me/.aws'],
    ['a runbook', 'drills/sites/shop/runbooks/more.md', '/home/me/.aws/notes.md'],
  ])('is named and not followed: %s', (_what, link, target) => {
    expect(check({ [link]: `-> ${target}` })).toMatchObject([{ code: 'outside', file: link }]);
  });
  it('is not followed either when it is the folder of the runbooks', () => {
    const { 'drills/sites/shop/runbooks/loss.md': _, ...rest } = sample;
    const files = memoryFiles({ ...rest, ...outside, 'drills/sites/shop/runbooks': '-> /home/me/.aws' });
    const { diagnostics } = checkFiles(['drills/sites/shop'], { ...options, files });
    expect(diagnostics).toMatchObject([{ code: 'outside', file: 'drills/sites/shop/runbooks' }]);
    expect(files.reads.filter((path) => files.real(path)?.startsWith('/home'))).toEqual([]);
  });
  it('keeps the list of drills from reading it, too', () => {
    const files = memoryFiles({ ...sample, ...outside, 'drills/more.yaml': '-> /home/me/.aws/config.yaml' });
    const { drills, diagnostics } = listDrills('drills', { ...options, files });
    expect(drills.map((drill) => drill.id)).toEqual(['loss']);
    expect(diagnostics).toMatchObject([{ code: 'outside', file: 'drills/more.yaml' }]);
  });
});

describe('a link that stays inside', () => {
  it('is followed', () => expect(check({ 'drills/again.yaml': '-> /w/drills/loss.yaml' })).toEqual([]));
});
