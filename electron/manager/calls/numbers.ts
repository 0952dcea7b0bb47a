/** The contract's calls about numbers and notices. Translates; decides nothing. */
import type { Calls } from '../../contract/calls.ts';
import type { NoticesArea } from '../notices/notices.ts';
import type { NumbersArea } from '../numbers/numbers.ts';

export interface NumbersAreas {
  readonly numbers: NumbersArea;
  readonly notices: NoticesArea;
}

export const numbersCalls = ({ numbers, notices }: NumbersAreas): Pick<Calls, keyof NumbersAreas> => ({
  numbers: {
    now: async () => numbers.now(),
    range: async ({ range }) => numbers.range(range),
  },
  notices: {
    get: async () => notices.state(),
    set: (change) => notices.set(change),
    test: ({ way }) => notices.test(way),
  },
});
