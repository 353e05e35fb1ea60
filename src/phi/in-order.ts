/**
 * Runs `work` for every item and gives the results in the items' order, with at most `depth` under way: memory stays
 * flat however many there are. The first failure ends it, after what was under way has ended.
 */
export async function* inOrder<T, R>(items: AsyncIterable<T>, depth: number, work: (item: T, index: number) => Promise<R>): AsyncGenerator<R> {
  const pending: Promise<R>[] = [];
  let index = 0;
  try {
    for await (const item of items) {
      const started = work(item, index);
      started.catch(() => undefined);
      pending.push(started);
      index += 1;
      if (pending.length < depth) continue;
      const [oldest] = pending;
      if (oldest !== undefined) yield await oldest;
      void pending.shift();
    }
    for (const each of pending) yield await each;
  } finally {
    await Promise.allSettled(pending);
  }
}
