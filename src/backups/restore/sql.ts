import type { Readable } from 'node:stream';
import type { RecognisedPart } from '../../model/backup-source.ts';
import { DrillError } from '../../model/errors.ts';
import type { ExecOptions } from '../../model/ports/containers.ts';
import { asRestorer } from './as-restorer.ts';
import { layersInToolbox, opened, type Restored } from './open.ts';

/** One thing that was done to an SQL dump on its way in, and how often. */
export interface Adaptation {
  readonly what: string;
  readonly count: number;
}

const databaseName = 'wordpress';
const report = '/run/muster/adapted';
const collations = '/run/muster/collations';
const importMs = 4 * 3_600_000;

/** Strict mode would refuse zero dates, foreign keys the order of the tables; neither is production's data's fault. */
const session = "SET SESSION sql_mode='NO_AUTO_VALUE_ON_ZERO', foreign_key_checks=0, unique_checks=0, time_zone='+00:00'";

/**
 * The numbered parts of one dump are one stream; of mydumper's files each is opened by itself, and code is told from its
 * statements' ends as myloader does: mydumper puts a blank behind every other semicolon that ends a line. Exit codes: 44 to 49 as `open-part` and
 * `adapt-sql` end, 50 when a file does not open, 52 when the database refused; the client says nothing of rows.
 */
const script = `set -uo pipefail
how=$1; layers=$2; database=$3; client=$4; shift 4
parts() {
  set -e
  if [ "$how" = stream ]; then /opt/muster/open-part "$layers" "$@"; return; fi
  for one in "$@"; do
    case $one in
      *-schema-triggers.sql*|*-schema-post.sql*) echo 'DELIMITER ;;'; /opt/muster/open-part "$layers" "$one" | sed 's/;$/;;/'; echo; echo 'DELIMITER ;' ;;
      *) /opt/muster/open-part "$layers" "$one"; echo ;;
    esac
  done
}
parts "$@" | /opt/muster/adapt-sql ${collations} ${report} | mariadb --defaults-file="$client" --binary-mode --sandbox --max-allowed-packet=1G --default-character-set=utf8mb4 --init-command="${session}" "$database"
codes=("\${PIPESTATUS[@]}")
case \${codes[1]} in 0|141) ;; *) exit "\${codes[1]}" ;; esac
if [ "\${codes[2]}" != 0 ]; then exit 52; fi
case \${codes[0]} in 0) ;; 44|45|46) exit "\${codes[0]}" ;; *) exit 50 ;; esac`;

const reasons: Readonly<Record<number, string>> = {
  44: 'a key that it needs is not in place: the runbook must take it out of escrow first',
  45: 'the passphrase in place does not open it',
  46: 'it has a layer that cannot be opened here',
  47: 'it holds several databases: export the shop alone',
  50: 'it does not open with the key in place, or it is damaged',
};

/**
 * Imports one SQL part of a set through the toolbox: opened, made ready as a careful administrator would, streamed into
 * the database with an account that has rights on the shop's alone. Nothing decrypted is written down.
 * @throws {DrillError} RESTORE_REFUSED when it does not open, is cut, or the database refuses a statement.
 */
export async function restoreSql(mirror: Restored, folder: string, part: RecognisedPart): Promise<readonly Adaptation[]> {
  await listCollations(mirror);
  const files = inOrder(part).map((path) => `${folder}/${path}`);
  const how = part.content.kind === 'mydumper' ? 'files' : 'stream';
  await asRestorer(mirror, async (client) => {
    if (layersInToolbox(part.envelopes)) await run(mirror, [how, part.envelopes.join(','), databaseName, client, ...files], {});
    else if (how === 'stream') await run(mirror, [how, '', databaseName, client, '-'], { stdin: await opened(mirror, files) });
    else throw new DrillError('RESTORE_REFUSED', `mydumper's files cannot be opened here one by one within ${part.envelopes.join(' in ')}.`);
  });
  return await adaptations(mirror, part.content.kind === 'sql' && (part.content.by === 'mariadb-dump' || part.content.by === 'mysqldump'));
}

/** Imports what mariadb-dump says on a stream, in the same way. @throws {DrillError} RESTORE_REFUSED when it is cut, or the database refuses a statement. */
export async function importDump(mirror: Restored, stdin: Readable): Promise<readonly Adaptation[]> {
  await listCollations(mirror);
  await asRestorer(mirror, (client) => run(mirror, ['stream', '', databaseName, client, '-'], { stdin }));
  return await adaptations(mirror, true);
}

/** What was changed on the way in; `ends`: the tool closes a whole dump with a line that says so. */
async function adaptations(mirror: Restored, ends: boolean): Promise<readonly Adaptation[]> {
  const told = (await must(mirror, ['cat', report])).split('\n').flatMap((line) => {
    const [what = '', count = '0'] = line.split('\t');
    return what === '' ? [] : [{ what, count: Number(count) }];
  });
  const whole = told.some(({ what, count }) => what === 'trailer' && count > 0);
  if (ends && !whole) throw new DrillError('RESTORE_REFUSED', 'The dump is cut: its last line, "Dump completed", is missing.');
  return told.filter(({ what, count }) => what !== 'trailer' && count > 0);
}

/** A dump's parts as they are numbered; of mydumper's files the tables first, then rows, then what needs both. */
function inOrder({ content, paths }: RecognisedPart): readonly string[] {
  if (content.kind !== 'mydumper') return paths;
  const rank = (path: string): number => {
    if (/-schema-create\.sql/u.test(path)) return -1;
    if (/-schema\.sql/u.test(path)) return 0;
    if (/-schema-(view|triggers|post)\.sql/u.test(path)) return /view/u.test(path) ? 3 : 4;
    return /\.sql(\.[a-z0-9]+)*$/u.test(path) ? 1 : -1;
  };
  return paths.filter((path) => rank(path) >= 0).toSorted((left, right) => rank(left) - rank(right) || (left < right ? -1 : 1));
}

async function listCollations({ database, containers }: Restored): Promise<void> {
  const rows = await database.query('SELECT LOWER(full_collation_name) AS name FROM information_schema.collation_character_set_applicability');
  const names = rows.map((row) => String(row['name']));
  const done = await containers.exec('toolbox', ['sh', '-c', 'cat > "$1"', 'sh', collations], { stdin: `${names.join('\n')}\n` });
  if (done.code !== 0) throw new DrillError('COMMAND_FAILED', 'The list of collations could not be written.');
}

async function run({ containers }: Restored, args: readonly string[], options: { readonly stdin?: Readable }): Promise<void> {
  const { code, stderr } = await containers.exec('toolbox', ['bash', '-c', script, 'bash', ...args], { timeoutMs: importMs, ...options });
  if (code === 0) return;
  const refusal = /ERROR (\d+)[^\n]*? at line (\d+)/u.exec(stderr);
  const why = reasons[code] ?? (refusal === null ? 'the database did not take it' : `the database refused line ${refusal[2]} (error ${refusal[1]})`);
  throw new DrillError('RESTORE_REFUSED', `The database of the set was not restored: ${why}.`);
}

async function must({ containers }: Restored, argv: readonly string[], options: ExecOptions = {}): Promise<string> {
  const done = await containers.exec('toolbox', argv, options);
  if (done.code !== 0) throw new DrillError('COMMAND_FAILED', `${argv[0] ?? ''} in the toolbox ended with exit ${done.code}.`);
  return done.stdout.toString('utf8');
}
