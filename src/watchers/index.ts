import type { Watcher } from '../model/kind.ts';
import { activePluginsWatcher } from './active-plugins.ts';
import { availability } from './availability.ts';
import { canaryOrders } from './canary-orders.ts';
import { egress } from './egress.ts';
import { emergencyReads } from './emergency-reads.ts';
import { mail } from './mail.ts';
import { phiReads } from './phi-reads.ts';
import { schedulers } from './schedulers.ts';
import { signIns } from './sign-ins.ts';

/** Every kind of watcher. */
export const watchers: readonly Watcher[] = [phiReads, canaryOrders, availability, egress, mail, schedulers, activePluginsWatcher, signIns, emergencyReads];
