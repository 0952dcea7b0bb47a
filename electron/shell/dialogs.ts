/**
 * The few questions and messages no page can show. Buttons are verbs; Escape is always the safe answer.
 */
import { type BrowserWindow, dialog, type MessageBoxOptions } from 'electron';
import { QUIT_ANSWERS, type QuitAnswer } from './quit.ts';
import type { Words } from './words.ts';

export interface Dialogs {
  askQuit(): Promise<QuitAnswer>;
  about(version: string, folder: string): Promise<void>;
  otherFolder(open: string, asked: string): Promise<void>;
  /** Another manager owns the folder. @returns whether to open its pages in the browser. */
  owned(folder: string, hasLink: boolean): Promise<boolean>;
  /** The service of this computer is stopped, or has just ended. */
  serviceStopped(): Promise<ServiceAnswer>;
  noStart(error: unknown, folder: string): Promise<void>;
  /** A new version was not good for the data, which was put back. @returns whether to open where the earlier one is. */
  earlierVersion(version: string, from: string, hasAddress: boolean): Promise<boolean>;
  serverRefused(did: 'start' | 'stop'): Promise<void>;
  /** The page crashed or hangs. @returns whether to load it again. */
  pageGone(): Promise<boolean>;
}

/** Buttons of the question about a stopped service, in order; Escape is the last. */
export const SERVICE_ANSWERS = ['start', 'here', 'quit'] as const;
export type ServiceAnswer = (typeof SERVICE_ANSWERS)[number];

export interface DialogParts {
  readonly words: () => Words;
  /** The window they belong to, if it is there. */
  readonly owner: () => BrowserWindow | undefined;
}

export function createDialogs({ words, owner }: DialogParts): Dialogs {
  async function show(options: MessageBoxOptions): Promise<number> {
    const window = owner();
    const box = { title: 'Chatelaine', noLink: true, ...options };
    const { response } = await (window ? dialog.showMessageBox(window, box) : dialog.showMessageBox(box));
    return response;
  }

  return {
    async askQuit() {
      const { quitAsk, quitAskDetail, keepRunning, stopAndQuit, cancel } = words();
      const buttons = { background: keepRunning, stop: stopAndQuit, cancel };
      const answer = await show({
        type: 'question',
        message: quitAsk,
        detail: quitAskDetail,
        buttons: QUIT_ANSWERS.map((name) => buttons[name]),
        defaultId: QUIT_ANSWERS.indexOf('background'),
        cancelId: QUIT_ANSWERS.indexOf('cancel'),
      });
      return QUIT_ANSWERS[answer] ?? 'cancel';
    },
    async about(version, folder) {
      await show({
        type: 'info',
        message: 'Chatelaine',
        detail: words().aboutText(version, folder),
        buttons: [],
      });
    },
    async otherFolder(open, asked) {
      const { otherFolder, otherFolderDetail } = words();
      await show({
        type: 'warning',
        message: otherFolder,
        detail: otherFolderDetail(open, asked),
        buttons: [],
      });
    },
    async owned(folder, hasLink) {
      const { owned, ownedDetail, ownedNoLink, openInBrowser, cancel } = words();
      if (!hasLink) {
        await show({ type: 'info', message: owned, detail: ownedNoLink(folder), buttons: [] });
        return false;
      }
      const buttons = [openInBrowser, cancel];
      const answer = await show({
        type: 'info',
        message: owned,
        detail: ownedDetail(folder),
        buttons,
        defaultId: 0,
        cancelId: 1,
      });
      return answer === 0;
    },
    async serviceStopped() {
      const { serviceStopped, serviceStoppedDetail, serviceStart, serviceHere, leave } = words();
      const buttons = { start: serviceStart, here: serviceHere, quit: leave };
      const answer = await show({
        type: 'question',
        message: serviceStopped,
        detail: serviceStoppedDetail,
        buttons: SERVICE_ANSWERS.map((name) => buttons[name]),
        defaultId: SERVICE_ANSWERS.indexOf('start'),
        cancelId: SERVICE_ANSWERS.indexOf('quit'),
      });
      return SERVICE_ANSWERS[answer] ?? 'quit';
    },
    async noStart(error, folder) {
      const { noStart, noStartDetail, reasons } = words();
      const { code, message } = error as { code?: string; message?: string };
      // Without a sentence of ours the system's own words are better than none: there is no page to fold them into.
      const reason =
        Object.entries(reasons).find(([known]) => known === code)?.[1] ?? message ?? String(error);
      await show({ type: 'error', message: noStart, detail: noStartDetail(reason, folder), buttons: [] });
    },
    async earlierVersion(version, from, hasAddress) {
      const { earlier, earlierDetail, earlierGet, leave } = words();
      const buttons = hasAddress ? [earlierGet(from), leave] : [leave];
      const answer = await show({
        ...{ type: 'error', message: earlier(version), detail: earlierDetail(from), buttons },
        ...{ defaultId: 0, cancelId: buttons.length - 1 },
      });
      return hasAddress && answer === 0;
    },
    async serverRefused(did) {
      const { startFailed, stopFailed, seeLogs } = words();
      await show({
        type: 'warning',
        message: did === 'start' ? startFailed : stopFailed,
        detail: seeLogs,
        buttons: [],
      });
    },
    async pageGone() {
      const { pageGone, pageGoneDetail, reload, cancel } = words();
      const buttons = [reload, cancel];
      const answer = await show({
        type: 'warning',
        message: pageGone,
        detail: pageGoneDetail,
        buttons,
        defaultId: 0,
        cancelId: 1,
      });
      return answer === 0;
    },
  };
}
