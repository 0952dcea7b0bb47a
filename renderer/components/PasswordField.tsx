import { useLingui } from '@lingui/react/macro';
import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from './IconButton.tsx';
import { TextField, type TextFieldProps } from './TextField.tsx';

export type PasswordFieldProps = Omit<TextFieldProps, 'type' | 'mono' | 'end' | 'autoComplete'> & {
  /** It is one that is known already: the browser's own keeper of passwords may fill it in. */
  known?: boolean;
};

/** Hidden until asked for; the browser is told whether it is a new one, so that it neither fills in nor forgets another. */
export function PasswordField({ known = false, ...props }: PasswordFieldProps) {
  const { t } = useLingui();
  const [shown, setShown] = useState(false);
  return (
    <TextField
      {...props}
      type={shown ? 'text' : 'password'}
      mono
      autoComplete={known ? 'current-password' : 'new-password'}
      end={
        <IconButton
          size="s"
          icon={shown ? EyeOff : Eye}
          label={shown ? t`Hide the password` : t`Show the password`}
          onPress={() => setShown(!shown)}
        />
      }
    />
  );
}
