import { describe, expect, it } from 'vitest';
import { checkFiles } from '../../src/definition/check-files.ts';
import { listDrills } from '../../src/definition/list-drills.ts';
import { memoryFiles } from './memory-files.ts';
import { definitionWith, options, problemsOf } from './read-sample.ts';
import { sample } from './sample-site.ts';

const own = 'drills/sites/shop/runbooks/loss.md';
const shared = 'drills/runbooks/loss.md';
const stack = 'drills/sites/shop/stack.yaml';
const sharing = `${sample[stack]}shared-runbooks: ../../runbooks\n`;
const elsewhere = `${sample[stack]}not-here: [{ drill: loss, because: "its database lies on paper" }]\n`;

describe('runbooks that several sites share', () => {
  it('serve a site that has none of the name', () =>
    expect(definitionWith({ [own]: null, [stack]: sharing, [shared]: sample[own] }).runbook.path).toBe('runbooks/loss.md'));
  it('stand back behind the site\u2019s own', () => {
    const { runbook } = definitionWith({ [stack]: sharing, [shared]: sample[own].replace('title: Restore the database', 'title: Another') });
    expect(runbook.title).toBe('Restore the database');
  });
  it('are checked against each site that takes them', () => {
    const wrong = sample[own].replace('[vault, log, serve]', '[vault, serve, log]');
    const files = memoryFiles({
      ...sample,
      [own.replace('loss', 'other')]: sample[own].replace('runbook: loss', 'runbook: other'),
      [stack]: sharing,
      [shared.replace('loss', 'third')]: wrong.replace('runbook: loss', 'runbook: third'),
    });
    const { diagnostics } = checkFiles(['drills/sites/shop'], { ...options, files });
    expect(diagnostics).toMatchObject([{ code: 'order', file: 'drills/runbooks/third.md' }]);
  });
  it('lie inside the folder of the drills', () =>
    expect(problemsOf({ [own]: null, [stack]: sharing.replace('../../runbooks', '../../../runbooks') })).toMatchObject([
      { code: 'missing-file', file: 'drills/loss.yaml' },
    ]));
  it('name their tables as each site does, by ${site.table-prefix}', () => {
    const text = sample[own].replace('echo, "', 'echo, "${site.table-prefix}users", "');
    expect(definitionWith({ [own]: text }).runbook.steps[2]?.params).toMatchObject({ argv: ['echo', '${site.table-prefix}users', expect.anything()] });
    expect(problemsOf({ [own]: text.replace('table-prefix', 'prefix') })).toMatchObject([{ code: 'unknown-reference', file: own }]);
  });
});

describe('a drill that cannot happen to a site', () => {
  it('is refused with the site\u2019s reason', () =>
    expect(problemsOf({ [stack]: elsewhere })).toMatchObject([{ code: 'not-here', message: expect.stringContaining('its database lies on paper') }]));
  it('is left out of the list of what the site can run, and told apart', () => {
    const files = memoryFiles({ ...sample, [stack]: elsewhere });
    const { drills, notHere, diagnostics } = listDrills('drills', { ...options, files }, 'drills/sites/shop');
    expect([drills, notHere, diagnostics]).toEqual([[], [{ id: 'loss', because: 'its database lies on paper' }], []]);
  });
});
