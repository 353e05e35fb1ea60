import { DrillError } from '../model/errors.ts';
import { defineFault } from '../model/kind.ts';
import { variantOf } from '../model/variant.ts';

/** Removes a service's container together with its volumes, as a dead disk would. Cannot be undone; restore it. */
export const loseVolume = defineFault({
  kind: 'lose-volume',
  title: 'Lose a service and its volume',
  controls: ['164.308(a)(7)(ii)(B)'],
  params: { type: 'object', additionalProperties: false, required: ['service'], properties: { service: { enum: ['db', 'web', 'cache'] } } },
  example: { service: 'db' },
  async inject({ service }, { mirror }) {
    if (service === 'cache' && !variantOf(mirror.site).objectCache) throw new DrillError('COMMAND_FAILED', 'This stack has no service cache to lose.');
    const removed = await mirror.containers.remove(service);
    return { summary: `removed ${service} with ${removed.length} objects`, data: { service, removed: [...removed] } };
  },
  async observe({ service }, { mirror }) {
    const there = await mirror.containers.exists(service);
    return { observed: !there, text: there ? `${service} is still there` : `the engine knows no ${service} of this mirror any more` };
  },
});
