import type { Assertion } from '../model/kind.ts';
import { accessLogContinuous } from './access-log-continuous.ts';
import { activationOrder } from './activation-order.ts';
import { accountsContinue } from './accounts-continue.ts';
import { cachesFresh } from './caches-fresh.ts';
import { checkoutWorks } from './checkout-works.ts';
import { coreFilesIntact } from './core-files.ts';
import { keysInCustody } from './keys-in-custody.ts';
import { noForeignCode } from './no-foreign-code.ts';
import { noUnloggedPhi } from './no-unlogged-phi.ts';
import { ordersExactlyOnce } from './orders-exactly-once.ts';
import { phiEncryption } from './phi-encryption.ts';
import { phiIntegrity } from './phi-integrity.ts';
import { pluginsPresent } from './plugins-present.ts';
import { privatePages } from './private-pages.ts';
import { emergencyAccess } from './emergency-access.ts';
import { discoveryAccess } from './discovery-access.ts';
import { filesPrivate } from './files-private.ts';
import { idsNotReused } from './ids-not-reused.ts';
import { referencesWhole } from './references-whole.ts';
import { revocationsHold } from './revocations-hold.ts';
import { rolesLive } from './roles-live.ts';
import { rolesUnchanged } from './roles-unchanged.ts';
import { sessionsInvalid } from './sessions-invalid.ts';

/** Every assertion that a drill's `expect` can name. */
export const assertions: readonly Assertion[] = [
  phiIntegrity,
  phiEncryption,
  rolesUnchanged,
  rolesLive,
  accessLogContinuous,
  noUnloggedPhi,
  checkoutWorks,
  coreFilesIntact,
  pluginsPresent,
  noForeignCode,
  sessionsInvalid,
  revocationsHold,
  emergencyAccess,
  accountsContinue,
  cachesFresh,
  privatePages,
  idsNotReused,
  referencesWhole,
  keysInCustody,
  activationOrder,
  ordersExactlyOnce,
  discoveryAccess,
  filesPrivate,
];
