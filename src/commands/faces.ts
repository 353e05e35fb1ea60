import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { catalog } from '../catalog.ts';
import { diskFiles } from '../definition/files.ts';
import { readControls } from '../definition/read-controls.ts';
import type { PrintJob } from '../model/print-job.ts';
import type { DrillResult } from '../model/result.ts';
import { typeset } from '../print/typeset.ts';
import { workbook } from '../print/workbook.ts';
import { reporters } from '../reporters/index.ts';
import { citationPackets, packetsFolder } from '../reporters/packet/citation.ts';
import { csv, indexRows } from '../reporters/packet/index-table.ts';
import type { IndexedPacket } from '../reporters/packet/index-table.ts';
import { packet } from '../reporters/packet/packet.ts';
import type { Given } from '../reporters/reporter.ts';

/** One file of a run, not rendered yet. */
export interface Face {
  readonly kind: string;
  /** Relative to the run's folder, with slashes. */
  readonly file: string;
  /** Its bytes, the same each time. @throws {DrillError} PRINT_UNAVAILABLE for what is typeset, without the optional packages. */
  make(): Promise<Buffer>;
}

/** The kinds that `muster report --format` chooses from. */
export const faceKinds: readonly string[] = [...reporters.map((one) => one.kind), packet.kind, 'packets'];

let known: Given['catalogue'] | undefined;

/**
 * What the faces may know beside the result: the catalogue that is shipped with this version, the same for every run; and,
 * on papers that do not lie under the seal, what came after it.
 */
export function given(later: Partial<Given> = {}): Given {
  known ??= shippedCatalogue();
  return { catalogue: known, certification: null, register: null, ...later };
}

function shippedCatalogue(): Given['catalogue'] {
  const home = join(import.meta.dirname, '../..');
  const shipped = join(home, 'drills');
  const read = readControls({ drills: shipped, shipped }, { files: diskFiles, catalog, today: '', cwd: home });
  return 'catalogue' in read ? read.catalogue : null;
}

/** Every face of a result, of the kinds that are asked for; rendered when it is asked for its bytes. */
export function facesOf(result: DrillResult, kinds: readonly string[] = faceKinds, also: Given = given()): readonly Face[] {
  const plain = reporters.filter(({ applies }) => applies?.(result) ?? true).map(({ kind, file, render }) => face(kind, file, () => render(result, also)));
  const printed = face(packet.kind, packet.file, () => typeset(packet.print(result, also)));
  return [...plain, printed, ...packets(result, also)].filter(({ kind }) => kinds.includes(kind));
}

/** What is said in the faces that are typeset, before they are: for whoever searches them, which compressed bytes do not allow. */
export function* printJobs(result: DrillResult): Generator<{ readonly file: string; readonly job: PrintJob }> {
  for (const { file, print } of [packet, ...citationPackets(result)]) yield { file, job: print(result, given()) };
}

function packets(result: DrillResult, also: Given): readonly Face[] {
  const papers = citationPackets(result).map(({ citation, kind, file, print }) => ({ citation, ...face(kind, file, () => typeset(print(result, also))) }));
  const rows = async (): Promise<ReturnType<typeof indexRows>> => {
    const indexed: IndexedPacket[] = [];
    for (const { citation, file, make } of papers) indexed.push(indexOf(citation, file, await make()));
    return indexRows(result, indexed, also);
  };
  return [
    ...papers,
    face('packets', `${packetsFolder}/index.csv`, async () => csv(await rows())),
    face('packets', `${packetsFolder}/index.xlsx`, async () => await workbook('Packets', await rows())),
  ];
}

function indexOf(citation: string, file: string, content: Buffer): IndexedPacket {
  return { citation, file: file.slice(packetsFolder.length + 1), sha256: createHash('sha256').update(content).digest('hex'), bytes: content.length };
}

/** A face that is made once, however often it is asked for. */
function face(kind: string, file: string, render: () => Buffer | Promise<Buffer>): Face {
  let made: Promise<Buffer> | null = null;
  const now = async (): Promise<Buffer> => await render();
  return { kind, file, make: () => (made ??= now()) };
}
