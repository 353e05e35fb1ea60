import { DrillError } from '../model/errors.ts';
import { defineStep, noParams } from '../model/kind.ts';

/**
 * Brings the access-log rows that were written after the backup back from the site's off-box log, exactly as they
 * were, so that the log goes on. Does not mend a chain that is broken.
 */
export const importExternalLog = defineStep({
  kind: 'import-external-log',
  title: 'Bring back the access log from the off-box copy',
  controls: ['164.312(b)', '164.308(a)(1)(ii)(D)'],
  params: noParams,
  example: {},
  describe: () => ({
    commands: ['load the lines of /var/log/phi-offbox/access.ndjson that are newer than the table'],
    fidelity: 'equivalent',
    reason: 'Muster inserted the rows itself; the site names no tool for it',
  }),
  async apply(_params, { accessLog }) {
    if (accessLog.offBox === null) {
      throw new DrillError('STEP_FAILED', `The site's access log (${accessLog.kind}) has no off-box copy that Muster can read.`, {
        hint: 'Write the way back as a step `exec`, or set `off-box: true` where phi-access-log keeps a copy.',
      });
    }
    const imported = await accessLog.offBox.importRows();
    return { text: `${imported} log rows came back`, outputs: { imported } };
  },
});
