/** Follows who tries to connect, from when it is shown until it is not; begun anew when the line to the manager was lost. */
import { useCallback, useEffect, useState } from 'react';
import type { CoachNews, FaceProblem } from '../../api/types.ts';
import { toProblem } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';

const AGAIN_MS = 3000;

export interface Watching {
  readonly news: CoachNews | null;
  readonly problem: FaceProblem | null;
  readonly again: () => void;
}

export function useCoach(person: string | null): Watching {
  const { connection } = useStores();
  const [news, setNews] = useState<CoachNews | null>(null);
  const [problem, setProblem] = useState<FaceProblem | null>(null);
  const [round, setRound] = useState(0);
  const again = useCallback(() => setRound((before) => before + 1), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each round begins anew
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function follow(): Promise<void> {
      try {
        const told = await connection.client().coach.watch({ person }, { signal: stop.signal });
        setProblem(null);
        for await (const one of told) {
          if (stop.signal.aborted) return;
          setNews(one);
        }
      } catch (error) {
        if (stop.signal.aborted) return;
        const found = toProblem(error);
        setProblem(found);
        if (found.code === 'connection.lost') timer = setTimeout(again, AGAIN_MS);
      }
    }
    void follow();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [connection, person, again, round]);

  return { news, problem, again };
}
