import { Trans } from '@lingui/react/macro';
import type { NoticesState } from '../../api/types.ts';
import { Switch } from '../../components/Switch.tsx';
import type { Action } from '../../stores/async.ts';

export type NoticesChange = Partial<NoticesState['config']> & { password?: string };
export type SetNotices = Action<[NoticesChange], boolean>;

/** Whether a way is used. @param label what it says out of context. */
export function WaySwitch({
  label,
  isOn,
  onChange,
}: {
  label: string;
  isOn: boolean;
  onChange(on: boolean): void;
}) {
  return (
    <Switch isOn={isOn} onChange={onChange}>
      {isOn ? <Trans>On</Trans> : <Trans>Off</Trans>}
      <span className="sr">{label}</span>
    </Switch>
  );
}
