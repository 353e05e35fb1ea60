import { DrillError } from '../model/errors.ts';
import { defineStep } from '../model/kind.ts';
import type { Mirror } from '../model/ports/mirror.ts';
import type { SiteService } from '../model/reading.ts';
import { variantOf, type Variant } from '../model/variant.ts';

const params = { type: 'object', additionalProperties: false, required: ['service'], properties: { service: { enum: ['db', 'web', 'cache'] } } } as const;

/** Starts a service anew, or for the first time since it died: every connection to it ends, its disk stays. */
export const restartService = defineStep({
  kind: 'restart-service',
  title: 'Start a service anew',
  controls: ['164.308(a)(7)(ii)(C)'],
  params,
  example: { service: 'web' },
  describe: ({ service }, site) => ({
    commands: unitsOf(service, variantOf(site)).map((unit) => `systemctl restart ${unit}`),
    fidelity: 'equivalent',
    reason: 'the whole container was started anew, not one unit of a host',
  }),
  async apply({ service }, { mirror }) {
    mustHave(service, mirror);
    if (await mirror.containers.running(service)) await mirror.containers.stop(service);
    await mirror.containers.start(service);
    return { text: `${service} was started anew and accepts connections`, outputs: { service } };
  },
});

/** Gives a service its place on the network back. What hangs on a dead connection goes on hanging. */
export const reconnectService = defineStep({
  kind: 'reconnect-service',
  title: 'Connect a service to the network again',
  controls: ['164.308(a)(7)(ii)(C)'],
  params,
  example: { service: 'db' },
  describe: ({ service }) => ({
    commands: [`ip link set eth0 up        # on the host of ${service}; or mend the switch, the firewall rule, the route`],
    fidelity: 'equivalent',
    reason: "the mirror's network was connected by the engine; what failed in production has its own repair",
  }),
  async apply({ service }, { mirror }) {
    mustHave(service, mirror);
    await mirror.containers.reconnect(service);
    return { text: `${service} is on the network and accepts connections`, outputs: { service } };
  },
});

function unitsOf(service: SiteService, { server }: Variant): readonly string[] {
  if (service === 'db') return ['mariadb'];
  if (service === 'cache') return ['redis-server'];
  return server === 'nginx' ? ['php-fpm', 'nginx'] : ['apache2'];
}

/** @throws {DrillError} STEP_FAILED when this stack has no such service. */
function mustHave(service: SiteService, { site }: Mirror): void {
  if (service === 'cache' && !variantOf(site).objectCache) throw new DrillError('STEP_FAILED', 'This stack has no service cache.');
}
