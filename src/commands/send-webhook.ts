import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DrillError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { CommandPorts, Io } from './io.ts';

const patienceMs = 10_000;
const loopback: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

/**
 * Posts JSON to an address that is named by reference: `env:NAME` or `file:PATH`. The address is a secret: it stands in
 * no message. A redirect is not followed: it would hand the message to somebody else.
 * @throws {DrillError} INVALID_FLAG for an address on the command line, or none where it is said to be;
 * WEBHOOK_FAILED when it does not answer with 2xx within 10 s.
 */
export async function sendWebhook(reference: string, body: Json, io: Io, { env }: Pick<CommandPorts, 'env'>): Promise<void> {
  const url = await addressOf(reference, io, env);
  let status: number;
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.any([io.signal, AbortSignal.timeout(patienceMs)]),
    });
    await answer.body?.cancel();
    status = answer.status;
  } catch (cause) {
    io.signal.throwIfAborted();
    // The cause may hold the address.
    const why = cause instanceof Error && cause.name === 'TimeoutError' ? `did not answer within ${patienceMs / 1000} s` : 'cannot be reached';
    throw new DrillError('WEBHOOK_FAILED', `The webhook of ${reference} ${why}.`);
  }
  if (status < 200 || status > 299) throw new DrillError('WEBHOOK_FAILED', `The webhook of ${reference} answered ${status}.`);
}

async function addressOf(reference: string, io: Io, env: CommandPorts['env']): Promise<URL> {
  const [, kind, place = ''] = /^(env|file):(.+)$/u.exec(reference) ?? [];
  if (kind === undefined)
    throw new DrillError('INVALID_FLAG', 'The address of a webhook is a secret: it may not stand on the command line.', {
      hint: 'Name where it is: --webhook env:NAME or --webhook file:PATH.',
    });
  const text = kind === 'env' ? env[place] : await readFile(resolve(io.cwd, place), 'utf8').catch(() => undefined);
  const url = text === undefined ? null : URL.parse(text.trim());
  if (url === null) throw new DrillError('INVALID_FLAG', `${reference} holds no address.`, { hint: 'Put the whole address there: https://…' });
  if (url.protocol === 'https:' || (url.protocol === 'http:' && loopback.includes(url.hostname))) return url;
  throw new DrillError('INVALID_FLAG', `${reference} holds an address without HTTPS.`, { hint: 'Only a receiver on this host may be spoken to without it.' });
}
