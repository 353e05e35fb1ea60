import { PassThrough } from 'node:stream';
import { DrillError } from '../model/errors.ts';
import type { Containers, Execution } from '../model/ports/containers.ts';
import type { Piece } from './made-rows.ts';
import type { Cell } from './row-table.ts';

/** A table that rows are being loaded into. */
export interface OpenTable {
  /** Resolves when there is room for more. */
  write(piece: Piece): Promise<void>;
  /** @throws {DrillError} DATABASE_ERROR when not every row arrived, or one was changed on the way. */
  close(): Promise<void>;
  /** Ends a load that is of no use any more. Idempotent; does nothing to one that is closed. */
  abandon(): void;
}

const clientOptions = '/opt/muster/client.cnf';
const hourMs = 3_600_000;

/** One LOAD DATA that reads a stream through the toolbox's client. Names come from Muster's own row tables. */
export function openTable(
  containers: Containers,
  target: { readonly table: string; readonly same: Readonly<Record<string, Cell>>; readonly columns: readonly string[] },
): OpenTable {
  const input = new PassThrough({ highWaterMark: 256 * 1024 });
  const flags = ['--binary-mode', '--sandbox', '--local-infile=1', '--batch', '--skip-column-names'];
  const argv = ['mariadb', `--defaults-file=${clientOptions}`, ...flags, 'wordpress', '-e', statementFor(target)];
  const ended = containers.exec('toolbox', argv, { stdin: input, timeoutMs: hourMs });
  // An ended client reads no more: whoever waits for room must not wait for ever.
  ended.then(
    () => input.destroy(),
    () => input.destroy(),
  );
  input.on('error', () => undefined);
  let sent = 0;
  return {
    write: async ({ rows, tsv }) => {
      sent += rows;
      if (input.destroyed) throw await failure(target.table, ended);
      if (!input.write(tsv)) await room(input);
    },
    close: async () => {
      input.end();
      const { code, stdout } = await ended;
      const [loaded, warnings] = stdout.toString('utf8').trim().split('\t').map(Number);
      if (code !== 0) throw await failure(target.table, ended);
      if (loaded !== sent || warnings !== 0)
        throw new DrillError('DATABASE_ERROR', `${target.table} took ${loaded ?? 0} of ${sent} rows, with ${warnings ?? 0} warnings.`);
    },
    abandon: () => void input.destroy(),
  };
}

/** LOAD DATA LOCAL only warns of a row that it changes or drops, so the count of both is asked for. */
function statementFor({ table, same, columns }: Parameters<typeof openTable>[1]): string {
  const constants = Object.entries(same).map(([column, value]) => `\`${column}\` = ${literal(value)}`);
  const set = constants.length === 0 ? '' : ` SET ${constants.join(', ')}`;
  const names = columns.map((column) => `\`${column}\``).join(', ');
  return `SET SESSION unique_checks = 0, foreign_key_checks = 0, time_zone = '+00:00';
LOAD DATA LOCAL INFILE '/dev/stdin' INTO TABLE \`${table}\` CHARACTER SET utf8mb4 (${names})${set};
SELECT ROW_COUNT(), @@warning_count`;
}

function literal(value: Cell): string {
  if (value === null) return 'NULL';
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
}

async function failure(table: string, ended: Promise<Execution>): Promise<DrillError> {
  const { code } = await ended;
  return new DrillError('DATABASE_ERROR', `Loading ${table}: the client ended with exit ${code}.`);
}

async function room(input: PassThrough): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      input.off('drain', done).off('close', done);
      resolve();
    };
    input.on('drain', done).on('close', done);
  });
}
