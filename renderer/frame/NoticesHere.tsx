/**
 * What somebody has to know now, where this page is open in a browser: beside what they look at, or by the browser's own notification when
 * they look elsewhere and have allowed that. On the desktop the program itself shows it.
 */
import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { useStore } from 'zustand';
import { latest, useResource } from '../stores/async.ts';
import { useStores } from '../stores/stores.ts';
import { noticePage, useNoticeWords } from '../words/notices.ts';

export function NoticesHere() {
  const { noticesHere, toasts, info } = useStores();
  const notice = useStore(noticesHere);
  const words = useNoticeWords();
  const navigate = useNavigate();
  const inBrowser = latest(useResource(info))?.face === 'headless';
  // What came before this page was drawn is Home's to tell.
  const shown = useRef(notice?.id);
  useEffect(() => {
    if (!inBrowser || !notice || shown.current === notice.id) return;
    shown.current = notice.id;
    const { title, text, fix } = words(notice);
    const isAllowed = 'Notification' in window && Notification.permission === 'granted';
    if (!document.hidden || !isAllowed) return toasts.show(title);
    const made = new Notification(title, { body: [text, fix].filter(Boolean).join('\n'), tag: notice.id });
    made.onclick = () => {
      window.focus();
      void navigate(noticePage(notice.kind));
    };
  }, [inBrowser, notice, words, toasts, navigate]);
  return null;
}
