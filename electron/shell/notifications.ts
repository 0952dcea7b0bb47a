/** What somebody has to know now, on the person's screen: a notification of the system that leads to the page where it is mended. */
import { Notification } from 'electron';
import type { Notice } from '../contract/index.ts';
import { noticePage, noticeWords } from '../contract/notice-words.ts';
import type { Language } from './words.ts';

export interface NotificationsParts {
  readonly language: () => Language;
  /** Shows the window with this page in it. */
  readonly open: (page: string) => void;
}

/** Bounds what is held so that its click is still heard; the system forgets its own earlier. */
const HELD = 20;

export function createNotifications({ language, open }: NotificationsParts): { show(notice: Notice): void } {
  // WHY held: without a reference V8 collects it, and nobody hears the click.
  const held: Notification[] = [];
  return {
    show(notice) {
      if (!Notification.isSupported()) return;
      const { title, text, fix } = noticeWords(notice, language());
      const shown = new Notification({
        ...{ title, body: [text, fix].filter((part) => part !== '').join('\n') },
        urgency: notice.urgent && !notice.ended ? 'critical' : 'normal',
        silent: true,
      });
      shown.on('click', () => open(noticePage(notice.kind)));
      held.push(shown);
      if (held.length > HELD) held.shift();
      shown.show();
    },
  };
}
