import type { SitePlan } from '../model/plan/site.ts';
import { probesOf } from '../model/probes.ts';
import { variantOf } from '../model/variant.ts';

type Site = Pick<SitePlan, 'probes' | 'services'>;

/** What the probes pass by or only claim, a sentence each, for `notProven`. */
export function bypassed(site: Site): readonly string[] {
  const { login, checkout } = probesOf(site.probes);
  const { encryptedTables, pageCache } = variantOf(site);
  return [
    checkout.gateway === 'stub'
      ? `Payment: the answers of the gateway ${checkout.paymentMethod} came from a stub inside the mirror.`
      : `Payment: orders are paid by ${checkout.gateway}, no payment gateway is exercised.`,
    ...(login === 'mint-session'
      ? ['The log-in page, with passwords, second factors and captchas: sessions were made inside WordPress (probes.login: mint-session).']
      : []),
    ...(checkout.fields === null ? ["The shop's own fields at the checkout: the stack's probes name none."] : []),
    ...(checkout.fields !== null && checkout.fields.read === null
      ? ['That what was typed at the checkout reads back: the probe names no property of an order in REST.']
      : []),
    ...(encryptedTables ? ["How production keeps the key of its encrypted tablespaces: the mirror's own key lies on a tmpfs."] : []),
    ...(pageCache === null ? [] : ["The rules of production's page cache: the mirror's are those of the stack file."]),
  ];
}

/** Servers of which production has another version than the mirror, as the stack file says and the mirror told. */
export function otherVersions({ services }: Site, versions: Readonly<Record<string, string>>): readonly string[] {
  const named = [
    ['PHP', services['web']?.['php'], versions['php']],
    ['MariaDB', services['db']?.['version'], versions['mariadb']],
  ] as const;
  return named.flatMap(([name, wanted, found = '']) =>
    typeof wanted !== 'string' || wanted === 'debian' || found === wanted || found.startsWith(`${wanted}.`)
      ? []
      : [`The shop on ${name} ${wanted}, which production has: the mirror runs Debian's ${/^[\d.]+/u.exec(found)?.[0] ?? 'own'}.`],
  );
}
