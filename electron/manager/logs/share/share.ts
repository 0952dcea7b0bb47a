/**
 * A copy of lines for support: names, addresses, secrets and whatever we do not understand replaced, the same by the same. Nothing is
 * sent anywhere: a person copies it, after having seen it.
 */
import { hostname, userInfo } from 'node:os';
import type { LogEvent, Replacement } from '../../../contract/log-events.ts';
import { redactLine } from './redact.ts';
import { createStandIns, type Own, type StandIns } from './stand-ins.ts';
import { isPlain } from './words.ts';

export interface SharedLine {
  readonly raw: string;
  readonly event: LogEvent;
}

export interface Sharer {
  /** To be called with every line before any is shown: whose names these are is told by some lines only. */
  learn(event: LogEvent): void;
  line(raw: string): string;
  replaced(): Replacement[];
}

/** @param own what is known to be the office's own and this computer's. */
export function createSharer(own: Partial<Own> = {}): Sharer {
  const domains = new Set(own.domains);
  const names = new Set(own.names);
  let standIns: StandIns | undefined;
  const made = () =>
    (standIns ??= createStandIns({
      domains: [...domains],
      computers: own.computers ?? ownComputers(),
      names: [...(own.names ?? ownNames()), ...names],
    }));
  return {
    learn({ who, part, outcome }) {
      if (who === null || standIns || domains.size + names.size > 20_000) return;
      const [local = '', domain] = who.split('@');
      if (/^(?:conference|muc|rooms)\./.test(domain ?? '')) return;
      // A name that got in is one of ours.
      if (domain !== undefined && outcome === 'ok' && part === 'login') domains.add(domain);
      // What attackers type (`admin`, `test`) is a word of the programs as well.
      if (local.length > 1 && (outcome === 'ok' || !isPlain(local))) names.add(local);
    },
    line: (raw) => redactLine(raw, made()),
    replaced: () => made().replaced(),
  };
}

/** All the lines at once, for the preview. */
export function shareLines(
  lines: readonly SharedLine[],
  own?: Partial<Own>,
): { text: string; replaced: Replacement[] } {
  const sharer = createSharer(own);
  for (const { event } of lines) sharer.learn(event);
  const text = lines.map(({ raw }) => sharer.line(raw)).join('\n');
  return { text: lines.length === 0 ? '' : `${text}\n`, replaced: sharer.replaced() };
}

/** `atelier.fabrik.example` and `atelier`. */
const ownComputers = (): string[] =>
  [...new Set([hostname(), hostname().split('.')[0] ?? ''])].filter(
    (name) => name !== '' && name !== 'localhost',
  );

function ownNames(): string[] {
  try {
    const { username } = userInfo();
    return username === 'root' ? [] : [username];
  } catch {
    // An account without an entry in the system's list has no name to hide.
    return [];
  }
}
