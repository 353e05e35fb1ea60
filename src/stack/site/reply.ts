import type { HttpReply } from '../../model/ports/http.ts';

/** An answer's JSON object; empty when it is something else. */
export function parsed(reply: HttpReply): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(reply.text);
    return typeof body === 'object' && body !== null ? { ...body } : {};
  } catch {
    return {};
  }
}

/** The machine-readable code of a WordPress REST error; never its message, which may quote what was typed. */
export function errorCode(reply: HttpReply): string {
  const code = parsed(reply)['code'];
  return typeof code === 'string' && /^[a-z0-9_-]{1,80}$/i.test(code) ? `${reply.status}, ${code}` : String(reply.status);
}
