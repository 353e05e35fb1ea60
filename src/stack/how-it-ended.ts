/**
 * Why a container does not run, and where to look. Never its log: that is the site's own text, may hold PHI, and this
 * goes into journal and reports.
 */
export function howItEnded(state: { readonly ExitCode: number; readonly OOMKilled: boolean }, container: string): string {
  const memory = state.OOMKilled ? ' (out of memory)' : '';
  return `ended with exit code ${state.ExitCode}${memory}; \`docker logs ${container}\` says why for as long as it stands (--keep-stack)`;
}
