import type { Watcher } from '../model/kind.ts';
import { activePluginsWatcher } from './active-plugins.ts';
import { availability } from './availability.ts';
import { canaryOrders } from './canary-orders.ts';
import { emergencyReads } from './emergency-reads.ts';
import { phiReads } from './phi-reads.ts';
import { signIns } from './sign-ins.ts';

/** Every kind of watcher. */
export const watchers: readonly Watcher[] = [phiReads, canaryOrders, availability, activePluginsWatcher, signIns, emergencyReads];

import { egress } from './egress.ts';
import { mail } from './mail.ts';
import { phiReads } from './phi-reads.ts';
import { schedulers } from './schedulers.ts';

/** Every kind of watcher. */
export const watchers: readonly Watcher[] = [phiReads, canaryOrders, availability, egress, mail, schedulers, activePluginsWatcher];
