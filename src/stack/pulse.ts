import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenCalls } from './open-calls.ts';

/** How an engine is felt for. */
export interface Beat {
  /** From one answer to the next question. */
  readonly everyMs: number;
  /** How long an answer may take. */
  readonly answerMs: number;
  /** So many questions in a row without an answer, and the engine is lost. */
  readonly silences: number;
  /** What a call to an engine that was lost gets, until it answers again. */
  readonly leashMs: number;
}

/** An engine that stops answering is lost after 20 to 25 s. */
export const usualBeat: Beat = { everyMs: 5_000, answerMs: 10_000, silences: 2, leashMs: 2_000 };

/** How an engine is asked; its calls must not be among those that are watched. */
export interface Question {
  /** Fails when there is no answer. */
  ask(): Promise<unknown>;
  /** Ends what was asked and not answered. */
  giveUp(): void;
}

const pauseMs = 500;

/**
 * Asks an engine, for as long as calls to it are under way, whether it still answers. When it does not, every one of
 * them is ended: nobody waits for an engine that hangs (a deadlock, a frozen daemon, a network that swallows packets).
 * Two silences in a row, because this process itself may have been stopped meanwhile. Keeps no process alive.
 */
export class Pulse {
  readonly #question: Question;
  readonly #beat: Beat;
  #beating = false;

  constructor(question: Question, beat: Beat) {
    this.#question = question;
    this.#beat = beat;
  }

  /** Begins to ask unless it does already; ends on its own when no call is under way any more. */
  watch(calls: OpenCalls): void {
    if (this.#beating) return;
    this.#beating = true;
    void this.#watch(calls).finally(() => (this.#beating = false));
  }

  async #watch(calls: OpenCalls): Promise<void> {
    const { everyMs, silences, leashMs } = this.#beat;
    for (let silent = 0; ;) {
      if (silent === 0) await sleep(everyMs, undefined, { ref: false });
      if (calls.count === 0) return;
      silent = (await this.#answers()) ? 0 : silent + 1;
      if (silent < silences) continue;
      calls.cut(new Error('nothing that it was asked was answered any more'), leashMs);
      silent = 0;
    }
  }

  /** A refusal may be a daemon that is being started again: it is asked until its time is over. */
  async #answers(): Promise<boolean> {
    const over = AbortSignal.timeout(this.#beat.answerMs);
    const giveUp = (): void => this.#question.giveUp();
    over.addEventListener('abort', giveUp, { once: true });
    try {
      while (!over.aborted) {
        if (await this.#question.ask().then(...answered)) return true;
        await sleep(pauseMs, undefined, { signal: over, ref: false }).catch(() => undefined);
      }
      return false;
    } finally {
      over.removeEventListener('abort', giveUp);
    }
  }
}

const answered = [() => true, () => false] as const;
