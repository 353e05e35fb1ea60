import type { OffBoxLog } from '../model/access-log.ts';
import { DrillError } from '../model/errors.ts';
import type { Containers } from '../model/ports/containers.ts';

/** On the toolbox's own tmpfs: the log's folder belongs to the shop, whose code must not choose what root writes. */
const keptFile = '/run/muster/access-log.kept';
const keepScript = 'test -f "$1" && test ! -L "$1" && cp "$1" "$2" && chown www-data "$2"';
/** As the shop's own user, so that a link in the log's place leads no further than the shop could go itself. */
const restoreScript = 'test ! -L "$1" && cat "$2" > "$1"';
/**
 * How many lines there are and the last of them, of one moment: under the lock that the shop appends under. Looked at one
 * after the other, a shop that writes meanwhile makes good for lines that its table lacks.
 */
const endScript = 'exec 9< "$1" && flock -s -w 10 9 && wc -l < "$1" && tail -n 1 "$1"';
/** The copy as it was stays beside the new one, under the number of its lines; nothing that is there is written over. */
const renewScript = 'test -f "$1" && test ! -L "$1" && test ! -e "$2" && cp "$1" "$2" && cat > "$1"';

/** One row of a log, as a line of its copy has it. */
export type OffBoxLine = Readonly<Record<string, unknown>>;

/** A log's copy: one JSON line per row, in a file on a volume of its own. Everything throws COMMAND_FAILED or STEP_FAILED. */
export interface OffBoxFile extends Pick<OffBoxLog, 'holds' | 'keep'> {
  /** How many lines it has, and the last of them; null of an empty copy. Both of one moment. */
  end(): Promise<{ readonly lines: number; readonly last: OffBoxLine | null }>;
  lines(): Promise<readonly OffBoxLine[]>;
  /** Puts the old copy aside and begins a new one. */
  renew(count: number, content: string): Promise<void>;
}

/** The copy in `file`, an absolute path in the toolbox. Lines are never shown: an error names their number. */
export function offBoxFile(containers: Containers, file: string): OffBoxFile {
  const run = async (argv: readonly string[], user: 'root' | 'www-data' = 'www-data', stdin = ''): Promise<string> => {
    const done = await containers.exec('toolbox', argv, { user, stdin });
    if (done.code !== 0) throw new DrillError('COMMAND_FAILED', `${argv[0] ?? ''} on the off-box log ended with exit ${done.code}.`);
    return done.stdout.toString('utf8');
  };
  return {
    async end() {
      const [count = '', last = ''] = (await run(['sh', '-c', endScript, 'sh', file])).split('\n');
      if (!/^\d+$/u.test(count)) throw new DrillError('STEP_FAILED', 'The lines of the off-box access log could not be counted.');
      const lines = Number(count);
      return { lines, last: lines === 0 ? null : parsedLine(last, lines) };
    },
    async holds(requestId) {
      const done = await containers.exec('toolbox', ['grep', '-c', '-F', requestId, file], { user: 'www-data' });
      return done.code === 0;
    },
    async lines() {
      const { code, stdout } = await containers.exec('toolbox', ['cat', file]);
      if (code !== 0) throw new DrillError('STEP_FAILED', `The off-box access log could not be read (exit ${code}).`);
      return stdout
        .toString('utf8')
        .split('\n')
        .flatMap((line, index) => (line === '' ? [] : [parsedLine(line, index + 1)]));
    },
    renew: async (count, content) => void (await run(['sh', '-c', renewScript, 'sh', file, `${file}.${count}`], 'www-data', content)),
    async keep() {
      await run(['sh', '-c', keepScript, 'sh', file, keptFile], 'root');
      return { undo: async () => void (await run(['sh', '-c', restoreScript, 'sh', file, keptFile])) };
    },
  };
}

function parsedLine(line: string, number: number): OffBoxLine {
  try {
    const row: unknown = JSON.parse(line);
    if (typeof row === 'object' && row !== null) return { ...row };
  } catch {
    // falls through to the error, which quotes nothing
  }
  throw new DrillError('STEP_FAILED', `Line ${number} of the off-box access log is not a log row.`);
}
