/**
 * A page of the built face in Chromium, over the fake manager: for tests that look with a browser's eyes.
 */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { startBrowser } from './chromium.ts';
import { builtFace } from './face.ts';
import { type FakeManager, type FakeState, startFakeManager } from './fake-manager.ts';

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
/** One tab for many pages, one after the other: what it has fetched and compiled, it has. */
export type Visitor = {
  /** A fresh manager, and nothing left of the page before. */
  visit(parts: Pick<OpenParts, 'state' | 'path'>): Promise<Visited>;
  close(): Promise<void>;
};
export type Looking = {
  open(parts: OpenParts): Promise<Opened>;
  visitor(): Promise<Visitor>;
  close(): Promise<void>;
};

/** The face as it is now, in a browser. */
export async function startLooking(): Promise<Looking> {
  const folder = await builtFace();
  const browser: Browser = await startBrowser();
  const newPage = async (options: BrowserContextOptions = {}) => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 860 },
      locale: 'en-GB',
      // WHY: axe must not measure colours in the middle of a fade.
      reducedMotion: 'reduce',
      ...options,
    });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => {
      // A refused WebSocket is told to the console by the browser itself; tests that cut the line expect it.
      if (message.type() === 'error' && !/WebSocket|40\d|410/.test(message.text()))
        errors.push(message.text());
    });
    return { context, page, errors };
  };
  return {
    async open({ state, path = '/', locked = false, context: options, before }) {
      const manager = await startFakeManager({ state, folder, locked });
      const { context, page, errors } = await newPage(options);
      await before?.(page);
      await page.goto(`${manager.url}#${path}`);
      return {
        page,
        manager,
        errors,
        async close() {
          await context.close();
          await manager.close();
        },
      };
    },
    async visitor() {
      const { context, page, errors } = await newPage();
      let manager: FakeManager | undefined;
      async function leave() {
        if (!manager) return;
        await page.evaluate(() => {
          localStorage.clear();
          sessionStorage.clear();
        });
        await page.goto('about:blank');
        await manager.close();
      }
      return {
        async visit({ state, path = '/' }) {
          await leave();
          // The same address as before, so that the browser knows the files.
          const port = manager && Number(new URL(manager.url).port);
          manager = await startFakeManager({ state, folder, ...(port !== undefined && { port }) });
          errors.length = 0;
          await page.goto(`${manager.url}#${path}`);
          return { page, manager, errors };
        },
        async close() {
          await leave();
          await context.close();
        },
      };
    },
    close: () => browser.close(),
  };
}
