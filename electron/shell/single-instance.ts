/**
 * One desktop face for each person logged in: the second start brings the first one's window forward.
 * Asked for another data folder, it says so instead of quietly showing the wrong office.
 */
import type { App } from 'electron';

/** What a second start hands to the first. */
interface Asked {
  readonly dataDir: string;
}

export type SecondStart = { do: 'focus' } | { do: 'refuse'; asked: string };

/** What the first one does about a second. Data that is not ours (another version's) still gets the window. */
export function secondStart(mine: string, data: unknown): SecondStart {
  const asked = typeof data === 'object' && data !== null ? (data as Partial<Asked>).dataDir : undefined;
  return typeof asked === 'string' && asked !== mine
    ? { do: 'refuse', asked: asked.slice(0, 4096) }
    : { do: 'focus' };
}

export interface SingleInstanceParts {
  readonly app: Pick<App, 'requestSingleInstanceLock' | 'on'>;
  readonly dataDir: string;
  readonly onSecond: (verdict: SecondStart, argv: readonly string[]) => void;
}

/** @returns false when another instance was there first; it knows of us by then, and we should go. */
export function claimSingleInstance({ app, dataDir, onSecond }: SingleInstanceParts): boolean {
  if (!app.requestSingleInstanceLock({ dataDir } satisfies Asked)) return false;
  app.on('second-instance', (_event, argv, _folder, data) => onSecond(secondStart(dataDir, data), argv));
  return true;
}
