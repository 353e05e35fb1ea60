import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DrillError } from '../model/errors.ts';

/** The largest archive that is taken: WooCommerce is a tenth of it. */
const limitBytes = 1024 * 1024 * 1024;
const mostRedirects = 5;

export interface Download {
  readonly url: string;
  /** Of the archive, 64 hex digits. */
  readonly sha256: string;
  /** Where the archive goes; worthless when this throws. */
  readonly file: string;
  readonly signal: AbortSignal;
}

/**
 * Fetches an archive over HTTPS, redirects included, and keeps it only when it is the known one.
 * @throws {DrillError} ARTIFACT_UNAVAILABLE when it cannot be had, ARTIFACT_CORRUPT when it is another one.
 */
export async function download({ url, sha256, file, signal }: Download, get: typeof fetch = fetch): Promise<void> {
  const response = await follow(url, get, signal);
  if (!response.ok || response.body === null) throw unavailable(url, `it answered ${response.status}`);
  const hash = createHash('sha256');
  let bytes = 0;
  const measured = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(bytes > limitBytes ? new DrillError('ARTIFACT_UNAVAILABLE', `${hostOf(url)} sends more than ${limitBytes} bytes.`) : null, chunk);
    },
  });
  await pipeline(Readable.from(response.body), measured, createWriteStream(file), { signal });
  const found = hash.digest('hex');
  if (found === sha256) return;
  throw new DrillError('ARTIFACT_CORRUPT', `What ${hostOf(url)} sent has the SHA-256 ${found}, not ${sha256}.`, {
    hint: 'Somebody changed the archive, or the sha256 in stack.yaml is of another version: find out which.',
  });
}

async function follow(url: string, get: typeof fetch, signal: AbortSignal): Promise<Response> {
  let at = url;
  for (let hops = 0; hops <= mostRedirects; hops += 1) {
    if (!at.startsWith('https://')) throw unavailable(url, 'it leads away from HTTPS');
    const response = await get(at, { redirect: 'manual', signal }).catch((cause: unknown) => {
      if (signal.aborted) throw cause;
      throw unavailable(url, 'it does not answer', cause);
    });
    const next = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || next === null) return response;
    at = new URL(next, at).href;
  }
  throw unavailable(url, `it redirects more than ${mostRedirects} times`);
}

function unavailable(url: string, why: string, cause?: unknown): DrillError {
  return new DrillError('ARTIFACT_UNAVAILABLE', `${hostOf(url)}: ${why}.`, { cause });
}

/** The host alone: an address may carry a licence key. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'the address';
}
