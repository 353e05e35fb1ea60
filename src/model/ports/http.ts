import type { Json } from '../json.ts';

export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path and query, from `/`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: Json;
  readonly form?: Readonly<Record<string, string>>;
  /** Default 10,000. */
  readonly timeoutMs?: number;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly ms: number;
}

/** A browser's worth of state: cookies, one connection pool. Never follows a redirect. */
export interface HttpSession extends AsyncDisposable {
  /** @throws {DrillError} UNREACHABLE when refused or timed out, COMMAND_FAILED when the answer is larger than 16 MiB. A 5xx is a reply. */
  request(request: HttpRequest): Promise<HttpReply>;
  /** The cookies that a browser would send to `path` (default `/`) as `name=value; …`, for a replay. */
  cookies(path?: string): string;
}

export interface Http {
  /** `cookies` are in it from the start, as a server would set them: `name=value; Path=/`. */
  session(cookies?: readonly string[]): HttpSession;
}
