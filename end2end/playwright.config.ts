import { defineConfig, devices } from '@playwright/test';
import { STORAGE } from './harness/store';

// What a browser does on its own account would only disturb the tests.
export const CHROMIUM_ARGS = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const launchOptions = { executablePath: process.env.GATEHOUSE_CHROMIUM, args: CHROMIUM_ARGS };
const chromium = { ...devices['Desktop Chrome'], viewport: { width: 1280, height: 800 }, launchOptions };
const screenshots = 'screenshots.spec.ts';
// Without a CDN, what needs none: upload, list and download.
const specs = STORAGE === 'external' ? '{courier,documents,upload,nojs}' : '*';

// x.spec.ts runs with JavaScript, x.nojs.spec.ts without, x.both.spec.ts each way.
export default defineConfig({
  testDir: 'specs',
  globalSetup: './harness/global-setup.ts',
  outputDir: 'test-results',
  reporter: [['list']],
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  // A test that needs a second try is a bug.
  retries: 0,
  // Each worker has a server and a browser of its own.
  workers: Number(process.env.E2E_WORKERS ?? 2),
  // Long enough for a machine that does something else besides.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  use: { screenshot: 'only-on-failure', locale: 'en-GB', timezoneId: 'UTC' },
  projects: process.env.E2E_SCREENSHOTS
    ? [{ name: 'screenshots', testMatch: screenshots, use: { ...chromium, deviceScaleFactor: 2 } }]
    : [
        { name: 'chromium', testMatch: `**/${specs}{,.both}.spec.ts`, testIgnore: ['**/*.nojs.spec.ts', `**/${screenshots}`], use: chromium },
        { name: 'no-js', testMatch: `**/${specs}.{nojs,both}.spec.ts`, use: { ...chromium, javaScriptEnabled: false } },
      ],
});
