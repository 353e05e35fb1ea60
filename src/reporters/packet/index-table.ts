import { controlOf } from '../../model/controls.ts';
import type { DrillResult } from '../../model/result.ts';
import type { Given } from '../reporter.ts';

/** One small packet as the index names it. */
export interface IndexedPacket {
  readonly citation: string;
  /** Name inside the packets' folder. */
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** A row of words for each packet, below one of heads: the same in index.csv and index.xlsx. */
export function indexRows(result: DrillResult, packets: readonly IndexedPacket[], { catalogue }: Given): readonly (readonly string[])[] {
  const heads = [
    'Citation',
    'Title',
    'Designation',
    'File',
    'SHA-256',
    'Bytes',
    'Checks',
    'Verdicts',
    'Findings',
    'Evidence grade',
    'Verdict of the drill',
    'Run',
    'Drill',
    'Site',
    'Ended',
    'Not proven',
  ];
  const rows = packets.map(({ citation, file, sha256, bytes }) => {
    const control = controlOf(catalogue, citation);
    const mine = result.assertions.filter((one) => one.controls.includes(citation));
    return [
      `45 CFR § ${citation}`,
      control?.title ?? '',
      control?.designation ?? '',
      file,
      sha256,
      String(bytes),
      mine.map((one) => one.kind).join('; '),
      mine.map((one) => one.verdict).join('; '),
      String(result.findings.filter((one) => one.controls.includes(citation)).length),
      result.evidenceGrade,
      result.verdict,
      result.run.id,
      result.drill.id,
      result.site.id,
      result.run.finishedAt ?? 'not finished',
      result.notProven.join(' | '),
    ];
  });
  return [heads, ...rows];
}

/** RFC 4180, with a text mark before what a spreadsheet would take for a formula. */
export function csv(rows: readonly (readonly string[])[]): Buffer {
  const field = (value: string): string => {
    const safe = /^[=+\-@\t\r]/u.test(value) ? `'${value}` : value;
    return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return Buffer.from(rows.map((row) => `${row.map(field).join(',')}\r\n`).join(''));
}
