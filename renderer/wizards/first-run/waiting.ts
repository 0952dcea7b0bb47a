/** Which steps were left before the world had followed; they are taken up again on the page Network. */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { SetupStep } from '../../api/types.ts';
import { isRight } from '../../parts/names/arrange.ts';
import { latest } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { toneOf } from '../../words/certificate.ts';

/** @param asked nothing is asked before the work is done: there is no office yet */
export function useWaitingSteps(asked: boolean): readonly SetupStep[] {
  const { dns, certificates } = useStores();
  const states = useStore(dns.store);
  const kept = useStore(certificates.store);
  useEffect(() => {
    if (asked && states.state === 'idle') void dns.load();
    if (asked && kept.state === 'idle') void certificates.load();
  }, [asked, states.state, dns, kept.state, certificates]);
  const main = latest(states)?.[0];
  const shown = latest(kept)?.[0];
  if (!asked) return [];
  return [
    ...(main !== undefined && !isRight(main) ? (['dns'] as const) : []),
    ...(shown !== undefined && toneOf(shown, Date.now()) !== 'fine' ? (['certificate'] as const) : []),
  ];
}
