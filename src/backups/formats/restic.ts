import { createHash } from 'node:crypto';
import type { PartFacts } from '../facts.ts';
import { CiphertextScan } from '../ciphertext.ts';
import { Examination } from '../examine.ts';
import type { Survey } from '../survey.ts';
import type { Format } from './format.ts';

const hashed = /^(?:data\/[0-9a-f]{2}|index|snapshots)\/([0-9a-f]{64})$/u;

/**
 * A restic repository, as it lies. Every pack, index and snapshot is named by its SHA-256, so all of their bytes are
 * checked without a key; what they hold is read by restic alone (the fetcher restores a snapshot first).
 */
export const restic: Format = {
  kind: 'restic',
  title: 'restic repository',
  async recognise(survey) {
    const paths = survey.files.map(({ path }) => path);
    const has = (folder: string): boolean => paths.some((path) => path.startsWith(`${folder}/`));
    const config = survey.files.find(({ path }) => path === 'config');
    if (config === undefined || !has('keys') || !paths.some((path) => hashed.test(path))) return null;
    const key = await survey.text(paths.find((path) => path.startsWith('keys/')) ?? '');
    return /"kdf"/u.test(key) && /"data"/u.test(key) ? { format: 'restic', title: 'restic repository', parts: [] } : null;
  },
  async inspect(survey, _set, options) {
    const examination = new Examination(survey, options);
    const paths = survey.files.map(({ path }) => path);
    const missing = ['data', 'index', 'snapshots'].filter((folder) => !paths.some((path) => path.startsWith(`${folder}/`)));
    return examination.facts([await repository(survey)], {
      gaps: missing.map((folder) => `the folder ${folder} is missing or empty`),
      notProven: [
        'What the snapshots hold was not looked at: restic restores one first, and `muster backup verify` then checks what it restored.',
        'That the index names every pack is checked by `restic check` only.',
      ],
    });
  },
};

async function repository(survey: Survey): Promise<PartFacts> {
  const scan = new CiphertextScan();
  const changed: string[] = [];
  for (const { path } of survey.files) {
    const name = hashed.exec(path)?.[1];
    if (name === undefined) continue;
    const hash = createHash('sha256');
    for await (const chunk of survey.raw(path)) {
      hash.update(chunk);
      scan.push(chunk);
    }
    if (hash.digest('hex') !== name) changed.push(path);
  }
  return {
    path: 'config',
    kind: 'repository',
    title: 'restic repository',
    envelopes: [],
    bytes: scan.bytes,
    opened: 'locked',
    damage: changed.length === 0 ? null : `${changed.length} file(s) are not what their names say, the first: ${changed[0] ?? ''}`,
    end: { state: 'whole', text: 'every file is what its name says' },
    ciphertext: scan,
    wrongKey: 'not-tried',
    keys: [],
    private: true,
  };
}
