import { accessLogKinds, accessLogPlugins } from '../model/access-log.ts';
import { checkRole } from './check-people.ts';
import { nameList, nearest } from './nearest.ts';
import { note, type Reading } from './reading.ts';
import { recordsAt, textAt, valueAt } from './values.ts';
import type { YamlDocument } from './yaml-document.ts';

/** What an access log may refer to. */
interface LogSurroundings {
  readonly roles: readonly string[] | null;
  /** Slugs of the stack's plugins. */
  readonly plugins: readonly string[];
}

const log = 'access-log';

/** The log's own keys fit its kind, the plugin that writes it is there, and every declared gap has an owner and a future. */
export function checkAccessLog(reading: Reading, stack: YamlDocument, around: LogSurroundings): void {
  const kind = accessLogKinds.find((one) => one === textAt(stack.value, log, 'kind'));
  if (kind !== undefined) {
    checkKeys(reading, stack, kind);
    checkWriter(reading, stack, accessLogPlugins[kind] ?? textAt(stack.value, log, 'written-by'), around.plugins);
  }
  for (const { value, path } of recordsAt(stack.value, 'known-gaps')) {
    checkRole(reading, { document: stack, path: [...path, 'owner'] }, textAt(value, 'owner'), around.roles);
    const expires = textAt(value, 'expires');
    if (expires === undefined || !/^\d{4}-\d{2}-\d{2}$/u.test(expires) || expires >= reading.today) continue;
    note(
      reading,
      stack,
      { path: [...path, 'expires'] },
      {
        code: 'expired',
        message: `the waiver for this known gap expired on ${expires}`,
        hint: 'Close the gap, or have its owner waive it again and set a new date.',
      },
    );
  }
}

function checkKeys(reading: Reading, stack: YamlDocument, kind: (typeof accessLogKinds)[number]): void {
  const has = (key: string): boolean => valueAt(stack.value, [log, key]) !== undefined;
  for (const key of ['sql', 'written-by'] as const) {
    if (has(key) === (kind === 'sql')) continue;
    note(
      reading,
      stack,
      { path: has(key) ? [log, key] : [log], part: 'key' },
      {
        code: 'wrong-value',
        message: has(key) ? `"${key}" belongs to the kind sql; Muster knows where ${kind} keeps its events` : `an access log of the kind sql needs "${key}"`,
        hint: has(key) ? `Remove it, or write kind: sql.` : 'See docs/access-logs.md for an example.',
      },
    );
  }
  if (valueAt(stack.value, [log, 'off-box']) !== true || kind === 'phi-access-log') return;
  note(
    reading,
    stack,
    { path: [log, 'off-box'] },
    {
      code: 'wrong-value',
      message: `Muster cannot read an off-box copy of ${kind}`,
      hint: 'Write off-box: false, and bring the rows back with steps of the runbook (exec); a log of the kind sql names its file (sql: off-box).',
    },
  );
}

function checkWriter(reading: Reading, stack: YamlDocument, slug: string | undefined, plugins: readonly string[]): void {
  if (slug === undefined || plugins.includes(slug)) return;
  const meant = nearest(slug, plugins);
  const path = textAt(stack.value, log, 'kind') === 'sql' ? [log, 'written-by'] : [log, 'kind'];
  note(
    reading,
    stack,
    { path },
    {
      code: 'unknown-reference',
      message: `the access log is written by the plugin "${slug}", which is not a plugin of this stack`,
      hint: meant === undefined ? `Plugins here: ${nameList(plugins)}.` : `Did you mean "${meant}"?`,
      nearest: meant,
    },
  );
}
