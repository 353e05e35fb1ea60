/** A glob of the PHI map (`_rx_*`) as a LIKE pattern. */
export function likeOf(glob: string): string {
  return glob.replaceAll(/[\\%_]/g, String.raw`\$&`).replaceAll('*', '%');
}
