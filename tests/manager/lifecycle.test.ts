/** What begins and closes when: the order, an end in the middle, and parts that fail. */
import { expect, test } from 'vitest';
import { createLifecycle, type LifecyclePart } from '../../electron/manager/lifecycle.ts';

/** Notes what is done; each `close` waits for its release. */
function parts(...list: (LifecyclePart & { held?: Promise<unknown> })[]) {
  const seen: string[] = [];
  const lifecycle = createLifecycle(
    list.map(({ held, ...part }) => ({
      ...part,
      async begin() {
        seen.push(`begin ${part.name}`);
        await part.begin?.();
      },
      async close() {
        seen.push(`close ${part.name}`);
        await held;
        await part.close?.();
        seen.push(`closed ${part.name}`);
      },
    })),
  );
  return { seen, lifecycle };
}

test('begins one after the other, and closes what is needed after those who need it', async () => {
  const { seen, lifecycle } = parts(
    { name: 'server' },
    { name: 'jobs' },
    { name: 'backups', needs: ['server', 'jobs'] },
    { name: 'updates', needs: ['backups'] },
  );
  await lifecycle.begin();
  expect(seen.splice(0)).toEqual(['begin server', 'begin jobs', 'begin backups', 'begin updates']);
  await lifecycle.close();
  expect(seen.slice(0, 4)).toEqual(['close updates', 'closed updates', 'close backups', 'closed backups']);
  expect(seen.slice(4).sort()).toEqual(['close jobs', 'close server', 'closed jobs', 'closed server']);
});

test('what needs nothing of each other closes side by side: one may wait for the other', async () => {
  const stopped = Promise.withResolvers<void>();
  const { seen, lifecycle } = parts(
    { name: 'server', close: () => stopped.resolve() },
    { name: 'jobs', held: stopped.promise },
  );
  await lifecycle.begin();
  await lifecycle.close();
  expect(seen.slice(-2).sort()).toEqual(['closed jobs', 'closed server']);
});

test.each(['goes through', 'is cut off'])(
  'ended while it begins, and the step %s: nothing more begins, all is closed once',
  async (how) => {
    const reached = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const { seen, lifecycle } = parts(
      { name: 'one' },
      {
        name: 'two',
        async begin() {
          reached.resolve();
          await release.promise;
          if (how === 'is cut off') throw new Error(how);
        },
      },
      { name: 'three' },
    );
    const begun = lifecycle.begin();
    await reached.promise;
    await Promise.all([lifecycle.close(), lifecycle.close()]);
    release.resolve();
    await begun;
    expect(seen.filter((line) => line.startsWith('begin'))).toEqual(['begin one', 'begin two']);
    expect(seen.filter((line) => line.startsWith('closed')).sort()).toEqual([
      'closed one',
      'closed three',
      'closed two',
    ]);
  },
);

test('one that cannot begin: those begun are closed, and the reason is told', async () => {
  const { seen, lifecycle } = parts(
    { name: 'one', close: () => Promise.reject(new Error('closes badly, too')) },
    { name: 'two', needs: ['one'], begin: () => Promise.reject(new Error('no disk')) },
    { name: 'three' },
  );
  await expect(lifecycle.begin()).rejects.toThrow('no disk');
  expect(seen).not.toContain('begin three');
  expect(seen).toContain('close one');
  expect(seen.indexOf('closed two')).toBeLessThan(seen.indexOf('close one'));
});

test('one that cannot close keeps no other from it', async () => {
  const { seen, lifecycle } = parts(
    { name: 'one' },
    { name: 'two', needs: ['one'], close: () => Promise.reject(new Error('stuck')) },
  );
  await lifecycle.begin();
  await expect(lifecycle.close()).rejects.toThrow('stuck');
  expect(seen).toContain('closed one');
});

test('a list that contradicts itself is refused at once', () => {
  expect(() => createLifecycle([{ name: 'a', needs: ['b'] }, { name: 'b' }])).toThrow('a needs b');
  expect(() => createLifecycle([{ name: 'a' }, { name: 'a' }])).toThrow('twice');
});
