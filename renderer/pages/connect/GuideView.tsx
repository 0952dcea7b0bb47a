/**
 * One program for one person: where to get it, what to do, and what to know about it.
 */
import { Trans, useLingui } from '@lingui/react/macro';
import { CircleCheck, Lock, LockKeyhole, MessagesSquare, QrCode, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ClientSystem, FilledGuide, GuideWay } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Stack } from '../../components/Page.tsx';
import { Tag } from '../../components/Pill.tsx';
import { Values } from '../../components/Values.tsx';
import { GuideFields, GuideSteps } from '../../parts/guide/GuideSteps.tsx';
import { Install } from '../../parts/guide/Install.tsx';
import { Sentence } from '../../parts/guide/Sentence.tsx';
import { rankOf } from '../../parts/guide/systems.ts';
import { useFormat } from '../../words/format.ts';
import css from './connect.module.css';

export type GuideViewProps = {
  guide: FilledGuide;
  system: ClientSystem;
  way: GuideWay;
};

/** The step that spares all others, for those who have a link. */
const QUICKER = 'link';

export function GuideView({ guide, system, way }: GuideViewProps) {
  const { t } = useLingui();
  const format = useFormat();
  const until = way.authority ? format.date(way.authority.until) : '';
  const quicker = guide.steps.find(({ id }) => id === QUICKER);
  return (
    <div className={css.guide} lang={guide.language}>
      <Stack gap="m">
        <div className={css.about}>
          <p>
            <Sentence parts={guide.about} />
          </p>
          {rankOf(guide, system) === 1 && (
            <Tag tone="ok">
              <Trans>Recommended</Trans>
            </Tag>
          )}
        </div>
        {guide.stuck && (
          <Banner kind="warn">
            <Trans>
              {guide.name} cannot be told where the server is, and the server is not found by its name yet.
              Take another program until then.
            </Trans>
          </Banner>
        )}
        <Part title={<Trans>Get it</Trans>}>
          <Install guide={guide} system={system} />
        </Part>
        <Part title={<Trans>Do this</Trans>}>
          {quicker && (
            <Banner kind="info" icon={QrCode}>
              <Sentence parts={quicker.text} />
            </Banner>
          )}
          <GuideSteps steps={guide.steps.filter(({ id }) => id !== QUICKER)} />
          {guide.fingerprints.length > 0 && (
            <Values
              copyLabel={(name) => t`Copy the value of ${name}`}
              rows={guide.fingerprints.map(({ digest, value }) => ({
                name: t`Your office’s fingerprint (${digest})`,
                value,
                note: <Trans>Of the certificate your server shows until {until}.</Trans>,
              }))}
            />
          )}
        </Part>
        <Facts label={t`What to know`}>
          <Fact icon={CircleCheck} tone="ok" tall small={<Sentence parts={guide.expect} />}>
            <Trans>How you see that it worked</Trans>
          </Fact>
          <Fact
            icon={MessagesSquare}
            tall
            small={
              <>
                <Sentence parts={guide.rooms.text} />
                <GuideFields fields={guide.rooms.fields} />
                {way.room === null && (
                  <p>
                    <Trans>No room is open to everybody yet: this one is an example.</Trans>
                  </p>
                )}
              </>
            }
          >
            {way.room?.name ? <Trans>Enter “{way.room.name}”</Trans> : <Trans>Enter a room</Trans>}
          </Fact>
          <Fact icon={Lock} tall small={<Sentence parts={guide.encryption.line} />}>
            <Trans>Encrypted to the server?</Trans>
          </Fact>
          <Fact icon={LockKeyhole} tall small={<Sentence parts={guide.encryption.check} />}>
            <Trans>End-to-end encrypted?</Trans>
          </Fact>
          {guide.cannot.length > 0 && (
            <Fact
              icon={TriangleAlert}
              tone="warn"
              tall
              small={guide.cannot.map(({ id, text }) => (
                <p key={id}>
                  <Sentence parts={text} />
                </p>
              ))}
            >
              <Trans>What to know before</Trans>
            </Fact>
          )}
        </Facts>
        <Fold title={<Trans>Where these words come from</Trans>} flush>
          <WordsFrom guide={guide} />
        </Fold>
      </Stack>
    </div>
  );
}

function Part({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <section className={css.part}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** A guide is for one version: another may word a button otherwise, and whoever reads it should know. */
function WordsFrom({ guide: { name, wordsFrom, language } }: { guide: FilledGuide }) {
  const { kind, version, where, french } = wordsFrom;
  const said: Record<typeof kind, ReactNode> = {
    catalogue: (
      <Trans>
        From the program’s own word list ({where}), version {version}. In another version a word may differ.
      </Trans>
    ),
    sources: (
      <Trans>
        From the makers’ sources, {version}. We have not seen this program running here; in your version a
        word may differ.
      </Trans>
    ),
    documentation: (
      <Trans>
        From the program’s manual, version {version} ({where}).
      </Trans>
    ),
  };
  return (
    <p className="small muted">
      {said[kind]} {!french && language === 'fr' && <Trans>{name} speaks English only.</Trans>}
    </p>
  );
}
