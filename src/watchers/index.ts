import type { Watcher } from '../model/kind.ts';
import { activePluginsWatcher } from './active-plugins.ts';
import { availability } from './availability.ts';
import { canaryOrders } from './canary-orders.ts';
import { phiReads } from './phi-reads.ts';

/** Every kind of watcher. */
export const watchers: readonly Watcher[] = [phiReads, canaryOrders, availability, activePluginsWatcher];
