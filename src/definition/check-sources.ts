import { dropIns } from '../model/drop-ins.ts';
import { sourceFault } from './component-sources.ts';
import { resolveInside } from './paths.ts';
import { note, type Reading } from './reading.ts';
import type { SitePlace } from './check-stack.ts';
import { recordsAt, valueAt } from './values.ts';
import { isRecord, type YamlDocument } from './yaml-document.ts';

type Way = readonly (string | number)[];

/** Every source of the stack names one place, and the folder or file it names is there. */
export function checkSources(reading: Reading, stack: YamlDocument, place: SitePlace): void {
  const check = (path: Way, wanted: 'folder' | 'file'): void => {
    const value = valueAt(stack.value, path);
    if (Array.isArray(value)) value.forEach((_, index) => checkSource(reading, stack, { place, path: [...path, index], wanted }));
    else checkSource(reading, stack, { place, path, wanted });
  };
  check(['core', 'sources'], 'folder');
  for (const list of ['plugins', 'themes', 'must-use', 'drop-ins'])
    for (const { value, path } of recordsAt(stack.value, list)) {
      check([...path, 'releases'], 'folder');
      check([...path, 'source'], String(value['slug']).endsWith('.php') ? 'file' : 'folder');
      if (list === 'drop-ins' && typeof value['slug'] === 'string' && !dropIns.includes(value['slug']))
        note(
          reading,
          stack,
          { path: [...path, 'slug'] },
          { code: 'unknown-reference', message: `WordPress knows no drop-in "${value['slug']}"`, hint: `Drop-ins are ${dropIns.join(', ')}.` },
        );
    }
}

interface At {
  readonly place: SitePlace;
  readonly path: Way;
  readonly wanted: 'folder' | 'file';
}

function checkSource(reading: Reading, stack: YamlDocument, { place, path, wanted }: At): void {
  const value = valueAt(stack.value, path);
  if (!isRecord(value)) return;
  const fault = sourceFault(value);
  if (fault !== null)
    note(reading, stack, { path }, { code: 'wrong-value', message: `this source ${fault}`, hint: 'For example { artifact: woocommerce, version: 10.6.2 }.' });
  if (typeof value['path'] !== 'string') return;
  const found = resolveInside(reading.files, { root: place.root, base: place.folder, text: value['path'], wanted, what: `the ${wanted} of the source` });
  if ('problem' in found) note(reading, stack, { path: [...path, 'path'] }, found.problem);
}
