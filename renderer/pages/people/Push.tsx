import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { BellRing } from 'lucide-react';
import type { Person, PersonState, PushRegistration, PushTrial } from '../../api/types.ts';
import { assertNever } from '../../assert-never.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { useAction } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { nameOf } from '../../words/presence.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { PUSH, pushSentence } from '../../words/standing.ts';

/** Whether a sleeping telephone is woken; and a trial that goes all the way to whoever wakes it. */
export function Push({ person, state }: { person: Person; state: PersonState }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const { connection, peopleState } = useStores();
  const name = nameOf(person);
  const { icon, tone } = PUSH[state.push.state];
  const attempt = useAction(async () => {
    const answers = await connection.client().people.tryPush({ address: person.address });
    await peopleState.load();
    return answers;
  });
  const answers = attempt.async.state === 'done' ? attempt.async.value : null;
  return (
    <Stack gap="s">
      <Facts>
        <Fact
          tall
          icon={icon}
          tone={tone === 'off' ? undefined : tone}
          small={
            <>
              <div>{i18n._(pushSentence(state.push.state))}</div>
              {state.push.registrations.map((one) => (
                <Registration key={`${one.service} ${one.resource} ${one.enabledAt}`} registration={one} />
              ))}
            </>
          }
        >
          <Trans>Waking the telephone (push)</Trans>
        </Fact>
      </Facts>
      {state.push.registrations.some(({ failure }) => !failure?.over) && (
        <Row>
          <Button
            size="s"
            icon={BellRing}
            busy={attempt.busy && <Trans>Trying…</Trans>}
            label={t`Try it now: wake the telephone of ${name}`}
            onPress={() => void attempt.run()}
          >
            <Trans>Try it now</Trans>
          </Button>
        </Row>
      )}
      {attempt.problem && <ProblemNote problem={attempt.problem} />}
      {answers?.length === 0 && (
        <Banner kind="warn" live>
          <Trans>
            No telephone of {name} asks to be woken any more. It asks again by itself the next time its
            program is opened.
          </Trans>
        </Banner>
      )}
      {answers?.map((one) => (
        <Banner key={`${one.service} ${one.resource}`} kind={one.answer === 'taken' ? 'ok' : 'warn'} live>
          <Outcome trial={one} name={name} />
        </Banner>
      ))}
    </Stack>
  );
}

function Registration({ registration }: { registration: PushRegistration }) {
  const format = useFormat();
  const now = useNow(60_000);
  const { service, resource, acceptedAt, failure } = registration;
  const ago = format.ago(failure?.at ?? acceptedAt ?? registration.enabledAt, now);
  if (failure) {
    const { condition } = failure;
    return (
      <div>
        {failure.over ? (
          <Trans>
            {resource}: {service} refused for good {ago} ({condition}). Nothing is sent before the program
            asks again.
          </Trans>
        ) : (
          <Trans>
            {resource}: {service} did not take the last one, {ago} ({condition}).
          </Trans>
        )}
      </div>
    );
  }
  return (
    <div>
      {acceptedAt === null ? (
        <Trans>
          {resource}: asked {service} {ago}.
        </Trans>
      ) : (
        <Trans>
          {resource}: {service} took the last one {ago}.
        </Trans>
      )}
    </div>
  );
}

/** What a service answered. Whether something rang, only the person beside the telephone can say. */
function Outcome({ trial: { answer, service, condition }, name }: { trial: PushTrial; name: string }) {
  switch (answer) {
    case 'taken':
      return (
        <Trans>
          {service} took it. If nothing rings at {name} within a minute, notifications are switched off on the
          telephone itself.
        </Trans>
      );
    case 'refused':
      return (
        <Trans>
          {service} refuses ({condition}). On the telephone, turn the program’s notifications off and on
          again.
        </Trans>
      );
    case 'silent':
      return (
        <Trans>
          {service} does not answer. Either it is down, or this server does not reach it: see “Federation”.
        </Trans>
      );
    default:
      return assertNever(answer);
  }
}
