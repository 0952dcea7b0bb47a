import { useLingui } from '@lingui/react/macro';
import { Moon, Sun } from 'lucide-react';
import { useStore } from 'zustand';
import { IconButton } from '../components/IconButton.tsx';
import { useStores } from '../stores/stores.ts';
import { useChoose } from './choose.ts';

/** The other of the two themes, whichever is shown now. "As the system" is chosen on Settings. */
export function ThemeButton() {
  const { t } = useLingui();
  const { appearance } = useStores();
  const { theme } = useStore(appearance.store);
  const choose = useChoose();
  const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  return (
    <IconButton
      icon={dark ? Sun : Moon}
      label={dark ? t`Use light colours` : t`Use dark colours`}
      onPress={() => void choose({ theme: dark ? 'light' : 'dark' })}
    />
  );
}
