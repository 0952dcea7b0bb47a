/** The supervisor's decisions, one row each. */
import { describe, expect, test } from 'vitest';
import { type Happening, next, type State, type Step } from '../../electron/manager/supervisor/machine.ts';

const NOW = 1_000_000;
const stopped: State = { state: 'stopped', since: 0 };
const asked: State = { state: 'starting', since: 0, asked: true, late: false };
const again: State = { state: 'starting', since: 0, asked: false, late: false };
const running: State = { state: 'running', since: 0, pid: 7, missed: 0 };
const missed2: State = { ...running, missed: 2 };
const stopping: State = { state: 'stopping', since: 0, again: false };
const waiting: State = { state: 'waiting', since: 0, nextAt: NOW, attempt: 1, exit: 'x' };
const failed: State = { state: 'failed', since: 0, exit: 'x', exitCode: 1, late: false };

const exit = (code: number | null, signal: string | null = null): Happening => ({
  type: 'exited',
  code,
  signal,
});
const health = (answered: boolean): Happening => ({ type: 'health', answered });

type Row = [why: string, from: State, happening: Happening, to: Partial<State>, ...actions: string[]];

const ROWS: Row[] = [
  ['start', stopped, { type: 'start' }, { state: 'starting', asked: true } as Partial<State>, 'spawn'],
  ['start while it runs changes nothing', running, { type: 'start' }, running],
  ['start while it waits does not wait', waiting, { type: 'start' }, { state: 'starting' }, 'spawn'],
  ['start after a failure tries again', failed, { type: 'start' }, { state: 'starting' }, 'spawn'],
  [
    'start while it stops: once more after that',
    stopping,
    { type: 'start' },
    { state: 'stopping', again: true } as Partial<State>,
  ],
  ['stop', running, { type: 'stop' }, { state: 'stopping' }, 'terminate'],
  ['stop while it starts', asked, { type: 'stop' }, { state: 'stopping' }, 'terminate'],
  ['stop while it waits', waiting, { type: 'stop' }, { state: 'stopped' }],
  [
    'restart',
    running,
    { type: 'restart' },
    { state: 'stopping', again: true } as Partial<State>,
    'terminate',
  ],
  ['restart while stopped is a start', stopped, { type: 'restart' }, { state: 'starting' }, 'spawn'],
  ['ready', asked, { type: 'ready', pid: 9 }, { state: 'running', pid: 9, missed: 0 }],
  ['a late ready line is not believed', stopping, { type: 'ready', pid: 9 }, stopping],
  ['no ready line in time', asked, { type: 'overdue' }, { ...asked, late: true }, 'kill'],
  [
    'killed for not being ready in time',
    { ...asked, late: true } as State,
    exit(null, 'SIGKILL'),
    { state: 'waiting', exit: 'was not ready within 20 s' },
  ],
  ['ended after stop', stopping, exit(0), { state: 'stopped' }],
  ['ended after restart', { ...stopping, again: true } as State, exit(0), { state: 'starting' }, 'spawn'],
  ['ended by itself', running, exit(1), { state: 'waiting', attempt: 1, nextAt: NOW + 500 }],
  ['ended by itself in good order is not wanted either', running, exit(0), { state: 'waiting' }],
  ['killed', running, exit(null, 'SIGKILL'), { state: 'waiting', exit: 'ended by signal SIGKILL' }],
  ['bad configuration: no use in trying', again, exit(2), { state: 'failed', exitCode: 2 }],
  ['port taken at a start someone asked for', asked, exit(3), { state: 'failed', exitCode: 3 }],
  ['port taken at a restart: the old one may still hold it', again, exit(3), { state: 'waiting' }],
  ['crash at a start someone asked for', asked, exit(1), { state: 'waiting' }],
  ['one health check missed', running, health(false), { ...running, missed: 1 }],
  ['health back', missed2, health(true), running],
  ['third health check missed', missed2, health(false), { state: 'running', missed: 3 }, 'kill'],
  [
    'killed for not answering',
    { ...running, missed: 3 },
    exit(null, 'SIGKILL'),
    { state: 'waiting', exit: 'gave no answer to 3 health checks' },
  ],
  [
    'its time has come',
    waiting,
    { type: 'due' },
    { state: 'starting', asked: false } as Partial<State>,
    'spawn',
  ],
  ['due, but stopped meanwhile', stopped, { type: 'due' }, stopped],
];

describe('supervisor machine', () => {
  test.each(ROWS)('%s', (_, from, happening, to, ...actions) => {
    const step = next({ state: from, actions: [], restarts: [] }, happening, NOW);
    expect(step.state).toMatchObject(to);
    expect(step.actions).toEqual(actions);
  });

  test('four restarts within 60 s, then a person has to act', () => {
    let step: Step = { state: running, actions: [], restarts: [] };
    let now = NOW;
    const seen: unknown[] = [];
    for (let crash = 0; crash < 5; crash++) {
      step = next(step, exit(1), now);
      seen.push(step.state.state === 'waiting' ? step.state.nextAt - now : step.state.state);
      now += 10_000;
      if (step.state.state === 'waiting')
        step = next(next(step, { type: 'due' }, now), { type: 'ready', pid: 8 }, now);
    }
    expect(seen).toEqual([500, 2_000, 5_000, 10_000, 'failed']);
  });

  test('crashes further apart never use the budget up', () => {
    let step: Step = { state: running, actions: [], restarts: [] };
    for (let crash = 0; crash < 20; crash++) {
      const now = NOW + crash * 20_000;
      step = next(step, exit(1), now);
      expect(step.state.state).toBe('waiting');
      step = next(next(step, { type: 'due' }, now), { type: 'ready', pid: 8 }, now);
    }
  });
});
