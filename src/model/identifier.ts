/** An identifier between back-ticks; names come from the server's own list or from checked definitions, and this holds all the same. */
export function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** A table of the site, named without its prefix, between back-ticks. */
export function quotedTable(database: { readonly prefix: string }, table: string): string {
  return quoted(database.prefix + table);
}
