import { checkRole } from './check-people.ts';
import { nameList, nearest } from './nearest.ts';
import { note, type Reading } from './reading.ts';
import { recordsAt, textAt, textsAt, type Found } from './values.ts';
import { isRecord, type YamlDocument } from './yaml-document.ts';

/** What a PHI map may refer to; null where the file could not be read. */
interface MapSurroundings {
  readonly roles: readonly string[] | null;
  /** Slugs of the stack's plugins. */
  readonly plugins: readonly string[] | null;
}

type Table = Found<Readonly<Record<string, unknown>>>;

/** Columns that exist, acceptances that are valid today, plugins and roles that the site has. */
export function checkPhiMap(reading: Reading, map: YamlDocument, around: MapSurroundings): void {
  const defaults = isRecord(map.value) ? map.value['defaults'] : undefined;
  if (isRecord(defaults)) checkProtection(reading, map, { value: defaults, path: ['defaults'] }, around);
  const seen = new Set<string>();
  for (const table of recordsAt(map.value, 'tables')) {
    const name = textAt(table.value, 'table');
    if (name !== undefined && seen.has(name))
      note(reading, map, { path: [...table.path, 'table'] }, { code: 'duplicate', message: `the table "${name}" stands twice`, hint: 'Keep one of the two.' });
    if (name !== undefined) seen.add(name);
    checkColumns(reading, map, table);
    checkProtection(reading, map, table, around);
    checkPlugin(reading, { document: map, path: [...table.path, 'log'] }, textAt(table.value, 'log'), around.plugins);
  }
}

function checkColumns(reading: Reading, map: YamlDocument, table: Table): void {
  const columns = textsAt(table.value, 'columns').map((column) => column.value);
  if (columns.length === 0) return;
  const named = [
    ...textsAt(table.value, 'key'),
    ...['order', 'user'].flatMap((of) => {
      const column = textAt(table.value, 'record', of);
      return column === undefined ? [] : [{ value: column, path: ['record', of] }];
    }),
  ];
  for (const { value, path } of named) {
    if (columns.includes(value)) continue;
    const meant = nearest(value, columns);
    note(
      reading,
      map,
      { path: [...table.path, ...path] },
      {
        code: 'unknown-reference',
        message: `the column "${value}" is not among the columns of ${textAt(table.value, 'table') ?? 'this table'}`,
        hint: meant === undefined ? `Columns here: ${nameList(columns)}.` : `Did you mean "${meant}"?`,
        nearest: meant,
      },
    );
  }
}

function checkProtection(reading: Reading, map: YamlDocument, table: Table, around: MapSurroundings): void {
  const path = [...table.path, 'protection'];
  const role = ['accepted-by', 'attested-by'].find((key) => textAt(table.value, 'protection', key) !== undefined);
  if (role !== undefined) checkRole(reading, { document: map, path: [...path, role] }, textAt(table.value, 'protection', role), around.roles);
  checkPlugin(reading, { document: map, path: [...path, 'decrypt'] }, textAt(table.value, 'protection', 'decrypt'), around.plugins);
  checkCall(reading, map, table);
  const expires = textAt(table.value, 'protection', 'expires');
  if (expires === undefined || !/^\d{4}-\d{2}-\d{2}$/u.test(expires) || expires >= reading.today) return;
  note(
    reading,
    map,
    { path: [...path, 'expires'] },
    {
      code: 'expired',
      message: `the risk acceptance for the unprotected ${textAt(table.value, 'table') === undefined ? 'tables' : `table ${textAt(table.value, 'table') ?? ''}`} expired on ${expires}`,
      hint: 'Protect the table, or have the risk accepted again and set a new date.',
    },
  );
}

/** Muster knows how phi-vault decrypts; of any other plugin the map names the function. */
function checkCall(reading: Reading, map: YamlDocument, table: Table): void {
  const by = textAt(table.value, 'protection', 'decrypt');
  const call = textAt(table.value, 'protection', 'call');
  if (textAt(table.value, 'protection', 'kind') !== 'field' || by === undefined || (by === 'phi-vault') === (call === undefined)) return;
  const path = [...table.path, 'protection', call === undefined ? 'decrypt' : 'call'];
  const message = call === undefined ? `Muster does not know how ${by} decrypts: its function is missing` : 'Muster knows how phi-vault decrypts';
  note(
    reading,
    map,
    { path },
    { code: 'wrong-value', message, hint: call === undefined ? 'Add `call:`, a PHP function that takes value, record and field.' : 'Remove `call`.' },
  );
}

function checkPlugin(
  reading: Reading,
  at: { readonly document: YamlDocument; readonly path: readonly (string | number)[] },
  slug: string | undefined,
  plugins: readonly string[] | null,
): void {
  if (slug === undefined || plugins === null || plugins.includes(slug)) return;
  const meant = nearest(slug, plugins);
  note(
    reading,
    at.document,
    { path: at.path },
    {
      code: 'unknown-reference',
      message: `"${slug}" is not a plugin of this site's stack.yaml`,
      hint: meant === undefined ? `Plugins there: ${nameList(plugins)}.` : `Did you mean "${meant}"?`,
      nearest: meant,
    },
  );
}
