import { resolve } from 'node:path';
import type { MusterSettings } from '../model/settings.ts';
import { sortDiagnostics, type Diagnostic } from './diagnostic.ts';
import type { MusterDocument } from './documents.ts';
import { loadYaml, note, openReading, type ReadingOptions } from './reading.ts';

const fileName = 'muster.yaml';

/**
 * muster.yaml of the folder in which Muster was started; nothing in it is needed, and without the file nothing is set.
 * Paths in it are relative to that folder.
 */
export function readSettings(options: ReadingOptions): { readonly settings: MusterSettings } | { readonly diagnostics: readonly Diagnostic[] } {
  const path = resolve(options.cwd, fileName);
  if (options.files.kind(path) === 'missing') return { settings: { evidence: null, seal: {} } };
  const reading = openReading(options);
  const document = loadYaml(reading, path, 'muster');
  if (document === null || reading.diagnostics.length > 0) return { diagnostics: sortDiagnostics(reading.diagnostics) };
  const { evidence, seal = {} } = document.value as MusterDocument;
  const s3 = evidence?.store === 's3' ? /^s3:\/\/(?<bucket>[a-z0-9.-]+)(?:\/(?<prefix>.*))?$/u.exec(evidence.at) : undefined;
  if (s3 === null) {
    note(
      reading,
      document,
      { path: ['evidence', 'at'] },
      { code: 'wrong-value', message: 'the store s3 is at s3://BUCKET or s3://BUCKET/PREFIX', hint: 'Write for example s3://clinic-evidence/drills.' },
    );
    return { diagnostics: reading.diagnostics };
  }
  const { key, 'prepared-by': preparedBy, timestamp, 'anchor-to': anchorTo } = seal;
  return {
    settings: {
      evidence: evidence === undefined ? null : placeOf(evidence, s3?.groups ?? {}),
      seal: {
        ...(key === undefined ? {} : { key }),
        ...(preparedBy === undefined ? {} : { preparedBy }),
        ...(timestamp === undefined ? {} : { timestamp }),
        ...(anchorTo === undefined ? {} : { anchorTo }),
      },
    },
  };
}

function placeOf(
  evidence: NonNullable<MusterDocument['evidence']>,
  { bucket = '', prefix = '' }: Readonly<Record<string, string>>,
): NonNullable<MusterSettings['evidence']> {
  const { store, at, ledger = 'ledger.ndjson', branch = 'evidence', endpoint, region = 'us-east-1' } = evidence;
  switch (store) {
    case 'dir':
      return { store, folder: at, ledger };
    case 'git':
      return { store, repository: at, branch, ledger };
    case 's3':
      return {
        store,
        bucket,
        prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`,
        region,
        ledger,
        ...(endpoint === undefined ? {} : { endpoint }),
      };
  }
}
