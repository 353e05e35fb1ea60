import { isRecord, stored } from './stored.ts';

/** Roles that may edit others' orders, or all of them, by the stored roles; administrators where nothing is readable. */
export function orderEditors(roles: string | undefined): readonly string[] {
  const found = stored(roles);
  const may = (details: unknown): boolean =>
    isRecord(details) &&
    isRecord(details['capabilities']) &&
    ['edit_shop_orders', 'edit_others_shop_orders', 'manage_woocommerce'].some((name) => isGranted(details['capabilities'], name));
  const editors = isRecord(found) ? Object.keys(found).filter((role) => may(found[role]) && /^[a-z0-9_-]{1,64}$/u.test(role)) : [];
  return editors.length === 0 ? ['administrator'] : editors;
}

function isGranted(capabilities: unknown, name: string): boolean {
  return isRecord(capabilities) && capabilities[name] === true;
}
