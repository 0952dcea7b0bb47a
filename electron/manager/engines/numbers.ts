/** What the manager asks of a server about its numbers, and what it tells it of its own, so that one look shows both. */

/** One number now; a counter grows until the process starts anew. */
export interface NumberRow {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface NumbersEngine {
  /** All there are, in one question. */
  read(): Promise<readonly NumberRow[]>;
  /** Known for five minutes, under names both sides know. */
  tell(numbers: Readonly<Record<string, number>>): Promise<void>;
}

/** A word to one person in the name of the server; who is away reads it later. */
export interface TellEngine {
  person(address: string, text: string): Promise<void>;
}
