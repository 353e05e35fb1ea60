import type { Escrow } from '../model/ports/mirror.ts';
import { DrillError } from '../model/errors.ts';
import type { SpecInput } from './container-spec.ts';
import type { Engine } from './engine.ts';
import { runOneShot } from './one-shot.ts';

export interface EscrowInput {
  readonly engine: Engine;
  readonly spec: SpecInput;
  readonly signal: AbortSignal;
  readonly track: <T>(work: Promise<T>) => Promise<T>;
}

const timeoutMs = 20_000;
const missing = 44;
const putScript = 'umask 077; cat > "/escrow/$1.new" && mv "/escrow/$1.new" "/escrow/$1"';
const takeScript = `test -f "/escrow/$1" || exit ${missing}; cat "/escrow/$1"`;

/**
 * The `Escrow` port: each call is one container without a network, which alone mounts the escrow volume; values
 * pass through its standard input and output only.
 */
export function makeEscrow(input: EscrowInput): Escrow {
  return {
    put: async (name, value) => {
      await custodian(input, { script: putScript, name, stdin: value, readOnly: false });
    },
    take: (name) => custodian(input, { script: takeScript, name, stdin: Buffer.alloc(0), readOnly: true }),
  };
}

async function custodian(
  { engine, spec, signal, track }: EscrowInput,
  call: { readonly script: string; readonly name: string; readonly stdin: Buffer; readonly readOnly: boolean },
): Promise<Buffer> {
  if (!/^[a-z0-9][a-z0-9._-]{0,80}$/u.test(call.name))
    throw new DrillError('INVALID_DEFINITION', `"${call.name.slice(0, 80)}" cannot be the name of a key in escrow`);
  const { code, stdout } = await runOneShot({
    engine,
    name: 'the custodian',
    image: spec.images.toolbox.id,
    labels: spec.names.labels('custodian'),
    argv: ['sh', '-c', call.script, 'custodian', call.name],
    volumes: [{ name: spec.names.volume('escrow'), at: '/escrow', readOnly: call.readOnly }],
    capabilities: [],
    stdin: call.stdin,
    timeoutMs,
    signal,
    track,
  });
  if (code === missing) throw new DrillError('STEP_FAILED', `escrow does not hold "${call.name}"`);
  if (code !== 0) throw new DrillError('STEP_FAILED', `escrow: the custodian ended with exit code ${code}`);
  return stdout;
}
