/**
 * The clock on the wall, for countdowns and "2 minutes ago".
 */
import { useEffect, useState } from 'react';

/** @param every how often the page is drawn anew, in milliseconds */
export function useNow(every: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
