/**
 * The line to the manager: what the page is told, from which number events are asked for, and when everything is asked anew.
 */
import { expect, it, vi } from 'vitest';
import type { Line, Opened } from '../../renderer/api/line.ts';
import type { Client, ManagerEvent } from '../../renderer/api/types.ts';
import { createConnection } from '../../renderer/stores/connection.ts';
import { createEvents } from '../../renderer/stores/events.ts';

type FakeLine = { line: Line; asked: (number | null)[]; cut(): void };

function fakeLine(numbers: number[], version = '1.0.0'): FakeLine {
  const asked: (number | null)[] = [];
  let cut = () => {};
  const closed = new Promise<void>((resolve) => {
    cut = resolve;
  });
  async function* events(): AsyncGenerator<ManagerEvent> {
    for (const n of numbers) yield { n, at: 0, event: { type: 'setup.changed' } };
    await closed;
  }
  const client = {
    app: {
      info: async () => ({ version }),
      events: async ({ since }: { since: number | null }) => {
        asked.push(since);
        return events();
      },
    },
  } as unknown as Client;
  return { line: { client, closed }, asked, cut };
}

/** Opens what the script says, one after the other. */
function script(...opened: Opened[]) {
  const events = createEvents();
  let pagesAsked = 0;
  const connection = createConnection({
    ...{ events, otherVersion: () => pagesAsked++ },
    open: async () => opened.shift() ?? { kind: 'locked', because: 'no-link' },
  });
  const states: string[] = [];
  const reached = (state: string, times = 1) =>
    new Promise<void>((resolve) => {
      const look = () => states.filter((each) => each === state).length >= times && resolve();
      connection.store.subscribe(look);
      look();
    });
  connection.store.subscribe(({ state }) => states.push(state));
  return { connection, events, states, reached, pagesAsked: () => pagesAsked };
}

it('refuses calls without a line, in the shape of every other problem', () => {
  const { connection } = script();
  expect(() => connection.client()).toThrow(expect.objectContaining({ code: 'connection.lost' }));
});

it('says that it is locked, and tries no more', async () => {
  const { connection, states, reached } = script({ kind: 'locked', because: 'link-used' });
  connection.start();
  await reached('locked');
  expect(states).toEqual(['locked']);
  expect(connection.store.getState()).toEqual({ state: 'locked', because: 'link-used' });
});

it('asks for what was missed since the last number', async () => {
  const [first, second] = [fakeLine([7, 8]), fakeLine([])];
  const { connection, events, states, reached } = script(
    { kind: 'open', line: first.line },
    { kind: 'unreachable', why: 'test' },
    { kind: 'open', line: second.line },
  );
  const seen = new Promise<void>((resolve) => {
    let left = 2;
    events.on('setup.changed', () => --left === 0 && resolve());
  });
  connection.start();
  await seen;
  first.cut();
  await reached('lost');
  connection.tryNow();
  await reached('lost', 2);
  connection.tryNow();
  await reached('online', 2);
  expect(first.asked).toEqual([null]);
  expect(second.asked).toEqual([8]);
  expect(states).toEqual(['online', 'lost', 'lost', 'online']);
});

it('has everything asked anew when no number was ever seen', async () => {
  const [first, second] = [fakeLine([]), fakeLine([])];
  const { connection, events, reached } = script(
    { kind: 'open', line: first.line },
    { kind: 'open', line: second.line },
  );
  let resynced = 0;
  events.on('resync', () => resynced++);
  connection.start();
  await reached('online');
  first.cut();
  await reached('lost');
  connection.tryNow();
  await reached('online', 2);
  expect(resynced).toBe(1);
});

it('asks for the pages anew when another version answers, and only then', async () => {
  const lines = [fakeLine([]), fakeLine([]), fakeLine([], '1.1.0')] as const;
  const { connection, reached, pagesAsked } = script(
    ...lines.map(({ line }) => ({ kind: 'open', line }) as const),
  );
  connection.start();
  for (const [times, { cut }] of lines.slice(0, 2).entries()) {
    await reached('online', times + 1);
    cut();
    await reached('lost', times + 1);
    expect(pagesAsked()).toBe(0);
    connection.tryNow();
  }
  await vi.waitFor(() => expect(pagesAsked()).toBe(1));
});
