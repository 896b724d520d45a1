import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import lighthouse, { type Config } from 'lighthouse';
import { CHROMIUM_ARGS } from '../playwright.config';
import { createAdmin, expect, hydrated, logIn, pdf, png, test, uploadDocument, uploadImage } from '../fixtures';

/** A port that nobody listens at. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** Nothing is timed here, so there is nothing to wait for once the page is there. */
const QUICK = {
  throttlingMethod: 'provided',
  disableStorageReset: true,
  pauseAfterFcpMs: 0,
  pauseAfterLoadMs: 0,
  networkQuietThresholdMs: 200,
  cpuQuietThresholdMs: 0,
  disableFullPageScreenshot: true,
} as const;

const screen = {
  phone: { formFactor: 'mobile', screenEmulation: { mobile: true, width: 390, height: 844, deviceScaleFactor: 2, disabled: false } },
  desk: { formFactor: 'desktop', screenEmulation: { mobile: false, width: 1440, height: 900, deviceScaleFactor: 1, disabled: false } },
} as const;

for (const [name, settings] of Object.entries(screen)) {
  test(`Lighthouse finds every page accessible, ${name}`, async ({ playwright, gatehouse, problems }) => {
    test.skip(process.env.E2E_DATABASE === 'postgres', 'the pages are the same');
    test.setTimeout(300_000);
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-lighthouse-'));
    const context = await playwright.chromium.launchPersistentContext(folder, {
      baseURL: gatehouse.origin,
      executablePath: process.env.GATEHOUSE_CHROMIUM,
      args: [...CHROMIUM_ARGS, `--remote-debugging-port=${port}`],
    });
    try {
      await problems.watch(context);
      const page = await context.newPage();
      const score = async (path: string): Promise<void> => {
        const config: Config = { extends: 'lighthouse:default', settings: { ...settings, ...QUICK, onlyCategories: ['accessibility'] } };
        const result = await lighthouse(`${gatehouse.origin}${path}`, { port, logLevel: 'error' }, config);
        const failed = Object.values(result!.lhr.audits).filter((audit) => audit.score !== null && audit.score < 1 && audit.scoreDisplayMode === 'binary');
        expect(failed.map((audit) => `${audit.id}: ${JSON.stringify(audit.details)}`), path).toEqual([]);
        expect(result!.lhr.categories['accessibility']!.score, path).toBe(1);
      };
      for (const path of ['/', '/login', '/register']) await score(path);
      await logIn(page, async (path) => void (await page.goto(path), await hydrated(page, true)), createAdmin(gatehouse));
      const { document } = await uploadDocument(page, pdf(12_345, 'Mietvertrag.pdf'));
      await uploadImage(page, png(600, 400, [90, 120, 160]), png(48, 32, [90, 120, 160]));
      const paths = ['/documents', `/documents/${document}`, '/images', '/shared', '/upload', '/trash', '/people', '/account', '/audit'];
      for (const path of paths) await score(path);
      console.log(`accessibility 100 on ${paths.length + 3} pages, ${name}`);
    } finally {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
