import { describe, expect, it } from 'vitest';
import { ownRoles } from '../../src/commands/production/own-parts.ts';

describe('roles of the drill in a shop that is not the demo', () => {
  it("are the shop's own where it has them, and nothing is said", () => {
    const all = Object.fromEntries(['administrator', 'shop_manager', 'pharmacist', 'nurse', 'support', 'customer'].map((role) => [role, {}]));
    expect(ownRoles({ roles: all })).toMatchObject({ roles: { pharmacist: 'pharmacist', customer: 'customer' }, notProven: [] });
  });

  it('are named one by one where another role stood in', () => {
    const { roles, notProven } = ownRoles({ roles: { administrator: {}, shop_manager: {}, customer: {}, subscriber: {}, nurse: {} } });
    expect(roles).toMatchObject({ pharmacist: 'shop_manager', nurse: 'nurse', support: 'subscriber' });
    expect(notProven).toHaveLength(1);
    expect(notProven[0]).toMatch(/shop_manager for pharmacist.*subscriber for support/u);
    expect(notProven[0]).not.toContain('nurse');
  });
});
