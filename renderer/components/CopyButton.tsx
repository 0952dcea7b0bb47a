import { useLingui } from '@lingui/react/macro';
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from './Button.tsx';
import { copyText } from './clipboard.ts';
import { IconButton } from './IconButton.tsx';

/** How long the tick stays, in milliseconds. */
const SHOWN = 1500;

export type CopyButtonProps = {
  value: string;
  /** "Copy the address of Zoé": what is copied is in the name, as there are many of these on a page. */
  label: string;
  /** With these words it is a button with text instead of a small icon. */
  children?: string;
  size?: 's' | 'm';
};

export function CopyButton({ value, label, children, size = 's' }: CopyButtonProps) {
  const { t } = useLingui();
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), SHOWN);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () => void copyText(value).then((done) => setState(done ? 'copied' : 'refused'));
  const icon = state === 'copied' ? Check : Copy;
  return (
    <>
      {children ? (
        <Button icon={icon} size={size} label={label} onPress={copy}>
          {state === 'copied' ? t`Copied` : children}
        </Button>
      ) : (
        <IconButton
          icon={icon}
          label={label}
          size={size}
          tone={state === 'copied' ? 'ok' : undefined}
          onPress={copy}
        />
      )}
      {/* Heard, not seen: the tick is for the eyes. */}
      <span className="sr" role="status">
        {state === 'copied' && t`Copied`}
        {state === 'refused' && t`This browser did not allow copying. Select the text and copy it by hand.`}
      </span>
    </>
  );
}
