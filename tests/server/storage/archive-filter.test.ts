/** What a peer asks of an archive, as SQL: it chooses values, never how many statements are kept. */
import { describe, expect, it } from 'vitest';
import { filterOf } from '../../../server/storage/archive-filter.ts';
import { matchExpression } from '../../../server/storage/archive-text.ts';

describe('ids', () => {
  it('are one parameter, however many', () => {
    const [one, many] = [['a'], ['a', 'b', 'c']].map((ids) => filterOf('mam', 'nina@test', { ids }));
    expect(many!.where).toBe(one!.where);
    expect([one!.params.length, many!.params.length]).toEqual([3, 3]);
  });
});

describe('words', () => {
  const words = (text: string) => matchExpression('mam', 'nina@test', text)?.split(' AND ').slice(1);

  it.each([
    ['nine', ['text : "nine" *']],
    // The beginning of half of all words: looked for as it is.
    ['to', ['text : "to"']],
    ['a', ['text : "a"']],
    ['a to nine', ['text : "a"', 'text : "to"', 'text : "nine" *']],
    ['x" OR owner : "y', ['text : "x"', 'text : "OR"', 'text : "owner" *', 'text : "y"']],
    ['" * (', undefined],
  ])('%s', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it('are six at most', () => {
    expect(words('one two three four five six seven eight')).toHaveLength(6);
  });
});
