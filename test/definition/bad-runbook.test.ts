import { describe, expect, it } from 'vitest';
import { definitionWith, edit, linesOf, problemsOf, textOf } from './read-sample.ts';
import { sample, type SampleFile } from './sample-site.ts';

const file = 'drills/sites/shop/runbooks/loss.md' satisfies SampleFile;
const text = sample[file];

describe('a sound runbook', () => {
  it('gives its steps with their ids, defaults and lines', () => {
    expect(definitionWith().runbook.steps).toMatchObject([
      {
        id: 'restore-it',
        heading: 'Restore it',
        line: 9,
        kind: 'restore-database',
        params: { from: 'last-clean' },
        who: 'admin',
        timeoutSeconds: 600,
        plannedSeconds: 600,
        attempts: 2,
        retryDelaySeconds: 5,
        onFailure: 'stop',
      },
      { id: 'plugins', kind: 'reactivate-plugins', timeoutSeconds: 600, attempts: 1 },
      { id: 'tell-what-was-restored', kind: 'exec', who: 'officer' },
      { id: 'look-at-the-shop', kind: 'manual', params: {}, who: '', timeoutSeconds: 3600 },
    ]);
  });

  it('keeps its text as it stands in the file, for the digest', () => {
    const windows = text.replaceAll('\n', '\r\n');
    expect(definitionWith({ [file]: windows }).runbook.text).toBe(windows);
  });
});

describe('a runbook with a mistake', () => {
  const cases: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['a plugin activated before one it needs', edit(file, '[vault, log, serve]', '[vault, serve, log]')],
    [
      'a plugin activated before one of a later step',
      {
        [file]: `${text.replace('[vault, log, serve]', '[log, serve]')}\n## Vault\n\`\`\`yaml step\nreactivate-plugins: { order: [vault] }\nwho: admin\n\`\`\`\n`,
      },
    ],
    ['an unknown plugin', edit(file, '[vault, log, serve]', '[valut, log, serve]')],
    ['a misspelt kind', edit(file, 'restore-database:', 'restore-databse:')],
    ['no kind', edit(file, 'restore-database: { from: last-clean }\n', '')],
    ['two kinds', edit(file, 'restore-database: { from: last-clean }\n', 'restore-database: { from: last-clean }\nflush-cache: {}\n')],
    ['a wrong value of a parameter', edit(file, 'from: last-clean', 'from: last-clan')],
    ['a misspelt parameter', edit(file, 'from: last-clean', 'form: last-clean')],
    ['a misspelt step key', edit(file, 'timeout: PT10M', 'timout: PT10M')],
    ['an unknown role', edit(file, 'who: officer', 'who: oficer')],
    ['nobody who does it', edit(file, 'who: officer\n', '')],
    ['a step longer than a day', edit(file, 'timeout: PT10M', 'timeout: P2D')],
    ['two steps with one id', edit(file, 'id: plugins', 'id: restore-it')],
    ['two headings that give one id', edit(file, '## Tell what was restored', '## Restore it!')],
    ['a heading that gives no id', edit(file, '## Look at the shop', '## 店を見る')],
    ['a reference to an unknown step', edit(file, 'steps.restore-it.', 'steps.restore-ti.')],
    ['a reference to a step that it does not wait for', edit(file, 'who: officer\n', 'who: officer\nneeds: []\n')],
    ['a need of a later step', edit(file, 'who: officer\n', 'who: officer\nneeds: [restore-it, look-at-the-shop]\n')],
    ['a misspelt need', edit(file, 'who: officer\n', 'who: officer\nneeds: [restore-ti, restore-it]\n')],
    ['retry by number and by time', edit(file, 'attempts: 2', 'attempts: 2, within: PT5M')],
    ['a reference to a later step', edit(file, 'steps.restore-it.', 'steps.look-at-the-shop.')],
    ['a broken reference', edit(file, '.outputs.bytes}', '.output.bytes}')],
    ['a condition on a later step', edit(file, 'who: officer\n', 'who: officer\nwhen: ${steps.look-at-the-shop.outputs.bytes}\n')],
    ['a condition that is no output', edit(file, 'who: officer\n', 'who: officer\nwhen: always\n')],
    ['a block that is never closed', { [file]: `${text}\n## Last\n\`\`\`yaml step\nflush-cache: {}\n` }],
    ['a block under no heading', { [file]: text.replace('## Restore it\n', '') }],
    ['two blocks under one heading', edit(file, '\n## Tell what was restored\n', '')],
    ['a block in a list', { [file]: `${text}\n- item\n\n  \`\`\`yaml step\n  flush-cache: {}\n  \`\`\`\n` }],
    ['a block that was meant to be a step', edit(file, '```yaml step\nid', '```yaml steps\nid')],
    ['broken YAML in a block', edit(file, '{ from: last-clean }', '{ from: last-clean')],
    ['no front matter', { [file]: '# Restore\n\n## Do it\n' }],
    ['no steps', { [file]: '---\nrunbook: loss\ntitle: Nothing\n---\n\nNothing to do.\n' }],
    ['another name than its file', edit(file, 'runbook: loss', 'runbook: lost')],
    ['an approval by an unknown role', edit(file, 'by: officer', 'by: oficer')],
    ['an approval on no date', edit(file, 'at: 2026-10-05', 'at: last week')],
  ];

  it.each(cases)('says where and what next: %s', (name, changes) => {
    expect(problemsOf(changes).length).toBeGreaterThan(0);
    expect(textOf(changes)).toMatchSnapshot(name);
  });

  it('is no mistake when a plugin is left out of the activation', () => {
    expect(linesOf(edit(file, '[vault, log, serve]', '[vault, serve]'))).toEqual([]);
  });

  it('does not hang on quotes nested without end', () => {
    expect(linesOf({ [file]: text + '>'.repeat(100_000) }).at(0)).toMatch(/is nested deeper than 32 levels|lists or quotes/u);
  });
});
