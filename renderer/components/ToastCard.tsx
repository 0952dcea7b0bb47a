import { useLingui } from '@lingui/react/macro';
import { Undo2, X } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { Button } from './Button.tsx';
import { IconButton } from './IconButton.tsx';
import css from './ToastCard.module.css';

/** How long it stays, in milliseconds, unless the pointer or the focus is on it. */
const STAYS = 10_000;

export function ToastCard({ text, onUndo, onClose }: { text: string; onUndo?: () => void; onClose(): void }) {
  const { t } = useLingui();
  const [held, setHeld] = useState(false);
  // WHY: the frame draws anew with each thing that happens, and none of that is a reason to begin counting again.
  const close = useEffectEvent(onClose);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => close(), STAYS);
    return () => clearTimeout(timer);
  }, [held]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the handlers only keep it in view; nothing is done with them
    <div
      className={css.toast}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span className={css.text}>{text}</span>
      {onUndo && (
        <Button size="s" icon={Undo2} onPress={onUndo} label={t`Undo: ${text}`}>
          {t`Undo`}
        </Button>
      )}
      <IconButton icon={X} size="s" label={t`Close this message`} onPress={onClose} />
    </div>
  );
}
