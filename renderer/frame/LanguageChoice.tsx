import { useLingui } from '@lingui/react';
import { useLingui as useMacro } from '@lingui/react/macro';
import { Segmented } from '../components/Segmented.tsx';
import type { Language } from '../stores/appearance.ts';
import { useChoose } from './choose.ts';

/** Each language under its own name, so that it is found by those who need it. */
export function LanguageChoice() {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const choose = useChoose();
  return (
    <Segmented<Language>
      label={t`Language`}
      value={i18n.locale === 'fr' ? 'fr' : 'en'}
      onChange={(language) => void choose({ language })}
      options={[
        { id: 'en', label: 'English', lang: 'en' },
        { id: 'fr', label: 'Français', lang: 'fr' },
      ]}
    />
  );
}
