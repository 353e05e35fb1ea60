import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { schemaNames } from '../../src/definition/compose.ts';
import { errorTable, exitCodes } from '../../src/model/errors.ts';
import { kindPage } from '../../tools/reference/kinds.ts';
import { markdownOf } from '../../src/model/markdown.ts';
import { referencePages } from '../../tools/reference/pages.ts';

const pages = referencePages(join(import.meta.dirname, '..', '..'));
const page = (name: string): string => pages.get(name) ?? '';

describe('the reference', () => {
  it.each([
    ['faults.md', catalog.faults],
    ['steps.md', catalog.steps],
    ['assertions.md', catalog.assertions],
    ['watchers.md', catalog.watchers],
  ] as const)('has a heading for every kind: %s', (name, kinds) => {
    for (const { kind } of kinds) expect(page(name)).toContain(`\n## ${kind}\n`);
  });

  it('has every verb with its flags, every exit code, every error and every schema', () => {
    expect(page('commands.md')).toContain('\n## backup verify\n');
    expect(page('commands.md')).toMatch(/`--max-age <duration>`.*default `P92D`/u);
    for (const code of Object.values(exitCodes)) expect(page('exit-codes.md')).toContain(`\n| ${code} | `);
    for (const code of Object.keys(errorTable)) expect(page('exit-codes.md')).toContain(`\`${code}\``);
    for (const name of schemaNames) expect(page('schemas.md')).toContain(`\n## ${name}\n`);
  });

  it('names the kinds that speak to a citation, and the proposal as a proposal', () => {
    expect(page('controls.md')).toMatch(/\| 164\.312\(b\) \|.*no-unlogged-phi.*\|/u);
    expect(page('controls.md')).toContain('## Proposed:');
  });

  it('changes when a registry does', () => {
    const [first] = catalog.faults;
    if (first === undefined) throw new Error('no faults');
    const more = markdownOf(kindPage([...catalog.faults, { ...first, kind: 'made-up' }], 'fault'));
    expect(more).toContain('## made-up');
    expect(page('faults.md')).not.toContain('made-up');
  });
});
