/** The notices of a running manager, put together from what it has: its findings, its server, its screen and the office's relay. */
import type { Logger } from 'pino';
import type { Language } from '../../contract/findings/finding.ts';
import type { Host } from '../host.ts';
import { createChoices } from './config.ts';
import { sendMail } from './mail/smtp.ts';
import { createNotices, type NoticesArea, type NoticesParts } from './notices.ts';
import { createWays, type WaysParts } from './ways.ts';

export interface ManagedNoticesParts
  extends Omit<NoticesParts, 'choices' | 'ways' | 'clock' | 'unexpected' | 'warn'>,
    Pick<WaysParts, 'tell' | 'link' | 'authorities'> {
  readonly host: Pick<Host, 'dataDir' | 'clock'>;
  readonly log: Logger;
  /** As the settings have it. */
  readonly language: () => 'system' | Language;
  readonly unexpected: (error: unknown, where: string) => unknown;
  readonly send?: typeof sendMail;
}

export function createManagedNotices(parts: ManagedNoticesParts): NoticesArea {
  const { host, log, tell, link, authorities, send = sendMail, ...rest } = parts;
  const choices = createChoices({ kept: parts.kept, dataDir: host.dataDir });
  const ways = createWays({
    ...{ events: parts.events, tell, link, send, config: choices.get, password: choices.password },
    ...(authorities && { authorities }),
    administrators: parts.administrators,
    domain: () => parts.domain() ?? '',
    language: () => spoken(parts.language()),
  });
  return createNotices({
    ...rest,
    ...{ choices, ways, clock: host.clock },
    unexpected: (error, where) => void parts.unexpected(error, where),
    warn: (what, about) => log.warn({ subsystem: 'notices', ...about }, what),
  });
}

/** With `system`, as this computer is set. */
const spoken = (language: 'system' | Language): Language =>
  language === 'system'
    ? /^fr/i.test(Intl.DateTimeFormat().resolvedOptions().locale)
      ? 'fr'
      : 'en'
    : language;
