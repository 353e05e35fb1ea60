import { durationSeconds } from './duration.ts';
import type { Json, JsonObject } from './json.ts';
import type { SitePlan } from './plan/site.ts';
import { probesOf } from './probes.ts';

/** How a stack's services differ from the plain mirror: read from the checked `services` of the stack file. */
export interface Variant {
  readonly server: 'apache' | 'nginx';
  /** Paths below which nothing is served, from `/`. */
  readonly deny: readonly string[];
  /** Endings, without their dot, with which no file is served. */
  readonly denyEndings: readonly string[];
  /** nginx's own page cache; null without one. */
  readonly pageCache: PageCache | null;
  /** A Redis beside the shop. */
  readonly objectCache: boolean;
  /** MariaDB encrypts its tablespaces. */
  readonly encryptedTables: boolean;
  /** Id of the payment gateway that a stub stands for; null without one. */
  readonly stubbedGateway: string | null;
}

export interface PageCache {
  /** First parts of paths whose answers are never kept. */
  readonly never: readonly string[];
  readonly seconds: number;
}

/** What WooCommerce's pages with a person's data are called, and WordPress's own. */
const neverKept = ['/wp-admin', '/wp-login.php', '/wp-json', '/cart', '/checkout', '/my-account'];
const keptSeconds = 600;

/** Total: what the schema allows has a meaning here; what is left out stands for Apache without caches. */
export function variantOf({ services, probes }: Pick<SitePlan, 'services' | 'probes'>): Variant {
  const { gateway, paymentMethod } = probesOf(probes).checkout;
  const web = services['web'] ?? {};
  return {
    server: web['server'] === 'nginx' ? 'nginx' : 'apache',
    deny: texts(web['deny']),
    denyEndings: texts(web['deny-endings']),
    pageCache: pageCacheOf(web['page-cache']),
    objectCache: services['cache'] !== undefined,
    encryptedTables: services['db']?.['encryption'] === 'tablespace',
    stubbedGateway: gateway === 'stub' ? paymentMethod : null,
  };
}

/** Apache, no cache, nothing encrypted: the mirror of a stack that says nothing else. */
export const plainVariant = variantOf({ services: {}, probes: { login: {}, checkout: {} } });

function pageCacheOf(value: Json | undefined): PageCache | null {
  if (!isObject(value)) return null;
  const also = texts(value['never']);
  return { never: [...new Set([...neverKept, ...also])], seconds: (typeof value['keep'] === 'string' ? durationSeconds(value['keep']) : null) ?? keptSeconds };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function texts(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
