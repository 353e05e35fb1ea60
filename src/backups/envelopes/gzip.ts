import { createGunzip } from 'node:zlib';
import { through } from '../bytes.ts';
import { guarded, type EnvelopeKind } from './envelope.ts';

/** Several members behind each other are one content, as gzip itself has it. CRC-32 and length of each are compared. */
export const gzip: EnvelopeKind = {
  kind: 'gzip',
  title: 'gzip',
  encrypts: false,
  integrity: 'checksum',
  recognise: (head) => head[0] === 0x1f && head[1] === 0x8b && head[2] === 8,
  open: (bytes) => guarded('gzip', () => through(bytes, createGunzip({ chunkSize: 256 * 1024 }))),
};
