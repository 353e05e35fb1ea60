import { DrillError } from '../model/errors.ts';
import { defineFault } from '../model/kind.ts';
import type { RunContext } from '../model/ports/run-context.ts';

const keyFile = '/etc/phi-vault/keys.json';

/** Deletes the shop's PHI key where the web server has it, as a rebuilt host or a lost secret store does. Restore it from escrow. */
export const loseKey = defineFault({
  kind: 'lose-key',
  title: 'Lose the PHI key',
  controls: ['164.312(a)(2)(iv)', '164.308(a)(7)(ii)(B)'],
  params: { type: 'object', additionalProperties: false, required: ['key'], properties: { key: { const: 'phi-key' } } },
  example: { key: 'phi-key' },
  async inject(_params, context) {
    const done = await context.mirror.containers.exec('web', ['rm', '-f', '--', keyFile], { user: 'root' });
    if (done.code !== 0) throw new DrillError('COMMAND_FAILED', `The key could not be deleted (exit ${done.code}).`);
    return { summary: 'the key file is gone', data: { file: keyFile } };
  },
  async observe(_params, context) {
    const there = await exists(context);
    return { observed: !there, text: there ? 'the key file is still there' : 'the web server has no key file' };
  },
});

async function exists({ mirror }: RunContext): Promise<boolean> {
  return (await mirror.containers.exec('web', ['test', '-e', keyFile], { user: 'root' })).code === 0;
}
