/**
 * Start, stop and restart, with the one action under way and the problem of the last one.
 */
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { FaceProblem } from '../../api/types.ts';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';

export type ServerControl = {
  doing: 'start' | 'stop' | 'restart' | null;
  problem: FaceProblem | null;
  start(): Promise<void>;
  stop(): Promise<void>;
  restart(): Promise<void>;
  /** What failed, once more. */
  again(): void;
  asking: boolean;
  askToStop(asking: boolean): void;
};

export function useServerControl(): ServerControl {
  const { t } = useLingui();
  const { connection, overview, toasts } = useStores();
  const [asking, askToStop] = useState(false);
  const [last, setLast] = useState<'start' | 'stop' | 'restart'>('start');
  const action = useAction(async (what: 'start' | 'stop' | 'restart') => {
    await connection.client().server[what]();
    await overview.load();
    return true;
  });
  const perform = async (what: 'start' | 'stop' | 'restart') => {
    setLast(what);
    askToStop(false);
    const done = await action.run(what);
    if (!done) return;
    if (what === 'stop') toasts.show(t`The server is stopped.`, async () => void (await action.run('start')));
    if (what === 'start') toasts.show(t`The server is running.`);
    if (what === 'restart') toasts.show(t`The server was restarted. People reconnect by themselves.`);
  };
  return {
    doing: action.busy ? last : null,
    problem: action.problem,
    start: () => perform('start'),
    stop: () => perform('stop'),
    restart: () => perform('restart'),
    again: () => void perform(last),
    asking,
    askToStop,
  };
}
