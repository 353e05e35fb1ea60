import { ArtifactStore, cacheDir } from '../../src/artifacts/store.ts';
import type { PlanFlags } from '../../src/commands/load-plan.ts';

const cached = await new ArtifactStore(cacheDir(process.env)).list();
const has = (name: string, version: string): boolean => cached.some((one) => one.name === name && one.version === version);
const stack = 'sites/clinic-shop/stack.yaml';

/** Every real shop that the drill must pass on: two releases, each with WooCommerce's three ways of keeping orders. */
export const shops = [
  { core: 'debian', commerce: '10.6.2' },
  { core: '7.1', commerce: '11.0.1' },
].flatMap(({ core, commerce }) =>
  (['hpos', 'hpos-sync', 'posts'] as const).map((storage) => ({
    /** Short enough that vitest keeps it whole, so that `-t` finds one shop. */
    name: `${commerce} on WordPress ${core}, ${storage}`,
    core,
    commerce,
    storage,
    /** Both are in the artifact cache of this machine. */
    available: has('woocommerce', commerce) && (core === 'debian' || has('wordpress', core)),
    change: changed(core, storage),
    flags: { commerce: 'woocommerce', set: [`commerce.version=${commerce}`] } satisfies PlanFlags,
  })),
);

function changed(core: string, storage: string): Readonly<Record<string, (text: string) => string>> {
  const ways = [
    (text: string) => (core === 'debian' ? text : text.replace('core: { version: debian }', `core: { version: "${core}" }`)),
    (text: string) => text.replace('order-storage: hpos\n', `order-storage: ${storage}\n`),
  ];
  return core === 'debian' && storage === 'hpos' ? {} : { [stack]: (text) => ways.reduce((sum, way) => way(sum), text) };
}
