/** A JSON value: what plans, events and results are made of. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** A digest as it is printed: algorithm and lower-case hex. */
export type Digest = `sha256:${string}`;

/** RFC 3339 UTC with milliseconds, from a `Clock`. */
export type Instant = string;
