/** What goes on behind the lines: counting older ones, the index of words, and what happened to a log meanwhile. */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react';
import { Trans } from '@lingui/react/macro';
import { CircleCheck, Info, LoaderCircle } from 'lucide-react';
import type { LogNotice, LogViewState } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { type Format, useFormat } from '../../words/format.ts';
import css from './StatusLine.module.css';

/** Told for so long, in milliseconds; rotation is everyday and told to nobody. */
const TOLD = 10 * 60_000;

export function StatusLine({ view, name }: { view: LogViewState; name(source: string): string }) {
  const format = useFormat();
  const { connection } = useStores();
  const index = useAction((on: boolean) => connection.client().logView.setIndexing({ view: view.view, on }));
  const notice = view.notices.findLast(({ code, at }) => NOTICES[code] && Date.now() - at < TOLD);
  const { state, done, of } = view.index;
  const turn = (on: boolean) => void index.run(on);
  return (
    <>
      {!view.complete && view.of > 0 && (
        <p className={css.line}>
          <Icon of={LoaderCircle} size="s" className={css.live} />
          <Counting done={amount(view.done, format)} of={amount(view.of, format)} />
        </p>
      )}
      {state === 'building' && view.complete && (
        <p className={css.line}>
          <Icon of={LoaderCircle} size="s" className={css.live} />
          <Indexing done={amount(done, format)} of={amount(of, format)} />
          <Button kind="link" size="s" onPress={() => turn(false)}>
            <Trans>Stop it</Trans>
          </Button>
        </p>
      )}
      {state === 'stopped' && (
        <p className={css.line}>
          <Icon of={CircleCheck} size="s" />
          <Trans>The index of words was stopped. Searching works, only slower.</Trans>
          <Button kind="link" size="s" onPress={() => turn(true)}>
            <Trans>Go on with it</Trans>
          </Button>
        </p>
      )}
      {state === 'no-room' && (
        <p className={css.line}>
          <Icon of={Info} size="s" />
          <Trans>The disk is nearly full: no index of the words is made. Searching works, only slower.</Trans>
          <Button kind="link" size="s" onPress={() => turn(true)}>
            <Trans>Try again</Trans>
          </Button>
        </p>
      )}
      {notice && <Notice notice={notice} name={name(notice.source)} />}
    </>
  );
}

const amount = (bytes: number, format: Format) => format.bytes(bytes);

const Counting = ({ done, of }: { done: string; of: string }) => (
  <Trans>
    Looking through older lines: {done} of {of}. The newest are here, and searching is already possible.
  </Trans>
);

const Indexing = ({ done, of }: { done: string; of: string }) => (
  <Trans>
    Making an index of the words, so that searching is quick: {done} of {of}. Searching is already possible.
  </Trans>
);

type Words = (name: string) => MessageDescriptor;
const NOTICES: Partial<Record<LogNotice['code'], Words>> = {
  cut: (name) =>
    msg`${name} was emptied. What stood in it is nowhere any more; what is written now is shown.`,
  vanished: (name) => msg`${name} is gone. When it comes back, its lines do, too.`,
  unreadable: (name) =>
    msg`${name} may not be read any more. The administrator of this computer can change that.`,
  damaged: (name) => msg`A packed part of ${name} is damaged. The lines around it are shown.`,
  'no-room': (name) =>
    msg`The disk is full: older, packed parts of ${name} cannot be opened, and are not shown.`,
};

function Notice({ notice, name }: { notice: LogNotice; name: string }) {
  const { i18n } = useLingui();
  const words = NOTICES[notice.code];
  return (
    words && (
      <p className={css.line} role="status">
        <Icon of={Info} size="s" />
        {i18n._(words(name))}
      </p>
    )
  );
}
