import { age } from './age.ts';
import { bzip2 } from './bzip2.ts';
import type { EnvelopeKind } from './envelope.ts';
import { gpg } from './gpg.ts';
import { gzip } from './gzip.ts';
import { openssl } from './openssl.ts';
import { updraftCrypt } from './updraft-crypt.ts';
import { xz } from './xz.ts';
import { zstd } from './zstd.ts';

/** In the order in which a content is compared with them; the one without a header of its own stands last. */
export const envelopes: readonly EnvelopeKind[] = [gzip, zstd, xz, bzip2, age, gpg, openssl, updraftCrypt];
