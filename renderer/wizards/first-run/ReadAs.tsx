import { Trans } from '@lingui/react/macro';
import { CircleCheck } from 'lucide-react';
import type { DomainModel } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Icon } from '../../components/Icon.tsx';
import { useRecordWords } from '../../words/dns.ts';
import css from './Address.module.css';

/** What was understood, and how what was typed led there. */
export function ReadAs({ model }: { model: DomainModel }) {
  const words = useRecordWords();
  const { display } = model;
  const inTheWay = words.inTheWay(model);
  if (inTheWay.length > 0)
    return (
      <Banner kind="warn" live>
        {inTheWay.join(' ')}
      </Banner>
    );
  return (
    <div className={css.checked} role="status">
      <Icon of={CircleCheck} />
      <span>
        <Trans>
          Addresses will look like <b className="mono">sophie@{display}</b>.
        </Trans>{' '}
        {words.read(model).join(' ')}
      </span>
    </div>
  );
}
