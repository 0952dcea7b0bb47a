/** The chosen line: by its number in this view and by its place, which is the same in every view. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { LogRow, LogViewState } from '../../api/types.ts';
import type { LogRows } from '../../stores/log-rows.ts';
import { useStores } from '../../stores/stores.ts';

export type Selection = {
  selected: number | null;
  row: LogRow | null;
  /** To be brought into view. */
  goTo: { number: number } | null;
  select(number: number): void;
  clear(): void;
  /** As soon as the view has it: the line at that place, else the first at that moment. */
  goToLine(line: { time: number; place?: string | undefined }): void;
};

export function useSelection({ view, rows }: { view: LogViewState | null; rows: LogRows | null }): Selection {
  const { connection, logs } = useStores();
  const [selected, setSelected] = useState<number | null>(null);
  const [row, setRow] = useState<LogRow | null>(null);
  const [goTo, setGoTo] = useState<{ number: number } | null>(null);
  const [wanted, setWanted] = useState<{ time: number; place?: string | undefined } | null>(null);
  const chosen = useRef(row);
  chosen.current = row;

  // The row comes after its number when somebody jumps far.
  useEffect(() => {
    if (selected === null || rows === null) return;
    const look = () => {
      const found = rows.row(selected);
      if (found) setRow((before) => (before?.place === found.place ? before : found));
    };
    look();
    return rows.subscribe(look);
  }, [selected, rows]);

  // Another view, or other numbers in it: the same line is looked for. What is filtered away stays explained beside the list.
  const [id, generation] = [view?.view, view?.generation];
  useEffect(() => {
    const place = chosen.current?.place;
    if (id === undefined || generation === undefined) return;
    setSelected(null);
    if (place === undefined) return;
    const stop = new AbortController();
    connection
      .client()
      .logView.find({ view: id, at: { place } }, { signal: stop.signal })
      .then((found) => !stop.signal.aborted && setSelected(found.number))
      // The list is the same without its chosen line.
      .catch(() => {});
    return () => stop.abort();
  }, [id, generation, connection]);

  // A line somebody wants to go to may not be counted yet: asked again with each state until it is there.
  const [first, complete] = [view?.first, view?.complete];
  // biome-ignore lint/correctness/useExhaustiveDependencies: `first` says that more lines were counted
  useEffect(() => {
    if (wanted === null || id === undefined) return;
    const stop = new AbortController();
    const find = async () => {
      const ask = (at: { place: string } | { time: number }) =>
        connection.client().logView.find({ view: id, at }, { signal: stop.signal });
      const { number } = await ask(wanted.place ? { place: wanted.place } : { time: wanted.time });
      if (stop.signal.aborted) return;
      if (number === null) {
        if (complete) setWanted(null);
        return;
      }
      logs.pause();
      setWanted(null);
      setSelected(number);
      setGoTo({ number });
    };
    find().catch(() => {
      if (!stop.signal.aborted) setWanted(null);
    });
    return () => stop.abort();
  }, [wanted, id, first, complete, connection, logs]);

  return {
    selected,
    row,
    goTo,
    select: setSelected,
    clear: useCallback(() => {
      setSelected(null);
      setRow(null);
    }, []),
    goToLine: setWanted,
  };
}
