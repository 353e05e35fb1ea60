import type { Assertion } from '../model/kind.ts';
import { accessLogContinuous } from './access-log-continuous.ts';
import { checkoutWorks } from './checkout-works.ts';
import { noUnloggedPhi } from './no-unlogged-phi.ts';
import { phiEncryption } from './phi-encryption.ts';
import { phiIntegrity } from './phi-integrity.ts';
import { rolesUnchanged } from './roles-unchanged.ts';

/** Every assertion that a drill's `expect` can name. */
export const assertions: readonly Assertion[] = [phiIntegrity, phiEncryption, rolesUnchanged, accessLogContinuous, noUnloggedPhi, checkoutWorks];
