import { defineAssertion, defineFault, defineStep, defineWatcher, noParams, type Catalog } from '../../src/model/kind.ts';
import { DrillError } from '../../src/model/errors.ts';

const never = async (): Promise<never> => {
  throw new DrillError('BUG', 'a definition must not run anything');
};
const base = { controls: ['164.308(a)(7)(ii)(B)'], example: {} };
const described = (commands: readonly string[]) => ({ commands, fidelity: 'as-documented', reason: '' }) as const;

/** A catalog of few kinds that can be read about, and never run. */
export const smallCatalog: Catalog = {
  faults: [
    defineFault({
      ...base,
      kind: 'lose-volume',
      title: 'Lose a volume',
      params: { type: 'object', additionalProperties: false, required: ['service'], properties: { service: { enum: ['db', 'web'] } } },
      inject: never,
      observe: never,
    }),
    defineFault({ ...base, kind: 'change-nothing', title: 'Change nothing', params: noParams, inject: never, observe: never }),
  ],
  steps: [
    defineStep({ ...base, kind: 'flush-cache', title: 'Clear the caches', params: noParams, describe: () => described(['wp cache flush']), apply: never }),
    defineStep({
      ...base,
      kind: 'exec',
      title: 'Run a command',
      params: { type: 'object', additionalProperties: false, required: ['argv'], properties: { argv: { type: 'array', items: { type: 'string' } } } },
      describe: ({ argv }) => described([argv.join(' ')]),
      apply: never,
    }),
    defineStep({
      ...base,
      kind: 'restore-database',
      title: 'Restore the database',
      params: { type: 'object', additionalProperties: false, required: ['from'], properties: { from: { enum: ['last-clean', 'latest'] } } },
      describe: ({ from }) => described([`restore ${from}`]),
      apply: never,
    }),
    defineStep({
      ...base,
      kind: 'reactivate-plugins',
      title: 'Reactivate plugins',
      params: { type: 'object', additionalProperties: false, required: ['order'], properties: { order: { type: 'array', items: { type: 'string' } } } },
      describe: ({ order }) => described(order.map((slug) => `wp plugin activate ${slug}`)),
      apply: never,
    }),
  ],
  assertions: ['phi-integrity', 'checkout-works'].map((kind) =>
    defineAssertion({ ...base, kind, title: `About ${kind}`, requirements: ['R2'], params: noParams, capture: never, check: never, sabotage: never }),
  ),
  watchers: ['availability', 'phi-reads', 'canary-orders'].map((kind) =>
    defineWatcher({ ...base, kind, title: `Watches ${kind}`, params: noParams, resolutionMs: () => 100, watch: never }),
  ),
};
