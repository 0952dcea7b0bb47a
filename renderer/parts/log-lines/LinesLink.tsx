import { Trans, useLingui } from '@lingui/react/macro';
import { ScrollText } from 'lucide-react';
import { useNavigate } from 'react-router';
import { Button } from '../../components/Button.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { type LogsQuery, logsLink } from '../../words/logs-link.ts';

export type LinesLinkProps = {
  /** Which lines. */
  query: Partial<LogsQuery>;
  /** Whose, for readers: there are many of these on a page. */
  about: string;
  /** Only the sign, beside another button. */
  small?: boolean;
};

/** One press to the lines of the logs behind something. */
export function LinesLink({ query, about, small = false }: LinesLinkProps) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const go = () => void navigate(logsLink(query));
  const label = t`See the lines of the logs: ${about}`;
  if (small) return <IconButton icon={ScrollText} label={label} onPress={go} />;
  return (
    <Button kind="link" size="s" icon={ScrollText} label={label} onPress={go}>
      <Trans>See the lines of the logs</Trans>
    </Button>
  );
}
