import { describe, expect, it } from 'vitest';
import { progress, progressStyle } from '../../src/reporters/progress.ts';
import { sampleJournal } from '../model/sample-journal.ts';
import { samplePlan } from '../model/sample-plan.ts';

const clock = { now: () => '2026-11-23T09:30:00.000Z', monotonicMs: () => 0 };

function shown(terminal: boolean, env: Readonly<Record<string, string>>): readonly string[] {
  const lines: string[] = [];
  const live = progress({ err: (line) => lines.push(line) }, { terminal, env, clock }, samplePlan());
  for (const event of sampleJournal()) live.show(event);
  live.note('image web: built\u001b[31m\n::error::no');
  live.end();
  live.end();
  return lines;
}

describe('progress', () => {
  it('groups on GitHub, rewrites a line on a terminal, is plain elsewhere', () => {
    expect(progressStyle({ terminal: true, env: { GITHUB_ACTIONS: 'true' } })).toBe('github');
    expect(progressStyle({ terminal: true, env: { TERM: 'xterm' } })).toBe('live');
    expect(progressStyle({ terminal: true, env: { TERM: 'dumb' } })).toBe('plain');
    expect(progressStyle({ terminal: false, env: {} })).toBe('plain');
  });
  it('says every phase, step and outcome once, without control characters', () => {
    const lines = shown(false, {});
    expect(lines.filter((line) => line === 'restore')).toHaveLength(1);
    expect(lines.filter((line) => line.includes('open-the-shop'))).toHaveLength(1);
    // oxlint-disable-next-line no-control-regex -- that is what must not be there
    expect(lines.every((line) => !/[\u0000-\u001f]/u.test(line))).toBe(true);
  });
  it('closes every group that it opens, and lets nothing else command GitHub', () => {
    const lines = shown(false, { GITHUB_ACTIONS: 'true' });
    expect(lines.filter((line) => line.startsWith('::group::'))).toHaveLength(12);
    expect(lines.filter((line) => line === '::endgroup::')).toHaveLength(12);
    expect(lines.filter((line) => line.startsWith('::error'))).toEqual([]);
  });
  it('leaves no live line behind', () => expect(shown(true, { TERM: 'xterm' }).at(-1)).toBe('\u001b[1A\u001b[2K\u001b[1A'));
});
