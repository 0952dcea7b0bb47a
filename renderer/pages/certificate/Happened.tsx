import { useLingui } from '@lingui/react';
import { Trans } from '@lingui/react/macro';
import { BadgeCheck, CircleX, FileKey, type LucideIcon, RotateCcw, Square, Undo2 } from 'lucide-react';
import type { CertificateEvent } from '../../api/types.ts';
import { Card } from '../../components/Card.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Fold } from '../../components/Fold.tsx';
import { useNow } from '../../stores/now.ts';
import { eventWords } from '../../words/certificate.ts';
import { useFormat } from '../../words/format.ts';

const ICONS: Readonly<Record<CertificateEvent['what'], LucideIcon>> = {
  ordered: FileKey,
  rehearsed: RotateCcw,
  installed: BadgeCheck,
  renewed: BadgeCheck,
  failed: CircleX,
  'put-back': Undo2,
  'rolled-back': Undo2,
  source: FileKey,
  stopped: Square,
};

/** The latest few at once, the rest folded. */
const FIRST = 4;

export function Happened({ events }: { events: readonly CertificateEvent[] }) {
  const rest = events.slice(FIRST);
  return (
    <Card title={<Trans>What happened</Trans>}>
      <List events={events.slice(0, FIRST)} />
      {rest.length > 0 && (
        <Fold flush title={<Trans>Before that</Trans>} aside={rest.length}>
          <List events={rest} />
        </Fold>
      )}
    </Card>
  );
}

function List({ events }: { events: readonly CertificateEvent[] }) {
  const { i18n } = useLingui();
  const format = useFormat();
  const now = useNow(60_000);
  return (
    <Facts>
      {events.map((event) => (
        <Fact
          key={`${event.at} ${event.what}`}
          icon={ICONS[event.what]}
          small={[format.moment(event.at, now), event.code].filter(Boolean).join(' · ')}
        >
          {i18n._(eventWords(event))}
        </Fact>
      ))}
    </Facts>
  );
}
