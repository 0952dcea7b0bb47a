/**
 * A page of the built face in Chromium, over the fake manager: for tests that look with a browser's eyes.
 */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { startBrowser } from './chromium.ts';
import { builtFace, type FaceMode } from './face.ts';
import { type FakeManager, type FakeState, startFakeManager } from './fake-manager.ts';

/** As Playwright has it, in milliseconds. */
const DEFAULT_TIMEOUT = 30_000;

export type Opened = { page: Page; manager: FakeManager; errors: string[]; close(): Promise<void> };
export type OpenParts = {
  state: FakeState;
  path?: string;
  locked?: boolean;
  context?: BrowserContextOptions;
  /** Before the page is opened. */
  before?(page: Page): Promise<void>;
};
export type Visited = Pick<Opened, 'page' | 'manager' | 'errors'>;
/** One tab for many pages, one after the other. */
export type Visitor = {
  /** A fresh manager, and nothing left of the page before. */
  visit(parts: Pick<OpenParts, 'state' | 'path'>): Promise<Visited>;
  close(): Promise<void>;
};
export type Looking = {
  /** A page of its own, until it is closed. */
  open(parts: OpenParts): Promise<Opened>;
  visitor(): Promise<Visitor>;
  close(): Promise<void>;
};

/** A tab keeps what it has fetched and compiled: as long as the address is the same, that is more than half of the work of opening. */
type Tab = { context: BrowserContext; page: Page; errors: string[]; port?: number };

/** The face as it is now, in a browser. */
export async function startLooking(mode?: FaceMode): Promise<Looking> {
  const folder = await builtFace(mode);
  const browser: Browser = await startBrowser();
  /** Tabs that were closed and hold nothing any more, by what they were opened with. */
  const idle = new Map<string, Tab[]>();

  async function newTab(options: BrowserContextOptions = {}): Promise<Tab> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 860 },
      locale: 'en-GB',
      // WHY: axe must not measure colours in the middle of a fade.
      reducedMotion: 'reduce',
      ...options,
    });
    const tab: Tab = { context, page: await context.newPage(), errors: [] };
    tab.page.on('pageerror', (error) => tab.errors.push(String(error)));
    tab.page.on('console', (message) => {
      // A refused WebSocket is told to the console by the browser itself; tests that cut the line expect it.
      if (message.type() === 'error' && !/WebSocket|40\d|410/.test(message.text()))
        tab.errors.push(message.text());
    });
    return tab;
  }

  async function show(tab: Tab, { state, path = '/', locked = false }: OpenParts): Promise<Visited> {
    const parts = { state, folder, locked };
    const manager = await startFakeManager({
      ...parts,
      ...(tab.port !== undefined && { port: tab.port }),
    }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error;
      return startFakeManager(parts);
    });
    tab.port = Number(new URL(manager.url).port);
    tab.errors = [];
    await tab.page.goto(`${manager.url}#${path}`);
    return { page: tab.page, manager, errors: tab.errors };
  }

  /** Whether nothing is left: of what the page stored, of its cookies, and of what a test told the tab. */
  async function empty({ context, page }: Tab, manager: FakeManager): Promise<boolean> {
    if (page.isClosed() || context.pages().length > 1 || !page.url().startsWith(manager.url)) return false;
    await page.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
    });
    await page.goto('about:blank');
    await page.unrouteAll();
    await page.emulateMedia({ media: null });
    page.setDefaultTimeout(DEFAULT_TIMEOUT);
    await context.clearCookies();
    return true;
  }

  return {
    async open(parts) {
      const kind = JSON.stringify(parts.context ?? {});
      // What a test does before the page is there (a clock, a script of its own) stays with the tab.
      const tab = (!parts.before && idle.get(kind)?.pop()) || (await newTab(parts.context));
      await parts.before?.(tab.page);
      const shown = await show(tab, parts);
      return {
        ...shown,
        async close() {
          if (!parts.before && (await empty(tab, shown.manager)))
            idle.set(kind, [...(idle.get(kind) ?? []), tab]);
          else await tab.context.close();
          await shown.manager.close();
        },
      };
    },
    async visitor() {
      const tab = await newTab();
      let manager: FakeManager | undefined;
      async function leave() {
        if (manager && !(await empty(tab, manager))) throw new Error('The tab went elsewhere.');
        await manager?.close();
      }
      return {
        async visit(parts) {
          await leave();
          const visited = await show(tab, parts);
          manager = visited.manager;
          return visited;
        },
        async close() {
          await leave();
          await tab.context.close();
        },
      };
    },
    close: () => browser.close(),
  };
}
