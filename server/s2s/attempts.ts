/** How many connections to other servers may be tried at a time: in all, and for one of our people. */

const MOST = 200;
/** WHY: nobody keeps the others from new domains with some that never answer. */
const MOST_OF_ONE = 50;

export interface Attempts {
  /** @param who a bare address of ours. Answers what to call at the end; undefined: others have to end first. */
  begin(who: string): (() => void) | undefined;
}

export function createAttempts(): Attempts {
  let all = 0;
  const each = new Map<string, number>();

  function end(who: string): void {
    all -= 1;
    const left = (each.get(who) ?? 1) - 1;
    if (left > 0) each.set(who, left);
    else each.delete(who);
  }

  return {
    begin(who) {
      const own = each.get(who) ?? 0;
      if (all >= MOST || own >= MOST_OF_ONE) return undefined;
      all += 1;
      each.set(who, own + 1);
      return () => end(who);
    },
  };
}
