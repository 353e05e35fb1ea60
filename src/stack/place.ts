import type { ServiceName } from '../model/reading.ts';
import type { SpecInput } from './container-spec.ts';
import type { Engine } from './engine.ts';
import type { Place } from './exec.ts';

/** Where commands for a service of a mirror run. */
export function placeOf(input: { readonly engine: Engine; readonly spec: SpecInput; readonly signal: AbortSignal }, service: ServiceName): Place {
  return { engine: input.engine, container: input.spec.names.container(service), service, signal: input.signal };
}
