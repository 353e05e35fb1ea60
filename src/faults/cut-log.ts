import { logCuts } from '../model/access-log.ts';
import { DrillError } from '../model/errors.ts';
import { defineFault } from '../model/kind.ts';

/**
 * Cuts the access log as somebody with the database's password does to hide what was read. `truncate` deletes the newest
 * quarter of its rows, so that it ends cleanly; `renumber` deletes a quarter from the middle and gives the rows after it the
 * numbers that became free: no gap, and where rows are chained no broken link. Only a copy elsewhere still knows: of a log
 * with an off-box copy only, which it does not touch.
 */
export const cutLog = defineFault({
  kind: 'cut-log',
  title: 'The access log is cut to hide who read what',
  controls: ['164.312(b)', '164.312(c)(1)'],
  params: { type: 'object', additionalProperties: false, required: ['how'], properties: { how: { enum: logCuts } } },
  example: { how: 'renumber' },
  async inject({ how }, { accessLog }) {
    if (accessLog.offBox === null) throw new DrillError('COMMAND_FAILED', 'cut-log needs a log with an off-box copy: elsewhere nothing could tell afterwards.');
    const { cut, rows } = await accessLog.cut(how);
    return { summary: `${cut} of ${rows} rows cut out of the access log (${how})`, data: { how, cut, rows } };
  },
  async observe(_params, context) {
    // New rows may have taken the cut ones' numbers by now: then the copy's newest row is another one than the table's.
    const { missing = 0, headKept = true } = (await context.accessLog.offBox?.compare()) ?? {};
    const observed = missing > 0 || !headKept;
    const text = missing > 0 || !observed ? `${missing} rows of the off-box copy are not in the table` : "other rows stand under numbers of the off-box copy's";
    return { observed, text };
  },
});
