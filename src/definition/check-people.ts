import { nameList, nearest } from './nearest.ts';
import { note, type Reading } from './reading.ts';
import { recordsAt, textAt } from './values.ts';
import type { YamlDocument } from './yaml-document.ts';

/** Each role and each business associate has an id of its own. */
export function checkPeople(reading: Reading, people: YamlDocument): void {
  for (const list of ['roles', 'business-associates']) {
    const seen = new Set<string>();
    for (const { value, path } of recordsAt(people.value, list)) {
      const id = textAt(value, 'id');
      if (id !== undefined && seen.has(id))
        note(
          reading,
          people,
          { path: [...path, 'id'] },
          { code: 'duplicate', message: `the id "${id}" stands twice in ${list}`, hint: 'Give each an id of its own.' },
        );
      if (id !== undefined) seen.add(id);
    }
  }
}

/** Ids of the roles in people.yaml. */
export function roleIds(people: YamlDocument | null): readonly string[] | null {
  return people === null ? null : [...new Set(recordsAt(people.value, 'roles').flatMap(({ value }) => textAt(value, 'id') ?? []))];
}

/** Notes a role that people.yaml does not have; nothing when people.yaml could not be read. */
export function checkRole(
  reading: Reading,
  at: { readonly document: YamlDocument; readonly path: readonly (string | number)[] },
  role: string | undefined,
  roles: readonly string[] | null,
): void {
  if (role === undefined || roles === null || roles.includes(role)) return;
  const meant = nearest(role, roles);
  note(
    reading,
    at.document,
    { path: at.path },
    {
      code: 'unknown-reference',
      message: `the role "${role}" is not in people.yaml`,
      hint: meant === undefined ? `Roles there: ${nameList(roles)}.` : `Did you mean "${meant}"?`,
      nearest: meant,
    },
  );
}
