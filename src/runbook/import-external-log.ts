import { offBoxFileOf } from '../model/access-log.ts';
import { DrillError } from '../model/errors.ts';
import { defineStep } from '../model/kind.ts';
import type { AccessLogPlan } from '../model/plan/access-log.ts';

/**
 * Brings the access-log rows that were written after the backup back from the site's off-box log, exactly as they
 * were, so that the log goes on. Does not mend a chain that is broken: `rebuild: true` does, for a log that was cut or
 * changed while the shop ran on. It makes the table anew from the copy; what was logged after the cut gets new numbers.
 */
export const importExternalLog = defineStep({
  kind: 'import-external-log',
  title: 'Bring back the access log from the off-box copy',
  controls: ['164.312(b)', '164.308(a)(1)(ii)(D)'],
  params: { type: 'object', additionalProperties: false, properties: { rebuild: { const: true } } },
  example: {},
  describe: ({ rebuild = false }, { accessLog }) => ({
    commands: rebuild
      ? [
          `load the lines of ${fileOf(accessLog)} that follow each other${accessLog.table === null ? ' by prev_hash' : ''} into an empty table`,
          `append the other lines with new numbers${accessLog.table === null ? ' and hashes' : ''}; keep the file as it was, begin a new one with the whole table`,
        ]
      : [`load the lines of ${fileOf(accessLog)} that are newer than the table`],
    fidelity: 'equivalent',
    reason: 'Muster inserted the rows itself; the site names no tool for it',
  }),
  async apply({ rebuild = false }, { accessLog }) {
    if (accessLog.offBox === null) {
      throw new DrillError('STEP_FAILED', `The site's access log (${accessLog.kind}) has no off-box copy that Muster can read.`, {
        hint: 'Write the way back as a step `exec`, or name the copy in stack.yaml: `off-box: true` of phi-access-log, `sql: { off-box: … }` of another.',
      });
    }
    if (rebuild) {
      const { rows, brought, renumbered } = await accessLog.offBox.rebuild();
      return {
        text: `the log was made anew with ${rows} rows, ${brought} more than it had; ${renumbered} got a new number`,
        outputs: { imported: brought, renumbered },
      };
    }
    const imported = await accessLog.offBox.importRows();
    return { text: `${imported} log rows came back`, outputs: { imported } };
  },
});

const fileOf = (log: AccessLogPlan): string => offBoxFileOf(log) ?? 'the off-box copy';
