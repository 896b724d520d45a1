import { test as base, type BrowserContext, type BrowserContextOptions, expect, type Page } from '@playwright/test';
import { type Visit } from './harness/people';
import { Problems } from './harness/problems';
import { Gatehouse, type Settings } from './harness/server';
import { type TlsSite, startTlsSite } from './harness/tls';

export { expect };
export * from './harness/accessibility';
export * from './harness/api';
export * from './harness/avatars';
export * from './harness/files';
export * from './harness/network';
export * from './harness/organise';
export * from './harness/pdfs';
export * from './harness/people';
export * from './harness/sharing';
export * from './harness/uploads';
export type { Settings } from './harness/server';
export { Gatehouse };

interface TestFixtures {
  /** What the pages of this test complained of; the test fails if there is anything that it did not expect. */
  problems: Problems;
  /** Opens a path of the app, and waits until the page is hydrated. */
  visit: Visit;
  /** Another browser context, somebody else's browser, watched as the test's own. */
  newContext: (options?: BrowserContextOptions) => Promise<BrowserContext>;
  /** Another server with settings of its own; stopped after the test. */
  startGatehouse: (settings?: Settings) => Promise<Gatehouse>;
}

interface WorkerFixtures {
  /** This worker's server. */
  gatehouse: Gatehouse;
  /** A server behind TLS on app., cdn. and s3.gatehouse.test, with a browser that finds and trusts them. */
  tls: TlsSite;
}

/** Waits until the page is hydrated, where it can be. */
export async function hydrated(page: Page, javaScriptEnabled: boolean): Promise<void> {
  if (javaScriptEnabled) await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  gatehouse: [
    async ({}, use) => {
      const gatehouse = await Gatehouse.start();
      await use(gatehouse);
      await gatehouse.stop();
    },
    { scope: 'worker' },
  ],

  tls: [
    async ({ playwright }, use) => {
      const site = await startTlsSite(playwright.chromium);
      await use(site);
      await site.stop();
    },
    { scope: 'worker' },
  ],

  baseURL: async ({ gatehouse }, use) => use(gatehouse.origin),

  problems: [
    async ({ gatehouse }, use, testInfo) => {
      const problems = new Problems();
      const logged = gatehouse.log().length;
      await use(problems);
      expect.soft(problems.unexpected, 'pages complained').toEqual([]);
      if (testInfo.status !== testInfo.expectedStatus || problems.unexpected.length > 0) {
        console.log(`the server's log during "${testInfo.title}":\n${gatehouse.log(logged)}`);
      }
    },
    { auto: true },
  ],

  context: async ({ context, problems }, use) => {
    await problems.watch(context);
    await use(context);
  },

  newContext: async ({ browser, contextOptions, baseURL, javaScriptEnabled, locale, timezoneId, viewport, problems }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext({ ...contextOptions, baseURL, javaScriptEnabled, locale, timezoneId, viewport, ...options });
      opened.push(context);
      await problems.watch(context);
      return context;
    });
    for (const context of opened) await context.close();
  },

  visit: async ({ page: own, javaScriptEnabled }, use) => {
    await use(async (path, page = own) => {
      await page.goto(path);
      await hydrated(page, javaScriptEnabled ?? true);
    });
  },

  startGatehouse: async ({}, use, testInfo) => {
    const started: Gatehouse[] = [];
    await use(async (settings) => {
      const gatehouse = await Gatehouse.start(settings);
      started.push(gatehouse);
      return gatehouse;
    });
    for (const gatehouse of started) {
      if (testInfo.status !== testInfo.expectedStatus) console.log(`the log of ${gatehouse.origin}:\n${gatehouse.log()}`);
      await gatehouse.stop();
    }
  },
});
