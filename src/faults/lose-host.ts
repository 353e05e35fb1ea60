import { defineFault, noParams } from '../model/kind.ts';
import type { SiteService } from '../model/reading.ts';
import { variantOf } from '../model/variant.ts';
import type { RunContext } from '../model/ports/run-context.ts';

/**
 * Takes every server of the shop away, container and volumes: a burnt host, a closed account. What is left is what lies
 * somewhere else: the backups, escrow and the off-box log. Cannot be undone; rebuild it.
 */
export const loseHost = defineFault({
  kind: 'lose-host',
  title: 'Lose every server of the shop',
  controls: ['164.308(a)(7)(ii)(B)', '164.310(a)(2)(i)'],
  params: noParams,
  example: {},
  async inject(_params, context) {
    const removed: string[] = [];
    for (const service of servicesOf(context)) removed.push(...(await context.mirror.containers.remove(service)));
    return { summary: `removed ${servicesOf(context).join(', ')} with ${removed.length} objects`, data: { removed } };
  },
  async observe(_params, context) {
    const there: string[] = [];
    for (const service of servicesOf(context)) if (await context.mirror.containers.exists(service)) there.push(service);
    return { observed: there.length === 0, text: there.length === 0 ? 'the engine knows no server of this shop any more' : `still there: ${there.join(', ')}` };
  },
});

function servicesOf({ mirror }: RunContext): readonly SiteService[] {
  return variantOf(mirror.site).objectCache ? ['web', 'db', 'cache'] : ['web', 'db'];
}
