import { DrillError } from '../model/errors.ts';
import { defineFault } from '../model/kind.ts';
import type { RunContext } from '../model/ports/run-context.ts';

/**
 * Puts the stored roles back to those of a fresh WordPress: the roles of the shop and of its plugins are gone, and
 * administrators lose what plugins gave them. Accounts keep the names of roles that no longer exist. With `regrant` the
 * shop plugin then installs itself again, as on the first boot after an update: its own roles and capabilities are back,
 * those too that the shop had taken away; other plugins' are not.
 */
export const resetRolesOption = defineFault({
  kind: 'reset-roles-option',
  title: "WordPress's roles are reset",
  controls: ['164.308(a)(4)(ii)(C)', '164.312(a)(1)'],
  params: { type: 'object', additionalProperties: false, properties: { regrant: { type: 'boolean' } } },
  example: { regrant: true },
  async inject({ regrant = false }, context) {
    const before = await storedRoles(context);
    await context.mirror.wordpress.run('populate-roles');
    if (regrant) await context.mirror.wordpress.run('activate', { plugin: context.mirror.commerceSlug, again: true });
    await context.mirror.coolCaches();
    const after = await storedRoles(context);
    const lost = before.filter((role) => !after.includes(role));
    reset.set(context.mirror, lost);
    return { summary: `${lost.length} roles are gone`, data: { before: before.length, after: after.length } };
  },
  async observe(_params, context) {
    const lost = reset.get(context.mirror) ?? [];
    const now = await storedRoles(context);
    const gone = lost.filter((role) => !now.includes(role));
    return { observed: gone.length > 0, text: `${gone.length} roles of the shop are gone` };
  },
});

/** Which roles `inject` saw go. */
const reset = new WeakMap<object, readonly string[]>();

async function storedRoles({ mirror: { wordpress } }: RunContext): Promise<readonly string[]> {
  const answer = new Map<string, unknown>(Object.entries((await wordpress.run('roles')) ?? {}));
  const roles = answer.get('roles');
  if (typeof roles !== 'object' || roles === null) throw new DrillError('COMMAND_FAILED', 'WordPress did not say which roles it has.');
  return Object.keys(roles);
}
