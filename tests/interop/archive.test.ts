/**
 * The archive (XEP-0313) by two libraries: 120 messages with one person among others, page by page from the start and
 * from the end, the same items with the same ids either way, and pages that keep their place while new messages come.
 */
import { expect, test } from 'vitest';
import type { Agent } from '../support/agent.ts';
import { playWithEach } from './scene.ts';

const MESSAGES = 120;
type Page = { items: { archive: string; id: string; body: string }[]; pages: number };

playWithEach('archive', ['nina', 'otto', 'paul'], (scene) => {
  let nina: Agent;
  let paul: Agent;
  const page = async (command: Record<string, unknown>) => {
    nina.send({ do: 'archive', ...command });
    return (await nina.expect('archive')) as unknown as Page;
  };
  const ids = Array.from({ length: MESSAGES }, (_, n) => `m-${n}`);

  test('120 messages, and some with somebody else', async () => {
    nina = await scene.enter('nina', 'desk');
    paul = await scene.enter('paul', 'desk');
    for (const [n, id] of ids.entries()) {
      nina.send({ do: 'message', to: scene.address('otto'), body: `Nummer ${n}`, id });
      if (n % 10 === 0)
        paul.send({ do: 'message', to: scene.address('nina'), body: 'dazwischen', id: `p-${n}` });
    }
    await nina.expect('acked', { id: ids.at(-1) }, 30_000);
    await nina.expect('message', { id: 'p-110' });
  });

  test.each([25, 50, 120])('from the start, %i a page', async (size) => {
    const { items, pages } = await page({ with: scene.address('otto'), page: size });
    expect(items.map(({ id }) => id)).toEqual(ids);
    expect(pages).toBe(Math.ceil(MESSAGES / size));
  });

  test('from the end: the same items, with the same ids', async () => {
    const forwards = await page({ with: scene.address('otto'), page: 50 });
    const backwards = await page({ with: scene.address('otto'), page: 50, backwards: true });
    expect(backwards.items).toEqual(forwards.items);
    expect(new Set(backwards.items.map(({ archive }) => archive)).size).toBe(MESSAGES);
    expect(backwards.pages).toBe(3);
  });

  test('without a filter, all there is', async () => {
    const { items } = await page({ page: 50, backwards: true });
    expect(items).toHaveLength(MESSAGES + MESSAGES / 10);
  });

  test('an archive with nobody is one empty page', async () => {
    const { items, pages } = await page({ with: 'nobody@elsewhere.test', page: 50 });
    expect([items, pages]).toEqual([[], 1]);
  });
});
