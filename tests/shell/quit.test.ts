import { describe, expect, test } from 'vitest';
import { onClose, onQuit, type ServerNow, STOP_WITHIN_MS, stopInTime } from '../../electron/shell/quit.ts';

describe('closing the window', () => {
  const rows: [ServerNow, boolean, NodeJS.Platform, 'hide' | 'quit', string][] = [
    ['running', true, 'linux', 'hide', 'the server works'],
    ['starting', true, 'win32', 'hide', 'the server works'],
    ['waiting', true, 'linux', 'hide', 'the server works'],
    ['running', false, 'linux', 'quit', 'without a tray nothing would bring the window back'],
    ['stopped', true, 'linux', 'quit', 'the server does not work'],
    ['failed', true, 'win32', 'quit', 'the server does not work'],
    ['not-set-up', true, 'linux', 'quit', 'the server does not work'],
    ['unknown', true, 'linux', 'quit', 'the server does not work'],
    ['stopped', false, 'darwin', 'hide', 'programs stay open without windows on macOS'],
  ];
  test.each(rows)('%s, tray %s, %s: %s', (server, tray, platform, verdict, because) => {
    expect(onClose({ server, tray, platform })).toEqual({ do: verdict, because });
  });
});

describe('quitting', () => {
  const rows: [ServerNow, boolean, 'ask' | 'quit'][] = [
    ['running', false, 'ask'],
    ['starting', false, 'ask'],
    ['waiting', false, 'ask'],
    ['stopping', false, 'quit'],
    ['stopped', false, 'quit'],
    ['failed', false, 'quit'],
    ['not-set-up', false, 'quit'],
    ['unknown', false, 'quit'],
    ['running', true, 'quit'],
  ];
  test.each(rows)('%s, system ends: %s: %s', (server, systemEnds, verdict) => {
    expect(onQuit({ server, systemEnds }).do).toBe(verdict);
  });
});

describe('stopping in time', () => {
  const never = () => new Promise<void>(() => undefined);

  test('in order', async () => {
    expect(await stopInTime(async () => undefined, never)).toEqual({ ended: 'in-order' });
  });

  test('a failure ends it too, and is told', async () => {
    const error = new Error('disk gone');
    expect(await stopInTime(() => Promise.reject(error), never)).toEqual({ ended: 'failed', error });
  });

  test('one that hangs is left after its time', async () => {
    const asked: number[] = [];
    const after = async (ms: number) => void asked.push(ms);
    expect(await stopInTime(never, after)).toEqual({ ended: 'late' });
    expect(asked).toEqual([STOP_WITHIN_MS]);
  });
});
