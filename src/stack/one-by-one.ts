/** Runs what it is given in the order in which it comes, each when the one before has ended, however that ended. */
export type OneByOne = <T>(work: () => Promise<T>) => Promise<T>;

export function oneByOne(): OneByOne {
  let last: Promise<unknown> = Promise.resolve();
  return async (work) => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return await next;
  };
}
