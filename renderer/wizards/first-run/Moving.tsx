import { Trans } from '@lingui/react/macro';
import type { DomainModel } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Dots } from '../../components/DrawerParts.tsx';
import { useRecordWords } from '../../words/dns.ts';

/** Before the domain is fixed: what it would cost to take another one later. */
export function Moving({ model }: { model: DomainModel }) {
  const words = useRecordWords();
  return (
    <Banner kind="warn">
      <b>
        <Trans>Choose it for years.</Trans>
      </b>{' '}
      <Trans>The domain becomes part of every address. Another one later means:</Trans>
      <Dots>
        {words.moving(model).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </Dots>
    </Banner>
  );
}
