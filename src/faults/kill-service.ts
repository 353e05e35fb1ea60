import { DrillError } from '../model/errors.ts';
import { defineFault } from '../model/kind.ts';
import { variantOf } from '../model/variant.ts';

/** Kills a service's first process without a warning, as an out-of-memory killer or a power cut does. Its disk stays. */
export const killService = defineFault({
  kind: 'kill-service',
  title: 'Kill a service without a warning',
  controls: ['164.308(a)(7)(ii)(C)'],
  params: { type: 'object', additionalProperties: false, required: ['service'], properties: { service: { enum: ['db', 'web', 'cache'] } } },
  example: { service: 'db' },
  async inject({ service }, { mirror }) {
    if (service === 'cache' && !variantOf(mirror.site).objectCache) throw new DrillError('COMMAND_FAILED', 'This stack has no service cache to kill.');
    await mirror.containers.kill(service);
    return { summary: `${service} was killed`, data: { service } };
  },
  async observe({ service }, { mirror }) {
    const [running, there] = await Promise.all([mirror.containers.running(service), mirror.containers.exists(service)]);
    const observed = there && !running;
    return { observed, text: observed ? `${service} does not run; its disk is there` : `${service} ${there ? 'runs' : 'is gone'}` };
  },
  undo: ({ service }, { mirror }) => mirror.containers.start(service),
});
