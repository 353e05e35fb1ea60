import { describe, expect, it } from 'vitest';
import { steps } from '../../src/runbook/index.ts';
import type { StepKind } from '../../src/model/kind.ts';
import { memoryMirror } from './memory-mirror.ts';

const kindOf = (kind: string): StepKind => steps.find((one) => one.kind === kind) ?? expect.fail(kind);
const { site } = memoryMirror().context.mirror;

describe('the steps that bring parts of a web root back', () => {
  it.each([
    ['restore-core', {}, 'core'],
    ['restore-plugins', {}, 'plugins must-use drop-ins themes'],
    ['restore-plugins', { what: ['must-use'] }, 'must-use'],
    ['restore-uploads', {}, 'uploads'],
    ['restore-config', {}, 'config web-rules'],
    ['restore-config', { what: ['web-rules'] }, 'web-rules'],
  ])('%s %j asks the set for just that', async (kind, params, parts) => {
    const mirror = memoryMirror();
    const outcome = await kindOf(kind).apply({ from: 'last-clean', ...params }, mirror.context);
    expect(mirror.done).toEqual([{ on: 'files', what: `${parts} from one` }]);
    expect(outcome.outputs).toEqual({ set: 'one', bytes: 5, absent: [] });
  });
  it('tell of a part that the set does not hold, and go on', async () => {
    const mirror = memoryMirror();
    mirror.lacking.add('must-use');
    const { outputs, text } = await kindOf('restore-plugins').apply({ from: 'latest' }, mirror.context);
    expect(outputs).toMatchObject({ set: 'two', absent: ['must-use'] });
    expect(text).toContain('not in it: must-use');
  });
  it('fail when the set holds nothing of what they are for', async () => {
    const mirror = memoryMirror();
    mirror.lacking.add('uploads');
    await expect(kindOf('restore-uploads').apply({ from: 'latest' }, mirror.context)).rejects.toMatchObject({ code: 'STEP_FAILED' });
  });
  it('print commands that leave wp-config.php where it is when core comes back', () => {
    const { commands, fidelity } = kindOf('restore-core').describe({ from: 'last-clean' }, site);
    expect(fidelity).toBe('equivalent');
    expect(commands.filter((one) => one.includes("'*.php'")).every((one) => one.includes('! -name wp-config.php'))).toBe(true);
    expect(commands.slice(1).join('\n')).not.toMatch(/wp-content/u);
  });
});
