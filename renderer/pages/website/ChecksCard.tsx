import { useLingui } from '@lingui/react';
import { Plural, Trans, useLingui as useMacro } from '@lingui/react/macro';
import { CircleCheck, CircleQuestionMark, CircleX, RefreshCw, TriangleAlert } from 'lucide-react';
import { useEffect } from 'react';
import type { WebsiteCheck } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Code } from '../../components/Code.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Stack } from '../../components/Page.tsx';
import { useAction } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { Looking, ProblemNote } from '../../words/Shown.tsx';
import { CHECK_TERMS, CHECK_WORDS, troubleWords } from '../../words/website.ts';

const LOOKS = {
  fine: { icon: CircleCheck, tone: 'ok' },
  warning: { icon: TriangleAlert, tone: 'warn' },
  broken: { icon: CircleX, tone: 'bad' },
  skipped: { icon: CircleQuestionMark, tone: undefined },
} as const;

/** Whether everything arrives: asked when the page opens, and again on demand. */
export function ChecksCard() {
  const { connection } = useStores();
  const check = useAction(async () => await connection.client().website.check());
  const { run } = check;
  useEffect(() => void run(), [run]);
  const found = check.async.state === 'done' ? check.async.value : null;
  return (
    <Card
      title={<Trans>Does everything arrive?</Trans>}
      end={
        <Button
          size="s"
          icon={RefreshCw}
          busy={check.busy && <Trans>Checking…</Trans>}
          onPress={() => void run()}
        >
          <Trans>Check again</Trans>
        </Button>
      }
    >
      <Stack gap="m">
        {check.problem && <ProblemNote problem={check.problem} />}
        {check.busy && <Looking />}
        {found && <Results checks={found.checks} at={found.at} />}
      </Stack>
    </Card>
  );
}

function Results({ checks, at }: { checks: readonly WebsiteCheck[]; at: number }) {
  const { t } = useMacro();
  const format = useFormat();
  const ago = format.ago(at, useNow(10_000));
  const broken = checks.filter(({ state }) => state === 'broken' || state === 'warning').length;
  return (
    <>
      <p role="status">
        <b>
          <Plural
            value={broken}
            _0="Yes: all of it arrives."
            one="Not all of it: # thing is in the way."
            other="Not all of it: # things are in the way."
          />
        </b>{' '}
        <span className="muted">
          <Trans>Asked {ago} from this computer, as a visitor would ask.</Trans>
        </span>
      </p>
      <Facts label={t`What was checked`}>
        {[...checks].sort(worstFirst).map((check) => (
          <CheckRow key={check.id} check={check} />
        ))}
      </Facts>
      <Fold flush title={<Trans>Exactly what was asked and what came</Trans>}>
        <Stack gap="m">
          {checks
            .filter(({ state }) => state === 'fine')
            .map((check) => (
              <Exchange key={check.id} check={check} />
            ))}
        </Stack>
      </Fold>
    </>
  );
}

const ORDER = ['broken', 'warning', 'skipped', 'fine'] as const;
const worstFirst = (one: WebsiteCheck, other: WebsiteCheck) =>
  ORDER.indexOf(one.state) - ORDER.indexOf(other.state);

function CheckRow({ check }: { check: WebsiteCheck }) {
  const { i18n } = useLingui();
  const { id, state, trouble, data, came } = check;
  const { icon, tone } = LOOKS[state];
  const words = trouble === null ? null : troubleWords(trouble, data);
  const title = i18n._(words ? words.what : CHECK_WORDS[id]);
  return (
    <Fact
      icon={icon}
      {...(tone && { tone })}
      tall
      small={
        <Stack gap="s">
          {words ? (
            <span>
              {i18n._(words.means)} <b>{i18n._(words.next)}</b>
            </span>
          ) : state === 'skipped' ? (
            <>
              <Trans>Something above has to work first.</Trans> {CHECK_TERMS[id]}
            </>
          ) : (
            CHECK_TERMS[id]
          )}
          {words && came.length > 0 && (
            <Fold flush title={<Trans>Exactly what was asked and what came</Trans>} aside={CHECK_TERMS[id]}>
              <Exchange check={check} />
            </Fold>
          )}
        </Stack>
      }
    >
      {state === 'skipped' ? <NotChecked what={title} /> : title}
    </Fact>
  );
}

/** Never worded as if it were fine. */
const NotChecked = ({ what }: { what: string }) => (
  <span className="muted">
    <Trans>Not checked: “{what}”</Trans>
  </span>
);

/** For a technician: as it was on the wire. */
function Exchange({ check: { id, sent, came } }: { check: WebsiteCheck }) {
  const { t } = useMacro();
  const term = CHECK_TERMS[id];
  return (
    <Stack gap="s">
      <Code lines={sent} label={t`What was asked: ${term}`} copyLabel={t`Copy what was asked: ${term}`} />
      <Code lines={came} label={t`What came: ${term}`} copyLabel={t`Copy what came: ${term}`} />
    </Stack>
  );
}
