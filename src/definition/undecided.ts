import { diagnose, type Diagnostic } from './diagnostic.ts';
import { valueAt } from './values.ts';
import { isRecord, type YamlDocument } from './yaml-document.ts';

/** What `muster init` writes where it could not know: `TODO`, or `TODO: ` and the question. */
const mark = /^TODO(?::\s*(.+))?$/su;

/** One diagnostic for each value that nobody has decided yet. A value that an alias repeats is asked for once. */
export function undecided(document: YamlDocument): readonly Diagnostic[] {
  return marksBelow(document.value, []).flatMap(({ path, question }) => {
    const span = document.span(path);
    if (!document.source.text.slice(span.start, span.end).includes('TODO')) return [];
    return [
      diagnose(document.source, span, {
        code: 'undecided',
        message: `decide this: ${question ?? `${keyOf(path)} is still TODO`}`,
        hint: 'Write the answer in the place of the whole TODO; the comment there says what it is for.',
      }),
    ];
  });
}

/** True for a value that is such a mark: other rules have nothing to say of it. */
export function isUndecided(root: unknown, path: readonly (string | number)[]): boolean {
  const value = path.length === 0 ? root : valueAt(root, path);
  return typeof value === 'string' && mark.test(value);
}

interface Mark {
  readonly path: readonly (string | number)[];
  readonly question: string | undefined;
}

function marksBelow(value: unknown, path: readonly (string | number)[]): readonly Mark[] {
  if (typeof value === 'string') {
    const found = mark.exec(value);
    return found === null ? [] : [{ path, question: found[1]?.trim() }];
  }
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => marksBelow(item, [...path, index]));
  return isRecord(value) ? Object.entries(value).flatMap(([key, item]) => marksBelow(item, [...path, key])) : [];
}

function keyOf(path: readonly (string | number)[]): string {
  return path.findLast((part) => typeof part === 'string') ?? 'this';
}
