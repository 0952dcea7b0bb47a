import { useLingui } from '@lingui/react';
import { Trans } from '@lingui/react/macro';
import type { PersonState } from '../../api/types.ts';
import { Fact, Facts } from '../../components/Facts.tsx';
import { ENCRYPTION, encryptionSentence } from '../../words/standing.ts';

/** Whether what is written to this person can be encrypted end to end; with what the server cannot know. */
export function Encryption({ state }: { state: PersonState }) {
  const { i18n } = useLingui();
  const { icon, tone } = ENCRYPTION[state.encryption.state];
  return (
    <Facts>
      <Fact
        tall
        icon={icon}
        tone={tone === 'off' ? undefined : tone}
        small={
          <>
            <div>{i18n._(encryptionSentence(state))}</div>
            {state.encryption.state !== 'off' && (
              <div>
                <Trans>
                  Which conversations are encrypted, only the programs know: they show a lock. OTR and OpenPGP
                  of older programs cannot be seen from here.
                </Trans>
              </div>
            )}
          </>
        }
      >
        <Trans>End-to-end encryption (OMEMO)</Trans>
      </Fact>
    </Facts>
  );
}
