/** Who helps, as it is printed: the administrator, until somebody types otherwise; kept by this window. */
import { useState } from 'react';
import type { Person } from '../../api/types.ts';
import { nameOf } from '../../words/presence.ts';

const KEPT = 'hand-out.helper';

export function useHelper(people: readonly Person[]): readonly [string, (helper: string) => void] {
  const [typed, setTyped] = useState(() => sessionStorage.getItem(KEPT));
  const admin = people.find((person) => person.admin && !person.disabled);
  return [
    typed ?? (admin ? nameOf(admin) : ''),
    (helper) => {
      sessionStorage.setItem(KEPT, helper);
      setTyped(helper);
    },
  ];
}
