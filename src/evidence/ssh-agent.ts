import { createConnection } from 'node:net';
import { DrillError } from '../model/errors.ts';
import { ed25519Public } from './keys.ts';
import type { Signer } from './signer.ts';

// Message numbers of draft-miller-ssh-agent.
const requestIdentities = 11;
const identitiesAnswer = 12;
const signRequest = 13;
const signResponse = 14;
const answerMs = 60_000;

/**
 * Every Ed25519 key that the ssh-agent behind `socket` holds, as signers: the private halves stay with the agent. Other
 * kinds of keys are passed over.
 * @throws {DrillError} KEY_UNUSABLE when the agent does not answer.
 */
export async function agentSigners(socket: string): Promise<readonly Signer[]> {
  const answer = new Fields(await ask(socket, Buffer.from([requestIdentities]), identitiesAnswer));
  const count = answer.number();
  const blobs = Array.from({ length: count }, () => {
    const blob = answer.bytes();
    answer.bytes();
    return blob;
  });
  return blobs.flatMap((blob) => {
    const fields = new Fields(blob);
    return fields.bytes().toString() === 'ssh-ed25519' ? [signer(socket, blob, fields.bytes())] : [];
  });
}

function signer(socket: string, blob: Buffer, raw: Buffer): Signer {
  return {
    publicKey: ed25519Public(raw),
    async sign(bytes) {
      const request = Buffer.concat([Buffer.from([signRequest]), field(blob), field(bytes), Buffer.alloc(4)]);
      const signature = new Fields(new Fields(await ask(socket, request, signResponse)).bytes());
      signature.bytes();
      return signature.bytes();
    },
  };
}

/** One request, one answer, one connection. The answer's body without its number. */
async function ask(socket: string, message: Buffer, wanted: number): Promise<Buffer> {
  const refuse = (why: string, cause?: unknown): DrillError =>
    new DrillError('KEY_UNUSABLE', `The ssh-agent ${why}.`, { hint: 'See `ssh-add -l`; SSH_AUTH_SOCK names the agent.', cause });
  const connection = createConnection(socket);
  connection.setTimeout(answerMs, () => connection.destroy(new Error('no answer')));
  try {
    connection.write(field(message));
    let got = Buffer.alloc(0);
    for await (const chunk of connection) {
      got = Buffer.concat([got, chunk as Buffer]);
      if (got.length < 4 || got.length < 4 + got.readUInt32BE(0)) continue;
      if (got[4] !== wanted) throw refuse('refused to sign, or does not hold the key');
      return got.subarray(5, 4 + got.readUInt32BE(0));
    }
    throw refuse('closed the connection');
  } catch (error) {
    throw error instanceof DrillError ? error : refuse('does not answer', error);
  } finally {
    connection.destroy();
  }
}

function field(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Reads the fields of a message in their order; one that is cut throws a RangeError. */
class Fields {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  number(): number {
    const value = this.#bytes.readUInt32BE(this.#at);
    this.#at += 4;
    return value;
  }

  bytes(): Buffer {
    const length = this.number();
    if (this.#at + length > this.#bytes.length) throw new RangeError('a field of the agent is cut');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}
