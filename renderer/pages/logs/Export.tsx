/** The lines that the list shows, as a file: progress, a way to stop, and a bound. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import type { ExportFormat } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { offerBytes } from '../../components/offer-file.ts';
import { Segmented } from '../../components/Segmented.tsx';
import { Switch } from '../../components/Switch.tsx';
import { useAction } from '../../stores/async.ts';
import type { LogsAsked } from '../../stores/logs.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';

const FILES: Record<ExportFormat, { ending: string; type: string }> = {
  text: { ending: 'log', type: 'text/plain;charset=utf-8' },
  json: { ending: 'jsonl', type: 'application/jsonl' },
  csv: { ending: 'csv', type: 'text/csv;charset=utf-8' },
};
/** A browser holds the file in memory until it is saved. */
const MOST_BYTES = 256 * 1024 * 1024;

type Done = { entries: number; bytes: number; cut: boolean };

export function Export({ asked, onClose }: { asked: LogsAsked; onClose(): void }) {
  const { t } = useLingui();
  const [format, setFormat] = useState<ExportFormat>('text');
  const [shared, setShared] = useState(false);
  const { start, stop, busy, problem, done } = useExport(asked);
  return (
    <Dialog
      open
      onClose={() => {
        stop();
        onClose();
      }}
      title={<Trans>Save these lines as a file</Trans>}
      actions={
        <>
          <Button onPress={busy ? stop : onClose}>{busy ? <Trans>Stop</Trans> : <Trans>Close</Trans>}</Button>
          <Button
            kind="primary"
            busy={busy && <Trans>Collecting…</Trans>}
            onPress={() => start(format, shared)}
          >
            <Trans>Save the file</Trans>
          </Button>
        </>
      }
    >
      <p>
        <Trans>What the list shows now, the oldest line first.</Trans>
      </p>
      <Segmented<ExportFormat>
        label={t`Kind of file`}
        value={format}
        onChange={setFormat}
        options={[
          { id: 'text', label: <Trans>As written</Trans> },
          { id: 'csv', label: <Trans>Spreadsheet (CSV)</Trans> },
          { id: 'json', label: <Trans>JSON lines</Trans> },
        ]}
      />
      <Switch isOn={shared} onChange={setShared}>
        <Trans>Replace names, addresses and secrets, so that it can be given away</Trans>
      </Switch>
      {!shared && (
        <p className="small muted">
          <Trans>
            Without that, the file names your colleagues and where they were. Give it to nobody outside.
          </Trans>
        </p>
      )}
      {(busy || done) && done && (
        <p role="status">
          <Collected done={done} />
        </p>
      )}
      {problem && <ProblemNote problem={problem} />}
    </Dialog>
  );
}

function Collected({ done }: { done: Done }) {
  const size = useFormat().bytes(done.bytes);
  return (
    <>
      <Plural value={done.entries} one="# line" other="# lines" />, {size}.{' '}
      {done.cut && (
        <Trans>That is as much as one file takes; choose a shorter time to get the rest in another.</Trans>
      )}
    </>
  );
}

function useExport(asked: LogsAsked) {
  const { connection } = useStores();
  const [done, setDone] = useState<Done | null>(null);
  const stopper = useRef<AbortController | null>(null);
  useEffect(() => () => stopper.current?.abort(), []);
  const run = useAction(async (format: ExportFormat, shared: boolean) => {
    stopper.current = new AbortController();
    const { signal } = stopper.current;
    const pieces: string[] = [];
    let state: Done = { entries: 0, bytes: 0, cut: false };
    const input = { sources: [...asked.sources], filter: asked.filter, format, shared };
    for await (const piece of await connection.client().logEvents.export(input, { signal })) {
      pieces.push(piece.text);
      const bytes = state.bytes + piece.text.length;
      state = { entries: piece.entries, bytes, cut: piece.cut || bytes > MOST_BYTES };
      setDone(state);
      if (bytes > MOST_BYTES) break;
    }
    if (signal.aborted) return;
    const { ending, type } = FILES[format];
    const name = `chatelaine-${new Date().toISOString().slice(0, 16).replace(/[:T]/g, '-')}`;
    offerBytes(`${name}.${ending}`, type, pieces);
  });
  return {
    done,
    busy: run.busy,
    problem: run.problem,
    start: (format: ExportFormat, shared: boolean) => void run.run(format, shared),
    stop: () => stopper.current?.abort(),
  };
}
