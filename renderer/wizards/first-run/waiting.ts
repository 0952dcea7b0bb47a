/** Which steps were left before the world had followed; they are taken up again on the page Network. */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { SetupStep } from '../../api/types.ts';
import { isRight } from '../../parts/names/arrange.ts';
import { latest } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { toneOf } from '../../words/certificate.ts';
import { toneOf as firewallTone } from '../../words/firewall.ts';

/** A firewall nobody could look at waits as well: whether people come in, nobody knows. */
const WAITS: ReadonlySet<string> = new Set(['closed', 'counting', 'unknown']);

/** @param asked nothing is asked before the work is done: there is no office yet */
export function useWaitingSteps(asked: boolean): readonly SetupStep[] {
  const { dns, certificates, firewall } = useStores();
  const states = useStore(dns.store);
  const kept = useStore(certificates.store);
  const rules = useStore(firewall.store);
  useEffect(() => {
    if (asked && states.state === 'idle') void dns.load();
    if (asked && kept.state === 'idle') void certificates.load();
    if (asked && rules.state === 'idle') void firewall.load();
  }, [asked, states.state, dns, kept.state, certificates, rules.state, firewall]);
  const main = latest(states)?.[0];
  const shown = latest(kept)?.[0];
  const wall = latest(rules);
  if (!asked) return [];
  return [
    ...(wall !== undefined && WAITS.has(firewallTone(wall)) ? (['firewall'] as const) : []),
    ...(main !== undefined && !isRight(main) ? (['dns'] as const) : []),
    ...(shown !== undefined && toneOf(shown, Date.now()) !== 'fine' ? (['certificate'] as const) : []),
  ];
}
