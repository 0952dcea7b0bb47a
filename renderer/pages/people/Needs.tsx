import { useLingui } from '@lingui/react';
import { Trans } from '@lingui/react/macro';
import { FileText } from 'lucide-react';
import { useNavigate } from 'react-router';
import type { Person, PersonState } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { nameOf } from '../../words/presence.ts';
import { needWords } from '../../words/standing.ts';

/** What somebody here may want to do for this person: what it is, and how. */
export function Needs({ person, state }: { person: Person; state: PersonState }) {
  const { i18n } = useLingui();
  const navigate = useNavigate();
  return state.needs.map((need) => {
    const { what, next } = needWords(need, nameOf(person));
    return (
      <Banner
        key={JSON.stringify(need)}
        kind="warn"
        action={
          need.code === 'never-connected' && (
            <Button
              size="s"
              icon={FileText}
              onPress={() => void navigate(`/hand-out/${encodeURIComponent(person.address)}`)}
            >
              <Trans>Open the sheet</Trans>
            </Button>
          )
        }
      >
        <b>{i18n._(what)}</b> {i18n._(next)}
      </Banner>
    );
  });
}
