import { describe, expect, it } from 'vitest';
import { announcement } from '../../src/history/announcement.ts';
import type { DrillStatus } from '../../src/history/cadence.ts';
import { metricsText } from '../../src/history/metrics.ts';
import type { Overview } from '../../src/history/overview.ts';

const never: DrillStatus = { drill: 'key-loss', title: 'T', site: 'a<b>&"c"\\', last: null, ageDays: null, dueBy: null, due: true, changed: [] };
const overview: Overview = {
  at: '2026-08-02T10:00:00.000Z',
  maxAge: 'P92D',
  drills: [never],
  overdue: [],
  undocumented: [],
  corrective: { open: [], problem: null },
};

describe('metrics', () => {
  it('are absent where nothing was measured, and escape what stands in a label', () => {
    const text = metricsText(overview);
    expect(text).toContain('muster_drill_due{drill="key-loss",site="a<b>&\\"c\\"\\\\",grade="none"} 1\n');
    expect(text).not.toContain('muster_drill_rto_seconds');
    expect(text).toContain('muster_status_timestamp_seconds 1785664800\n');
    expect(text.endsWith('\n')).toBe(true);
  });
  it('keep to the text format: a help and a type before the samples of each name, and nothing else', () => {
    const sample = /^(?<name>[a-z_]+)(?:\{(?:[a-z]+="(?:[^"\\\n]|\\.)*",?)+\})? -?\d+(?:\.\d+)?$/u;
    const lines = metricsText(overview).trimEnd().split('\n');
    const names = lines.map((line) => /^# (?:HELP|TYPE) (?<name>\S+)/u.exec(line)?.groups?.['name'] ?? sample.exec(line)?.groups?.['name'] ?? `bad: ${line}`);
    expect(names.filter((name) => name.startsWith('bad'))).toEqual([]);
    const order = names.filter((name, index) => name !== names[index - 1]);
    expect(new Set(order).size).toBe(order.length);
  });
});

describe('a message', () => {
  it('says in every format what there is to do, and is escaped for Slack', () => {
    expect(announcement(overview, 'slack')).toEqual({
      text: '*Muster: 1 drill, 1 thing to do*\n• key-loss on a&lt;b&gt;&amp;"c"\\: DUE: it has never been run',
    });
    expect(JSON.stringify(announcement(overview, 'teams'))).toContain('AdaptiveCard');
    expect(announcement(overview, 'json')).toMatchObject({ needsWork: true, drills: [{ drill: 'key-loss', verdict: null, due: true }] });
  });
  it('says so when there is nothing to do', () => {
    expect(announcement({ ...overview, drills: [] }, 'slack')).toEqual({ text: '*Muster: 0 drills, nothing to do*' });
  });
});
