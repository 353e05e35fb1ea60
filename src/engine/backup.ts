import { DrillError } from '../model/errors.ts';
import type { Catalog } from '../model/kind.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import type { Expectation } from './readings.ts';

/**
 * At least one real checkout, then the site's own backup procedure on the quiet site, then every assertion captures
 * what it will compare with; what some of them need inside the backup is made before it. Rows that changed while the backup ran are counted apart.
 */
export async function takeBackup(context: RunContext, catalog: Catalog): Promise<readonly Expectation[]> {
  const { shop, phi, backups, record } = context;
  const first = await shop.placeOrder('backup');
  if (first.order === null) throw new DrillError('MIRROR_UNHEALTHY', `The mirror's checkout does not work before anything was broken: ${first.text}.`);
  const expectations = await arranged(context, catalog);
  const before = await phi.remember();
  const set = await backups.take();
  const { lost, altered, added } = await phi.compare(before);
  const { digest, bytes, takenAt, newestRecordAt, encryption, files } = set;
  await record({ type: 'backup-taken', digest, bytes, takenAt, newestRecordAt, encryption, files, rowsChangedDuring: lost + altered + added });
  for (const expectation of expectations) {
    const { planned, assertion, reference } = expectation;
    expectation.reference = await assertion.capture(planned.params, { ...context, arranged: reference });
  }
  return expectations;
}

/** What an assertion needs inside the backup is made before it. */
async function arranged(context: RunContext, catalog: Catalog): Promise<readonly Expectation[]> {
  const expectations: Expectation[] = [];
  for (const planned of context.plan.expect) {
    const assertion = catalog.assertions.find((one) => one.kind === planned.kind);
    if (assertion === undefined) throw new DrillError('BUG', `The plan names an assertion that does not exist: ${planned.kind}.`);
    expectations.push({ planned, assertion, reference: (await assertion.arrange?.(planned.params, context)) ?? null });
  }
  return expectations;
}
