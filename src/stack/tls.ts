import { DrillError } from '../model/errors.ts';
import { execOrThrow } from './exec.ts';
import type { Place } from './exec.ts';

/** One run's certificates, PEM. The authority's key was thrown away where it was made. */
export interface RunTls {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** Makes an authority and the site's certificate with openssl in toolbox. */
export async function makeTls(toolbox: Place, siteHost: string): Promise<RunTls> {
  if (!/^[a-z0-9.-]{1,64}$/iu.test(siteHost))
    throw new DrillError('INVALID_DEFINITION', `the site's host name "${siteHost.slice(0, 80)}" cannot stand in a certificate`);
  const text = (await execOrThrow(toolbox, ['/opt/muster/make-certificate', siteHost])).toString('utf8');
  const [authority, certificate, key] = text.split(/(?<=-----END [A-Z ]+-----\n)/u);
  if (authority === undefined || certificate === undefined || key === undefined)
    throw new DrillError('MIRROR_UNHEALTHY', "toolbox: the run's certificate was not made");
  return { authority, certificate, key };
}
