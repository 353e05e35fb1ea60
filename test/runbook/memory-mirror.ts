import { openAccessLog } from '../../src/access-logs/index.ts';
import type { JournalFact } from '../../src/model/journal-fact.ts';
import type { PlannedStep } from '../../src/model/plan/drill.ts';
import type { Execution, ExecOptions } from '../../src/model/ports/containers.ts';
import type { Row, SqlValue } from '../../src/model/ports/database.ts';
import type { HttpRequest } from '../../src/model/ports/http.ts';
import type { DrillAccount } from '../../src/model/ports/mirror.ts';
import type { RunContext } from '../../src/model/ports/run-context.ts';
import { samplePlan, step } from '../model/sample-plan.ts';

/** One effect on the mirror, as a test reads it. */
export interface Done {
  readonly on: string;
  readonly what: string;
  readonly argv?: readonly string[];
  readonly stdin?: ExecOptions['stdin'];
  readonly user?: string | undefined;
  readonly values?: readonly SqlValue[];
}
export interface MemoryMirror {
  readonly context: RunContext & { readonly step: PlannedStep };
  readonly done: Done[];
  readonly facts: JournalFact[];
  /** What a program answers, by its name; exit 0 without output otherwise. */
  readonly answers: Map<string, { readonly code?: number; readonly stdout?: string | Buffer }>;
  /** What the database answers to a query that holds this text. */
  readonly rows: Map<string, readonly Row[]>;
  readonly escrow: Map<string, Buffer>;
  /** Parts of a web root that no set holds. */
  readonly lacking: Set<string>;
}

/** Part of the query that looks reads up in the access log. */
export const logged = 'SELECT u, o, at, r';

/** A mirror that does nothing but remember what was asked of it, in order. */
export function memoryMirror(): MemoryMirror {
  const done: Done[] = [];
  const facts: JournalFact[] = [];
  const answers: MemoryMirror['answers'] = new Map();
  const rows: MemoryMirror['rows'] = new Map([
    [
      'auto_increment AS next',
      [
        { t: 'wp_posts', next: '90' },
        { t: 'wp_users', next: '20' },
        { t: 'wp_wc_orders', next: null },
      ],
    ],
  ]);
  const escrow: MemoryMirror['escrow'] = new Map();
  const lacking: MemoryMirror['lacking'] = new Set();
  const exec = async (service: string, argv: readonly string[], options: ExecOptions = {}): Promise<Execution> => {
    done.push({ on: service, what: argv[0] ?? '', argv, stdin: options.stdin, user: options.user });
    const answer = [...answers].find(([name]) => argv.join(' ').includes(name))?.[1];
    return { code: answer?.code ?? 0, stdout: Buffer.from(answer?.stdout ?? ''), stderr: 'row content 555-0100' };
  };
  const sql = (what: string, values?: readonly SqlValue[]): void => void done.push({ on: 'sql', what, ...(values === undefined ? {} : { values }) });
  /** Whether the break-glass account is open: a shop that is closed to everybody else. */
  let open = false;
  const sample = samplePlan();
  const plan = { ...sample, site: { ...sample.site, emergency: { login: 'break-glass', role: 'pharmacist' } } };
  const print = { takenAt: '', tables: [{ table: 't', rows: 7, root: 'r' }], root: 'r' };
  const parts = {
    plan,
    step: step('a-step', 'A step', 'exec', []),
    signal: new AbortController().signal,
    clock: { now: () => '2026-11-23T10:00:00.000Z', monotonicMs: () => 0 },
    record: async (fact: JournalFact) => void facts.push(fact),
    timeline: { faultMs: null, containedMs: null, steps: new Map() },
    phi: { take: async () => (sql('fingerprint'), print) },
    backups: {
      sets: ['one', 'two'].map((name) => ({ name, clean: name === 'one' })),
      async restoreDatabase(set: { readonly name: string }) {
        sql(`restore ${set.name}`);
        return { bytes: 9 };
      },
      // The newer set is broken, the one before it good.
      inspect: async ({ name }: { readonly name: string }) => {
        sql(`inspect ${name}`);
        const bad = name === 'two';
        return { verdict: bad ? 'fail' : 'pass', rules: [{ id: 'encrypted', required: true, reading: bad ? 'broken' : 'holds' }] };
      },
      openTables: async ({ name }: { readonly name: string }, tables: readonly string[]) => {
        sql(`open ${tables.join()} of ${name}`);
        return { schema: 'muster_rows', [Symbol.asyncDispose]: async () => sql('close the tables') };
      },
      async restoreFiles(set: { readonly name: string }, wanted: readonly string[]) {
        done.push({ on: 'files', what: `${wanted.join(' ')} from ${set.name}` });
        return { bytes: 5, absent: wanted.filter((part) => lacking.has(part)) };
      },
      async take({ clean } = { clean: true }) {
        const set = { name: 'three', clean, bytes: 7 };
        this.sets.push(set);
        return set;
      },
    },
    shop: {
      // A shop that serves and logs, unless a test says otherwise.
      async readOrder({ id }: DrillAccount, order: number, request: string) {
        if (!rows.has(logged)) rows.set(logged, [{ u: id, o: order, at: 0, r: request }]);
        const { code = 200, stdout = '{"billing":{}}' } = answers.get('read order') ?? {};
        return { status: code, headers: {}, text: String(stdout), ms: 1 };
      },
    },
    mirror: {
      site: plan.site,
      patientOrderId: 5,
      commerceSlug: 'order-desk',
      tool: async () => 'a tar',
      releases: async () => [],
      accounts: {},
      coolCaches: async () => sql('cool caches'),
      runId: 'r',
      database: {
        prefix: 'wp_',
        async query(text: string, values?: readonly SqlValue[]) {
          sql(text, values);
          return [...rows].find(([part]) => text.includes(part))?.[1] ?? [];
        },
        async execute(text: string, values?: readonly SqlValue[]) {
          sql(text, values);
          return 1;
        },
        connect: async () => ({
          execute: async (text: string, values?: readonly SqlValue[]) => (sql(text, values), 1),
          [Symbol.asyncDispose]: async () => undefined,
        }),
      },
      containers: {
        exec,
        async execStream(service: string, argv: readonly string[]) {
          const ended = exec(service, argv);
          return { stdout: 'a stream', ended };
        },
        provision: async (service: string) => void done.push({ on: service, what: 'provision' }),
        remove: async (service: string) => (done.push({ on: service, what: 'remove' }), ['container', 'volume']),
        running: async (service: string) => done.findLast((one) => one.on === service)?.what !== 'kill',
        start: async (service: string) => void done.push({ on: service, what: 'start' }),
        stop: async (service: string) => void done.push({ on: service, what: 'stop' }),
        kill: async (service: string) => void done.push({ on: service, what: 'kill' }),
        disconnect: async (service: string) => void done.push({ on: service, what: 'disconnect' }),
        reconnect: async (service: string) => void done.push({ on: service, what: 'reconnect' }),
        output: async (service: string) => Buffer.from(answers.get(`output of ${service}`)?.stdout ?? ''),
        connected: async (service: string) => done.findLast((one) => one.on === service)?.what !== 'disconnect',
        exists: async (service: string) => !done.some((one) => one.on === service && one.what === 'remove'),
      },
      http: {
        session: () => ({
          request: async ({ headers = {} }: HttpRequest) => ({ status: 'authorization' in headers && open ? 200 : 503, headers: {}, text: '', ms: 1 }),
          [Symbol.asyncDispose]: async () => undefined,
        }),
      },
      escrow: {
        put: async (name: string, value: Buffer) => void escrow.set(name, value),
        take: async (name: string) => escrow.get(name) ?? Buffer.alloc(0),
      },
      wordpress: {
        async run(verb: string, input: Record<string, unknown> = {}) {
          done.push({ on: 'wordpress', what: `${verb} ${JSON.stringify(input)}` });
          if (verb === 'lock-account') open = input['locked'] === false;
          return {};
        },
      },
    },
  };
  const context = parts as unknown as MemoryMirror['context'];
  const { database, containers } = context.mirror;
  const accessLog = openAccessLog({ plan: plan.site.accessLog, database, containers, signal: parts.signal });
  return { context: { ...context, accessLog }, done, facts, answers, rows, escrow, lacking };
}
