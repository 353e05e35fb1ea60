import { verify, type KeyObject } from 'node:crypto';
import { canonicalJson } from '../model/canonical.ts';
import { keyIdOf } from './keys.ts';
import type { Signer } from './signer.ts';

/** DSSE v1 (github.com/secure-systems-lab/dsse): a payload and who signed it. No signatures: nobody did. */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

/** What an in-toto statement is called inside an envelope. */
const inTotoPayload = 'application/vnd.in-toto+json';

/** A payload in its envelope; without a signer the envelope has no signature. */
export async function envelopeOf(payload: Buffer, signer: Signer | null): Promise<Envelope> {
  const signatures =
    signer === null ? [] : [{ keyid: keyIdOf(signer.publicKey), sig: (await signer.sign(preAuthentication(inTotoPayload, payload))).toString('base64') }];
  return { payloadType: inTotoPayload, payload: payload.toString('base64'), signatures };
}

/** An envelope as its file: canonical JSON and a line's end. */
export function envelopeText(envelope: Envelope): string {
  return `${canonicalJson(envelope)}\n`;
}

/** The envelope of a file's text; null when it is not what `envelopeText` writes: one changed character is enough. */
export function readEnvelope(text: string): Envelope | null {
  try {
    const value = JSON.parse(text) as Envelope;
    const { payloadType, payload, signatures } = value;
    const known = payloadType === inTotoPayload && typeof payload === 'string' && Array.isArray(signatures);
    const whole = known && reencoded(payload) && signatures.every(({ sig }) => reencoded(sig)) && envelopeText(value) === text;
    return whole ? value : null;
  } catch {
    return null;
  }
}

/** True when the envelope's only signature is this key's, over this payload. */
export function signedBy({ payloadType, payload, signatures }: Envelope, key: KeyObject): boolean {
  const [only, ...others] = signatures;
  if (only === undefined || others.length > 0 || only.keyid !== keyIdOf(key)) return false;
  return verify(null, preAuthentication(payloadType, Buffer.from(payload, 'base64')), key, Buffer.from(only.sig, 'base64'));
}

/** DSSE's pre-authentication encoding: what is signed. */
function preAuthentication(type: string, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `), payload]);
}

/** Base64 has several texts for the same bytes; only one of them is ours. */
function reencoded(base64: string): boolean {
  return Buffer.from(base64, 'base64').toString('base64') === base64;
}
