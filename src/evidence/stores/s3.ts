import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as sdkTypes from '@aws-sdk/client-s3';
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { DrillError } from '../../model/errors.ts';
import { listAllFiles } from '../sealed-files.ts';
import type { EvidenceStore } from './store.ts';

export interface S3Place {
  readonly bucket: string;
  /** Before every key, with its slash; empty: none. */
  readonly prefix: string;
  /** Of a server that is not Amazon's. */
  readonly endpoint?: string;
  readonly region: string;
  readonly ledger: string;
}

/** The longest that one request may take. It does not end with the run's signal: the end of an interrupted run has to be written. */
const callMs = 60_000;
/** Objects of the ledger that are read at once. */
const atOnce = 20;

type Sdk = typeof sdkTypes;

/**
 * An S3 bucket. Nothing is ever overwritten, so that it may be write-once: each line of the ledger is an object of its own
 * (`ledger.ndjson/000000000`), put under the condition that it is not there; a server that ignores the condition is found
 * out by reading back, which leaves a short moment in which two writers at once may lose one line. Credentials are the SDK's
 * own business (environment, profile, role).
 * @throws {DrillError} STORE_UNAVAILABLE when the optional package is not installed.
 */
export async function s3Store(place: S3Place): Promise<EvidenceStore> {
  const sdk = await import('@aws-sdk/client-s3').catch((cause: unknown) => {
    throw new DrillError('STORE_UNAVAILABLE', 'The store s3 needs the package @aws-sdk/client-s3.', { hint: 'Run: npm install @aws-sdk/client-s3', cause });
  });
  const bucket = new Bucket(sdk, place);
  const keyOf = (number: number): string => `${place.ledger}/${String(number).padStart(9, '0')}`;
  return {
    where: bucket.where,
    async readLedger() {
      const keys = await bucket.keys(`${place.ledger}/`);
      const lines: string[] = [];
      for (let from = 0; from < keys.length; from += atOnce) lines.push(...(await Promise.all(keys.slice(from, from + atOnce).map((key) => bucket.read(key)))));
      return lines.join('');
    },
    async addToLedger(line, before) {
      const number = before.split('\n').length - 1;
      return await bucket.create(keyOf(number), Buffer.from(line), 'application/x-ndjson');
    },
    async keep(dir, name) {
      for (const path of await listAllFiles(dir)) await bucket.create(`${name}/${path}`, await readFile(join(dir, path)), 'application/octet-stream');
    },
    [Symbol.asyncDispose]: async () => bucket.close(),
  };
}

/** The three calls that a store needs. */
class Bucket {
  readonly where: string;
  readonly #sdk: Sdk;
  readonly #place: S3Place;
  readonly #client: S3Client;

  constructor(sdk: Sdk, place: S3Place) {
    this.where = `s3://${place.bucket}/${place.prefix}`;
    this.#sdk = sdk;
    this.#place = place;
    const { endpoint, region } = place;
    this.#client = new sdk.S3Client({ region, ...(endpoint === undefined ? {} : otherServer(endpoint)) });
  }

  /** Keys below `under`, sorted, without the prefix. */
  async keys(under: string): Promise<readonly string[]> {
    const { bucket, prefix } = this.#place;
    const keys: string[] = [];
    let token: string | undefined;
    do {
      const input = { Bucket: bucket, Prefix: prefix + under, ...(token === undefined ? {} : { ContinuationToken: token }) };
      const page = await this.#told('list', () => this.#client.send(new this.#sdk.ListObjectsV2Command(input), { abortSignal: AbortSignal.timeout(callMs) }));
      keys.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key.slice(prefix.length)])));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return keys.toSorted();
  }

  async read(key: string): Promise<string> {
    const got = await this.#told('read', () => this.#client.send(new this.#sdk.GetObjectCommand(this.#at(key)), { abortSignal: AbortSignal.timeout(callMs) }));
    return (await got.Body?.transformToString('utf8')) ?? '';
  }

  /** False when an object of that key is there already, with other bytes. */
  async create(key: string, body: Buffer, type: string): Promise<boolean> {
    const there = await this.#bytes(key);
    if (there !== null) return there.equals(body);
    try {
      await this.#client.send(new this.#sdk.PutObjectCommand({ ...this.#at(key), Body: body, ContentType: type, IfNoneMatch: '*' }), {
        abortSignal: AbortSignal.timeout(callMs),
      });
    } catch (error) {
      if (statusOf(error) === 412 || statusOf(error) === 409) return false;
      throw this.#refused('write', error);
    }
    return (await this.#bytes(key))?.equals(body) ?? false;
  }

  close(): void {
    this.#client.destroy();
  }

  async #bytes(key: string): Promise<Buffer | null> {
    try {
      const got = await this.#client.send(new this.#sdk.GetObjectCommand(this.#at(key)), { abortSignal: AbortSignal.timeout(callMs) });
      return Buffer.from((await got.Body?.transformToByteArray()) ?? []);
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw this.#refused('read', error);
    }
  }

  #at(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#place.bucket, Key: this.#place.prefix + key };
  }

  async #told<T>(verb: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.#refused(verb, error);
    }
  }

  #refused(verb: string, cause: unknown): DrillError {
    const status = statusOf(cause);
    return new DrillError('STORE_UNAVAILABLE', `${this.where}: the server did not let Muster ${verb}${status === null ? '' : ` (HTTP ${status})`}.`, {
      hint: 'Look at bucket, region, endpoint, and the credentials in the environment.',
      cause,
    });
  }
}

/** Servers of others know paths better than host names, and not all of them the SDK's checksums in trailers. */
function otherServer(endpoint: string): S3ClientConfig {
  return { endpoint, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' };
}

function statusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return null;
  return (error.$metadata as { readonly httpStatusCode?: number }).httpStatusCode ?? null;
}
