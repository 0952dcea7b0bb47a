import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { CircleCheck, CircleMinus, Hand } from 'lucide-react';
import type { FactoryItem } from '../../api/types.ts';
import { Code } from '../../components/Code.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { FACTORY_WORDS, factoryAmount, factorySentence } from '../../words/factory.ts';

const ICONS = { goes: CircleMinus, stays: CircleCheck, hand: Hand } as const;

/** One list of the plan: what it is, what becomes of it, and exactly which. */
export function RemoveItems({ kind, items }: { kind: keyof typeof ICONS; items: readonly FactoryItem[] }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const language = i18n.locale === 'fr' ? 'fr' : 'en';
  return (
    <Facts>
      {items.map((item) => {
        const { what, details, commands } = item;
        const name = FACTORY_WORDS[language][what].name;
        const amount = factoryAmount(language, item);
        return (
          <Fact
            key={what}
            icon={ICONS[kind]}
            tone={kind === 'goes' ? 'bad' : kind === 'stays' ? 'ok' : 'warn'}
            tall
            small={
              <>
                {factorySentence(language, kind, what)}
                {commands.length > 0 && (
                  <Code
                    lines={commands}
                    label={t`Command: ${name}`}
                    copyLabel={t`Copy the command: ${name}`}
                  />
                )}
                {details.length > 0 && (
                  <details>
                    <summary>
                      <Trans>What exactly</Trans>
                    </summary>
                    <Code lines={details} label={name} />
                  </details>
                )}
              </>
            }
          >
            {name}
            {amount !== '' && <> ({amount})</>}
          </Fact>
        );
      })}
    </Facts>
  );
}
