/** Numbers, acknowledgements and the order of leaving: the pure parts of a session. */
import { describe, expect, test } from 'vitest';
import { createBudget, createTurnstile } from '../../server/kernel/limits.ts';
import { createOutput } from '../../server/kernel/session-output.ts';
import { createQueue, createRestoredQueue } from '../../server/kernel/session-queue.ts';
import type { Commits } from '../../server/kernel/store.ts';

const entry = (xml: string) => ({ xml, lasting: true, queuedAt: 0 });
const texts = (list: readonly { xml: string }[]) => list.map(({ xml }) => xml);

describe('unacknowledged stanzas', () => {
  test('an acknowledgement takes away what it covers', () => {
    const queue = createQueue();
    for (const xml of ['a', 'b', 'c']) queue.push(entry(xml));
    expect(queue.acknowledge(2)).toBe('ok');
    expect(texts(queue.entries())).toEqual(['c']);
    expect(queue.acknowledge(2)).toBe('ok');
    expect([queue.size, queue.length]).toEqual([1, 1]);
  });

  test('claiming more than was sent is refused and changes nothing', () => {
    const queue = createQueue();
    queue.push(entry('a'));
    expect(queue.acknowledge(2)).toBe('too high');
    expect(queue.acknowledge(2 ** 32 - 1)).toBe('too high');
    expect(texts(queue.entries())).toEqual(['a']);
  });

  test('a count that goes back changes nothing, also across the end of the numbers', () => {
    const queue = createQueue(2 ** 32 - 1);
    for (const xml of ['a', 'b', 'c']) queue.push(entry(xml));
    expect(queue.acknowledge(2 ** 32 - 2)).toBe('went back');
    expect(queue.acknowledge(1)).toBe('ok');
    expect(queue.acknowledge(0)).toBe('went back');
    expect(queue.acknowledge(2 ** 32 - 1)).toBe('went back');
    expect(queue.acknowledge(3)).toBe('too high');
    expect(texts(queue.entries())).toEqual(['c']);
  });

  test('numbers begin again after 2^32 - 1', () => {
    const queue = createQueue(2 ** 32 - 2);
    expect(['a', 'b', 'c'].map((xml) => queue.push(entry(xml)))).toEqual([2 ** 32 - 1, 0, 1]);
    expect(queue.acknowledge(0)).toBe('ok');
    expect(texts(queue.entries())).toEqual(['c']);
  });
});

describe('a queue from disk', () => {
  const saved = [
    { seq: 6, entry: entry('six') },
    { seq: 9, entry: entry('nine') },
  ];

  test('what the client has by its own count is not sent again', () => {
    expect(texts(createRestoredQueue(4, saved).missing(4))).toEqual(['six', 'nine']);
    expect(texts(createRestoredQueue(4, saved).missing(6))).toEqual(['nine']);
    expect(texts(createRestoredQueue(4, saved).missing(12))).toEqual([]);
  });

  test('a message that came after the restart was never sent, however high the count', () => {
    const queue = createRestoredQueue(4, saved);
    queue.push(entry('new'));
    expect(texts(queue.missing(40))).toEqual(['new']);
  });
});

function fakeCommits() {
  let last = 0;
  let committed = 0;
  let waiting: { ticket: number; run: () => void }[] = [];
  const commits: Commits = {
    get last() {
      return last;
    },
    get committed() {
      return committed;
    },
    whenCommitted(ticket, run) {
      if (ticket <= committed) run();
      else waiting.push({ ticket, run });
    },
    flush: async () => {},
  };
  return {
    commits,
    queue: () => {
      last += 1;
    },
    commit(to: number) {
      committed = to;
      const due = waiting.filter(({ ticket }) => ticket <= to);
      waiting = waiting.filter(({ ticket }) => ticket > to);
      for (const { run } of due) run();
    },
  };
}

describe('promise 1: nothing leaves before what it may reveal is on disk', () => {
  test('texts wait for the writes before them, in order', () => {
    const disk = fakeCommits();
    const sent: string[] = [];
    const output = createOutput(disk.commits);
    output.attach((text) => sent.push(text));
    output.write('free');
    disk.queue();
    output.write('one');
    disk.queue();
    output.write('two');
    output.write('three');
    expect(sent).toEqual(['free']);
    disk.commit(1);
    expect(sent).toEqual(['free', 'one']);
    disk.commit(2);
    expect(sent).toEqual(['free', 'one', 'two', 'three']);
  });

  test('after a detach nothing that waited reaches the next connection', () => {
    const disk = fakeCommits();
    const sent: string[] = [];
    const output = createOutput(disk.commits);
    output.attach((text) => sent.push(`old ${text}`));
    disk.queue();
    output.write('lost');
    output.detach();
    output.attach((text) => sent.push(`new ${text}`));
    output.write('resumed');
    disk.commit(1);
    expect(sent).toEqual(['new resumed']);
  });
});

describe('bounds', () => {
  test('a budget holds ten seconds, then asks for a pause as long as the debt', () => {
    const budget = createBudget(10);
    expect(budget.spend(100, 0)).toBe(0);
    expect(budget.spend(5, 0)).toBe(500);
    expect(budget.spend(1, 1000)).toBe(0);
  });

  test('no bound asks for no pause', () => {
    expect(createBudget(Number.POSITIVE_INFINITY).spend(1e9, 0)).toBe(0);
  });

  test('a turnstile counts each address apart', () => {
    const gate = createTurnstile(() => 2);
    expect([gate.enter('a'), gate.enter('a'), gate.enter('a'), gate.enter('b')]).toEqual([
      true,
      true,
      false,
      true,
    ]);
    gate.leave('a');
    expect(gate.enter('a')).toBe(true);
  });
});
