import { beforeEach, expect, test, vi } from 'vitest';
import { claimSingleInstance, type SecondStart, secondStart } from '../../electron/shell/single-instance.ts';
import { app, given, resetElectron } from '../support/electron-stub.ts';

beforeEach(resetElectron);

test.each([
  ['the same folder', { dataDir: '/srv/a' }, { do: 'focus' }],
  ['another folder', { dataDir: '/srv/b' }, { do: 'refuse', asked: '/srv/b' }],
  ['nothing', undefined, { do: 'focus' }],
  ['null', null, { do: 'focus' }],
  ['a number for a folder', { dataDir: 7 }, { do: 'focus' }],
  ['a word of no bounds', { dataDir: 'x'.repeat(9000) }, { do: 'refuse', asked: 'x'.repeat(4096) }],
] as const)('a second start with %s', (_title, data, verdict) => {
  expect(secondStart('/srv/a', data)).toEqual(verdict);
});

test('the second one is told to go and hands over its folder', () => {
  given.lock = false;
  const asked = vi.spyOn(app, 'requestSingleInstanceLock');
  expect(claimSingleInstance({ app, dataDir: '/srv/b', onSecond: () => undefined })).toBe(false);
  expect(asked).toHaveBeenCalledWith({ dataDir: '/srv/b' });
  expect(app.listenerCount('second-instance')).toBe(0);
});

test('the first one hears of it', () => {
  const heard: SecondStart[] = [];
  expect(claimSingleInstance({ app, dataDir: '/srv/a', onSecond: (verdict) => heard.push(verdict) })).toBe(
    true,
  );
  app.emit('second-instance', {}, [], '/', { dataDir: '/srv/a' });
  app.emit('second-instance', {}, [], '/', { dataDir: '/srv/b' });
  expect(heard).toEqual([{ do: 'focus' }, { do: 'refuse', asked: '/srv/b' }]);
});
