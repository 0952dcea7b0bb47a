/** What of a resumable session is written to disk besides its counters and queue, and back. */
import type { Element } from 'ltx';
import { z } from 'zod';
import type { SavedSession } from './store.ts';
import { parseXml } from './xml.ts';

const schema = z.object({
  connectedAt: z.number(),
  remoteAddress: z.string(),
  resumeSeconds: z.number(),
  presence: z.string().nullable(),
  values: z.record(z.string(), z.unknown()),
});

export interface SessionState {
  readonly connectedAt: number;
  readonly remoteAddress: string;
  readonly resumeSeconds: number;
  readonly presence: Element | undefined;
  /** By the modules' session state keys. */
  readonly values: ReadonlyMap<string, unknown>;
}

const aheadSchema = z.array(z.string());

/** Marks of handled stanzas (session-inbound.ts); none when they cannot be read: then one may be handled twice. */
export function readAhead(text: string): string[] {
  try {
    return aheadSchema.parse(JSON.parse(text));
  } catch {
    return [];
  }
}

export function writeState(state: SessionState): string {
  return JSON.stringify({
    ...state,
    presence: state.presence?.toString() ?? null,
    values: Object.fromEntries(state.values),
  } satisfies z.infer<typeof schema>);
}

/** Undefined for a row another version wrote in another shape: that session is not restored. */
export function readState(saved: SavedSession): SessionState | undefined {
  let value: unknown;
  try {
    value = JSON.parse(saved.state);
  } catch {
    return undefined;
  }
  const { success, data } = schema.safeParse(value);
  if (!success) return undefined;
  return {
    ...data,
    presence: data.presence === null ? undefined : parseXml(data.presence),
    values: new Map(Object.entries(data.values)),
  };
}

/** RFC 6121 §4.7.2.3: an integer between -128 and +127, 0 when it is not said; undefined when it is none. */
export function parsePriority(presence: Element): number | undefined {
  const text = presence.getChildText('priority')?.trim() ?? '';
  if (text === '') return 0;
  const priority = /^[+-]?\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  return priority >= -128 && priority <= 127 ? priority : undefined;
}

/** The priority a session has; undefined while it is unavailable. */
export const readPriority = (presence: Element | undefined): number | undefined =>
  presence && (parsePriority(presence) ?? 0);
