import { describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { diskFiles } from '../../src/definition/files.ts';
import { readControls } from '../../src/definition/read-controls.ts';
import { binder } from '../../src/documents/binder/binder.ts';
import type { BinderInput, BinderRun } from '../../src/documents/binder/binder-input.ts';
import { filesCsv } from '../../src/documents/binder/files-csv.ts';
import { isRetention, retainUntil } from '../../src/documents/binder/retention.ts';
import { documentMarkdown } from '../../src/documents/text.ts';
import { fold } from '../../src/model/fold.ts';
import { heading } from '../../src/model/markdown.ts';
import { quarterNamed, quarterOf } from '../../src/model/quarter.ts';
import type { DrillResult } from '../../src/model/result.ts';
import { sampleJournal } from '../model/sample-journal.ts';

const read = readControls({ drills: 'drills', shipped: 'drills' }, { files: diskFiles, catalog, today: '2026-11-23', cwd: process.cwd() });
if ('diagnostics' in read) throw new Error('the shipped catalogue is not valid');
const { catalogue } = read;
const quarter = quarterNamed('2026-Q4');
if (quarter === null) throw new Error('no quarter');

const result = (change: Partial<DrillResult> = {}): DrillResult => ({ ...fold(sampleJournal()), evidenceGrade: 'procedure', ...change });
const run = (change: Partial<DrillResult> = {}, more: Partial<BinderRun> = {}): BinderRun => ({
  folder: 'runs/a',
  result: result(change),
  certification: { state: 'not-certified', why: 'The security-official has not certified it.' },
  files: [{ path: 'runs/a/=report.html', sha256: 'ab'.repeat(32), bytes: 12, createdAt: '2026-11-23T10:00:00.000Z' }],
  ...more,
});
const text = (change: Partial<BinderInput> = {}): string => {
  const runs = change.runs ?? [run()];
  const input: BinderInput = {
    quarter,
    title: 'All',
    runs,
    history: runs.map((one) => one.result),
    catalogue,
    ledgers: [],
    plans: [],
    actions: [],
    retain: null,
    unreadable: [],
    ...change,
  };
  return documentMarkdown(binder(input)).replaceAll('\\', '');
};
const row = (name: string, document: string): string => document.split('\n').find((line) => line.startsWith(`| ${name} |`)) ?? '';

describe('the binder', () => {
  it('counts a run for the citations and rows that its assertions speak to, in its own grade only', () => {
    const document = text();
    expect(row('164.312(b)', document)).toMatch(/no-unlogged-phi pass.*\(run: pass\) \| not covered \|$/u);
    expect(row('R17', document)).toMatch(/no-unlogged-phi pass.* \| not covered \|$/u);
    expect(row('164.402', document)).toMatch(/not covered \| not covered \|$/u);
  });

  it('never counts a demo run as coverage', () => {
    const document = text({ runs: [run({ evidenceGrade: 'demo' })] });
    expect(row('164.312(b)', document)).toMatch(/not covered \| not covered \|$/u);
    expect(row('R17', document)).toMatch(/not covered \| not covered \|$/u);
    expect(row('demo (counts for nothing)', document)).toBe('| demo (counts for nothing) | 1 | 1 | 0 | 0 | 0 |');
  });

  it('never merges grades: a production backup that failed stands beside a procedure that passed', () => {
    const failed = result().assertions.map((one) => ({ ...one, verdict: 'fail' as const }));
    const document = text({ runs: [run(), run({ evidenceGrade: 'production-backup', verdict: 'fail', assertions: failed })] });
    expect(row('164.312(b)', document)).toMatch(/no-unlogged-phi pass.*\(run: pass\) \| .*no-unlogged-phi fail.*\(run: fail\) \|$/u);
    expect(document).toContain('charts/rto-procedure.svg');
    expect(document).toContain('charts/rto-production-backup.svg');
  });

  it('lets the last run of a drill speak, and lists all of them', () => {
    const later = { ...result().run, id: 'later', startedAt: '2026-12-01T00:00:00.000Z' };
    const document = text({ runs: [run(), run({ run: later, verdict: 'fail' })] });
    expect(row('164.312(b)', document)).toContain('(run: fail)');
    expect(row('procedure', document)).toBe('| procedure | 2 | 1 | 0 | 1 | 0 |');
  });

  it('draws each quarter with its figures in words, and a gap where nothing was measured', () => {
    const earlier = result({ run: { ...result().run, startedAt: '2026-08-01T00:00:00.000Z' }, measured: { ...result().measured, rtoSeconds: null } });
    const { charts } = binder({
      quarter,
      title: 'All',
      runs: [run()],
      history: [earlier, result()],
      catalogue,
      ledgers: [],
      actions: [],
      plans: [],
      retain: null,
      unreadable: [],
    });
    const chart = charts.get('charts/rto-procedure.svg') ?? '';
    expect(chart).toMatch(/<title>Recovery time \(procedure\)<\/title><desc>.*2026-Q3 not measured, 2026-Q4 \d/u);
    expect(chart.match(/<circle/gu)).toHaveLength(1);
  });

  it('names a start that left no evidence here, and a broken ledger', () => {
    const start = {
      schemaVersion: 1,
      seq: 0,
      prev: '0'.repeat(64),
      at: '2026-11-01T00:00:00.000Z',
      runId: 'lost',
      drill: 'key-loss',
      site: 'shop',
      type: 'started',
      plan: 'sha256:1',
      preparedBy: '',
    } as const;
    const document = text({ ledgers: [{ path: 'ledger.ndjson', entries: [start], head: 'ff', problem: null }] });
    expect(document).toContain('| key-loss on shop, lost | 2026-11-01T00:00:00 | never ended | `none` | NOT in this binder |');
    expect(text({ ledgers: [{ path: 'ledger.ndjson', entries: [], head: null, problem: 'ledger.ndjson:2: was changed' }] })).toContain(
      'ITS CHAIN IS BROKEN: ledger.ndjson:2: was changed.',
    );
    expect(text()).toContain('There is no ledger');
  });

  it('names each finding with its corrective action, or that it has none yet', () => {
    const findings = [{ id: 'orders-lost-1', severity: 'low' as const, text: '2 orders', controls: ['164.308(a)(7)(ii)(A)'], repeatOf: null }];
    const { drill, site } = result();
    const action = {
      id: 'CA-0001',
      openedAt: '2026-11-24T00:00:00.000Z',
      grade: 'procedure',
      runId: 'x',
      drill: drill.id,
      site: site.id,
      finding: 'orders-lost-1',
      severity: 'low',
      text: '2 orders',
      controls: [],
      rootCause: 'r',
      action: 'Back up more often',
      owner: 'dba',
      due: '2026-12-01',
      status: 'open',
      overdue: true,
      notes: [],
      keyId: null,
      waiver: null,
      closure: null,
    } as const;
    expect(text({ runs: [run({ findings })] })).toMatch(/orders-lost-1 .* NONE YET \|/u);
    const document = text({ runs: [run({ findings })], actions: [action] });
    expect(document).toMatch(
      /\| CA-0001 \| Back up more often; Cause: r; 2026-11-24 opened \[not signed\] \| dba \| 2026-12-01 \| open, OVERDUE since 2026-12-01 \|/u,
    );
    expect(document).toMatch(/\| orders-lost-1 .* CA-0001 \|/u);
  });

  it('prints the written plan of a site, and says of each run whether it was of that version', () => {
    const own = run();
    const { drill, site, runbook } = own.result;
    const plan = {
      site: site.id,
      why: '',
      document: { title: 'Contingency plan: Shop', subtitle: '', marking: [], at: '', blocks: [heading(2, 'Data backup plan')], charts: new Map() },
      digest: { plan: 'sha256:aa', site: site.digest, drills: [{ id: drill.id, drill: drill.digest, runbook: runbook.digest }] },
    } as const;
    const same = text({ runs: [own], plans: [plan] });
    expect(same).toContain('## Contingency plan: Shop');
    expect(same).toContain('### Data backup plan');
    expect(same).toMatch(/\| this version \| this version \| this version \|/u);
    const changed = { ...plan, digest: { ...plan.digest, drills: [{ id: drill.id, drill: drill.digest, runbook: 'sha256:bb' as const }] } };
    expect(text({ runs: [own], plans: [changed] })).toContain(`| this version | this version | ANOTHER VERSION, \`${runbook.digest}\` |`);
    expect(text({ plans: [{ ...plan, why: 'it is gone.', document: null }] })).toContain('It is not in this binder: it is gone.');
  });

  it('says that an empty quarter proves nothing', () => {
    expect(text({ runs: [], history: [] })).toContain('Nothing was run in this quarter: this binder proves nothing.');
  });
});

describe('retention', () => {
  it.each([
    ['2026-11-23T10:00:00.000Z', 'P6Y', '2032-11-23'],
    ['2028-02-29T10:00:00.000Z', 'P1Y', '2029-02-28'],
    ['2026-12-31T23:59:59.000Z', 'P2M', '2027-02-28'],
    ['2026-11-23T10:00:00.000Z', 'P10D', '2026-12-03'],
  ])('counts %s and %s as until %s', (from, retain, until) => {
    expect(retainUntil(from, retain)).toBe(until);
  });
  it('takes years, months and days, and nothing else', () => {
    expect(['P6Y', 'P6Y6M', 'P30D', 'P0Y', 'P', '6 years', 'PT1H'].map(isRetention)).toEqual([true, true, true, false, false, false, false]);
  });
  it('stands per file in the CSV, where nothing is taken for a formula', () => {
    const input: BinderInput = {
      quarter,
      title: 'All',
      runs: [run({}, { files: [{ path: '=evil,"x"', sha256: 'a', bytes: 1, createdAt: '2026-11-23T10:00:00.000Z' }] })],
      history: [],
      catalogue,
      ledgers: [],
      actions: [],
      plans: [],
      retain: 'P6Y',
      unreadable: [],
    };
    expect(filesCsv(input).split('\r\n')[1]).toMatch(/^"'=evil,""x""",a,1,2026-11-23T10:00:00\.000Z,2032-11-23,/u);
  });
});

describe('quarters', () => {
  it('begin and end in UTC', () => {
    expect(quarterNamed('2026-Q4')).toEqual({ name: '2026-Q4', from: '2026-10-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' });
    expect(['2026-Q5', '2026', 'Q1'].map(quarterNamed)).toEqual([null, null, null]);
    expect(['2026-03-31T23:59:59.999Z', '2026-04-01T00:00:00.000Z'].map(quarterOf)).toEqual(['2026-Q1', '2026-Q2']);
  });
});
