/** The composer's text on its way to the server: the newest one, at most once in `EVERY_MS`, kept while nothing can be sent. */
const EVERY_MS = 300;

export class DraftSender {
  /** False: there is no connection, the text waits. */
  readonly #deliver: (text: string) => boolean;
  #waiting: string | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(deliver: (text: string) => boolean) {
    this.#deliver = deliver;
  }

  /** True while a text waits that the server has not got. */
  get isWaiting(): boolean {
    return this.#waiting !== null;
  }

  write(text: string): void {
    this.#waiting = text;
    this.#timer ??= setTimeout(() => this.flush(), EVERY_MS);
  }

  /** Sends what waits at once: the page may be about to go. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const text = this.#waiting;
    if (text === null) return;
    this.#waiting = null;
    if (!this.#deliver(text)) this.#waiting = text;
  }
}
