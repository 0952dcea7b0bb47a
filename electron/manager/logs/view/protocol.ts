/** What the manager's thread and the one that reads logs say to each other. Plain data. */
import type { Engine } from './engine.ts';

/** What may be asked; each is a function of the engine. */
export type Asked = Exclude<keyof Engine, 'sources' | 'told'>;
export type Arguments<A extends Asked> = Parameters<Engine[A]>;
export type Answer<A extends Asked> = Awaited<ReturnType<Engine[A]>>;

export interface ToReader {
  readonly id: number;
  readonly ask: Asked;
  readonly with: readonly unknown[];
}

export type FromReader =
  | { readonly id: number; readonly answer: unknown }
  /** `code` is the system's, where it has one. */
  | { readonly id: number; readonly failed: string; readonly code: string | undefined }
  | { readonly changed: string; readonly complete: boolean }
  | { readonly trouble: string };

export interface ReaderData {
  /** Ours alone: what is unpacked, and the index. */
  readonly folder: string;
}
