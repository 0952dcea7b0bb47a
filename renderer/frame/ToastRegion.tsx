import { useLingui } from '@lingui/react/macro';
import { useStore } from 'zustand';
import { ToastCard } from '../components/ToastCard.tsx';
import { useStores } from '../stores/stores.ts';
import css from './ToastRegion.module.css';

export function ToastRegion() {
  const { t } = useLingui();
  const { toasts } = useStores();
  const shown = useStore(toasts.store);
  return (
    <section className={css.region} role="status" aria-label={t`What was done`}>
      {shown.map(({ id, text, undo }) => (
        <ToastCard
          key={id}
          text={text}
          onClose={() => toasts.dismiss(id)}
          onUndo={
            undo &&
            (() => {
              toasts.dismiss(id);
              void undo();
            })
          }
        />
      ))}
    </section>
  );
}
