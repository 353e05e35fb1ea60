import { randomBytes } from 'node:crypto';
import { DrillError } from '../../model/errors.ts';
import { orderStore } from '../../model/order-store.ts';
import type { DrillPlan } from '../../model/plan/drill.ts';
import type { DrillAccount } from '../../model/ports/mirror.ts';
import type { Shop } from '../../model/ports/shop.ts';
import { drillRoles } from '../../model/drill-roles.ts';
import { makeAccounts } from '../../stack/site/build-site.ts';
import type { Stack } from '../../stack/stack.ts';

/** Roles of a plain WooCommerce shop that stand for those of the drill which a shop does not have. */
const standFor: Readonly<Record<string, string>> = { pharmacist: 'shop_manager', nurse: 'shop_manager', support: 'subscriber' };

/** The role of the shop that each role of the drill has. */
export type OwnRoles = Readonly<Record<(typeof drillRoles)[number], string>>;

/** Which roles the restored shop has for those of the drill, told from what its WordPress says; a stand-in is never kept quiet. */
export function ownRoles(answer: unknown): { readonly roles: OwnRoles; readonly notProven: readonly string[] } {
  const known = rolesOf(answer);
  const pairs = drillRoles.map((role) => [role, known.has(role) ? role : (standFor[role] ?? role)] as const);
  const others = pairs.filter(([role, own]) => own !== role).map(([role, own]) => `${own} for ${role}`);
  const roles = Object.fromEntries(pairs) as OwnRoles;
  if (others.length === 0) return { roles, notProven: [] };
  return { roles, notProven: [`What roles that this shop does not have may do: other roles stood in for them (${others.join(', ')}).`] };
}

/** An account per role of the drill, under a name of this run; its password is known to nobody else. */
export async function makeOwnAccounts({ wordpress, runId }: Stack, roles: OwnRoles): Promise<Readonly<Record<string, DrillAccount>>> {
  return await makeAccounts(
    wordpress,
    drillRoles.map((role) => ({
      as: role,
      role: roles[role],
      login: `muster-${runId}-${role}`,
      password: randomBytes(18).toString('base64url'),
      email: `muster-${runId}-${role}@example.com`,
    })),
  );
}

function rolesOf(answer: unknown): ReadonlySet<string> {
  const roles = typeof answer === 'object' && answer !== null && 'roles' in answer ? answer.roles : null;
  return new Set(Object.keys(roles ?? {}));
}

/** The product that the drill buys: the shop's own if it has one of its SKU, otherwise made. */
export async function canaryProduct({ wordpress }: Stack): Promise<number> {
  const made = await wordpress.run('canary-product');
  const id: unknown = new Map<string, unknown>(Object.entries(made ?? {})).get('id');
  if (typeof id !== 'number') throw new DrillError('COMMAND_FAILED', 'WordPress gave no canary product.');
  return id;
}

/** One order through the shop's own checkout, given to the drill's own customer: its patient reads it again and again. */
export async function placeOwnOrder(stack: Stack, plan: DrillPlan, front: Shop, customer: DrillAccount | undefined): Promise<number> {
  const { order, text } = await front.placeOrder('backup');
  if (order === null)
    throw new DrillError(
      'MIRROR_UNHEALTHY',
      `The restored shop's checkout does not work: ${text}. What it asks for stands under probes.checkout in stack.yaml (docs/probes.md).`,
      {
        hint: 'Give the fields and the gateway of your checkout under probes.checkout in stack.yaml: docs/probes.md.',
      },
    );
  for (const [sql, values] of orderStore(plan.site).assign(order.id, customer?.id ?? 0)) await stack.database.execute(sql, values);
  return order.id;
}
