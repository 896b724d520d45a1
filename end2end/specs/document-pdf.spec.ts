import type { Page, Request } from '@playwright/test';
import { expect, expectAccessible, expectNoSidewaysScroll, pdf, readablePdf, register, test, txt, uploadDocument, uploadVersion } from '../fixtures';

const MIB = 1024 * 1024;

/** The frame's contents. */
const inFrame = (page: Page) => page.locator('iframe').contentFrame();
const pageOf = (page: Page, number: number, count: number) => inFrame(page).getByRole('group', { name: `Page ${number} of ${count}`, exact: true });
/** Whether a page has been drawn: something on it is not white. */
const drawn = (page: Page, number: number, count: number) =>
  pageOf(page, number, count)
    .locator('canvas')
    .evaluate((canvas: HTMLCanvasElement) => canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data.some((value, at) => at % 4 === 0 && value < 100));

test('a PDF is shown in a frame of no origin, page by page', async ({ page, visit, gatehouse }) => {
  await register(page, visit);
  const pages = Array.from({ length: 40 }, (_, index) => `Clause ${index + 1}`);
  const { document } = await uploadDocument(page, readablePdf(pages, { name: 'lease.pdf' }));
  await visit(`/documents/${document}`);
  await page.getByRole('link', { name: 'Show preview' }).click();
  await expect(page.locator('iframe')).toHaveAttribute('sandbox', 'allow-scripts');
  await expect(page.locator('iframe')).toHaveAttribute('title', 'Preview of lease.pdf');
  await expect(pageOf(page, 1, 40).getByText('Clause 1', { exact: true })).toBeVisible();
  expect(await drawn(page, 1, 40)).toBe(true);
  expect(await inFrame(page).locator('body').evaluate(() => self.origin)).toBe('null');
  await expect(inFrame(page).getByRole('status')).toHaveText('Page 1 of 40');

  // The file is read by a worker: the frame itself has not loaded what reads it.
  const loaded = await inFrame(page).locator('body').evaluate(() => performance.getEntriesByType('resource').map((entry) => entry.name));
  expect(loaded.filter((name) => /pdf(\.worker)?\.min\.mjs$/.test(name))).toEqual([expect.stringMatching(/\/pdf\.min\.mjs$/)]);

  // What is far away has room and nothing else.
  await expect(inFrame(page).getByRole('group')).toHaveCount(40);
  await expect(pageOf(page, 40, 40).locator('canvas')).toHaveCount(0);
  await pageOf(page, 3, 40).scrollIntoViewIfNeeded();
  await expect(pageOf(page, 3, 40).getByText('Clause 3', { exact: true })).toBeVisible();
  await inFrame(page).getByRole('main').focus();
  await page.keyboard.press('End');
  await expect(inFrame(page).getByRole('status')).toHaveText('Page 40 of 40');
  await expect(pageOf(page, 40, 40).getByText('Clause 40', { exact: true })).toBeVisible();
  await expect(pageOf(page, 1, 40).locator('canvas')).toHaveCount(0);
  await page.keyboard.press('Home');
  await expect(inFrame(page).getByRole('status')).toHaveText('Page 1 of 40');

  await inFrame(page).getByText('Clause 1', { exact: true }).dblclick();
  expect(await inFrame(page).locator('body').evaluate(() => getSelection()!.toString())).toMatch(/^(Clause|1)\s*$/);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(pageOf(page, 1, 40).getByText('Clause 1', { exact: true })).toBeVisible();
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  expect(await page.context().cookies(gatehouse.origin)).not.toEqual([]);
  expect(await inFrame(page).locator('body').evaluate(() => { try { return globalThis.document.cookie; } catch { return 'refused'; } })).toBe('refused');
});

test('the bytes of a PDF go from the store to the browser once, and the app sees none', async ({ page, visit, gatehouse }) => {
  await register(page, visit);
  const file = readablePdf(['A heavy contract'], { name: 'heavy.pdf', ballast: 36 * MIB });
  const { document } = await uploadDocument(page, file);
  await visit(`/documents/${document}`);
  const finished: Request[] = [];
  page.on('requestfinished', (request) => finished.push(request));

  // How long the page itself was busy at a stretch.
  await page.evaluate(() => {
    const busy = { longest: 0 };
    Object.assign(globalThis, { busy });
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (busy.longest = Math.max(busy.longest, entry.duration)))).observe({ type: 'longtask' });
  });
  const began = Date.now();
  await page.getByRole('link', { name: 'Show preview' }).click();
  await expect(inFrame(page).getByText('A heavy contract')).toBeVisible({ timeout: 60_000 });
  const took = Date.now() - began;
  const longest = await page.evaluate(() => (globalThis as unknown as { busy: { longest: number } }).busy.longest);
  console.log(`preview of ${file.buffer.length} bytes: shown after ${took} ms, the page was busy for ${longest} ms at most`);
  expect(longest).toBeLessThan(500);

  const toStore = finished.filter((request) => request.url().startsWith(gatehouse.s3Origin));
  expect(toStore).toHaveLength(1);
  expect(toStore[0]!.redirectedFrom()!.url()).toBe(`${gatehouse.origin}/documents/${document}/preview?version=1`);
  for (const request of finished.filter((request) => request.url().startsWith(gatehouse.origin))) {
    // The scripts of PDF.js are the app's; the document is not.
    if (new URL(request.url()).pathname.startsWith('/viewer/')) continue;
    expect((await request.sizes()).responseBodySize, request.url()).toBeLessThan(16 * 1024);
  }
});

test('what a PDF would do by itself or by a click, it does not', async ({ page, visit, gatehouse }) => {
  await register(page, visit);
  const elsewhere = 'http://elsewhere.test/';
  const script = '/S /JavaScript /JS (app.alert\\("I run"\\); app.launchURL\\("http://elsewhere.test/"\\);)';
  const leap = `<< /Type /Annot /Subtype /Link /Rect [0 0 595 842] /A << /S /URI /URI (${elsewhere}) >> >>`;
  for (const action of [script, `/S /URI /URI (${elsewhere})`]) {
    const { document } = await uploadDocument(page, readablePdf(['Press here'], { catalog: `/OpenAction << ${action} >>`, annotations: leap }));
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('dialog', (dialog) => asked.push(dialog.message()));
    await visit(`/documents/${document}?preview`);
    await inFrame(page).getByText('Press here').click();
    expect(await drawn(page, 1, 1)).toBe(true);
    await expect(inFrame(page).getByRole('link')).toHaveCount(0);
    const ours = [gatehouse.origin, gatehouse.s3Origin, gatehouse.cdnOrigin, 'blob:'];
    expect(asked.filter((url) => !ours.some((origin) => url.startsWith(origin)))).toEqual([]);
    expect(page.frames().map((frame) => new URL(frame.url()).pathname)).toEqual([`/documents/${document}`, '/viewer/pdf.html']);
    expect(page.context().pages()).toHaveLength(1);
  }
});

test('a scan is shown, by a decoder that needs no wasm', async ({ page, visit }) => {
  await register(page, visit);
  // Eight black rows by CCITT Group 4 and its end of data (ITU-T T.6), as fax machines and scanners write them.
  const image = 'BI /W 8 /H 8 /BPC 1 /CS /G /F /CCF /DP << /K -1 /Columns 8 >> /D [1 0] ID \xff\x00\x10\x01\nEI';
  const { document } = await uploadDocument(page, readablePdf([''], { drawing: `q 595 0 0 400 0 0 cm ${image} Q` }));
  await visit(`/documents/${document}?preview`);
  await expect(pageOf(page, 1, 1).locator('canvas')).toBeVisible();
  expect(await drawn(page, 1, 1)).toBe(true);
});

test('the frame has the colours that were chosen for the page', async ({ page, visit }) => {
  await register(page, visit);
  const { document } = await uploadDocument(page, readablePdf(['Black on white']));
  await page.evaluate(() => localStorage.setItem('theme', 'dark'));
  await visit(`/documents/${document}?preview`);
  await expect(inFrame(page).getByText('Black on white')).toBeVisible();
  await expect(inFrame(page).locator('html')).toHaveCSS('color-scheme', 'dark');
});

test('versions are shown one after the other, and the frame goes with its page', async ({ page, visit }) => {
  await register(page, visit);
  const { document } = await uploadDocument(page, readablePdf(['As it was']));
  await uploadVersion(page, document, readablePdf(['As it is']));
  await uploadVersion(page, document, txt(900));
  await visit(`/documents/${document}?preview&version=1`);
  await expect(inFrame(page).getByText('As it was')).toBeVisible();
  await page.getByRole('link', { name: 'Preview version 2' }).click();
  await expect(inFrame(page).getByText('As it is')).toBeVisible();
  await page.getByRole('link', { name: 'Preview version 3' }).click();
  await expect(page.locator('iframe')).toHaveAttribute('sandbox', '');
  await expect(inFrame(page).getByText('The quick brown fox').first()).toBeVisible();
  await page.goBack();
  await expect(inFrame(page).getByText('As it is')).toBeVisible();
  await page.getByRole('link', { name: 'All documents' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Documents' })).toBeVisible();
  await expect(page.locator('iframe')).toHaveCount(0);
});

test('a PDF that cannot be shown says so, and so does one that does not arrive', async ({ page, visit, problems, gatehouse }) => {
  await register(page, visit);
  const damaged = await uploadDocument(page, pdf(5_000));
  await visit(`/documents/${damaged.document}?preview`);
  await expect(inFrame(page).getByText('This PDF is damaged or has a password. Download it to open it.')).toBeVisible();

  problems.expect(/Failed to load resource/);
  const { document } = await uploadDocument(page, readablePdf(['Never seen']));
  const preview = `${gatehouse.origin}/documents/${document}/preview?version=1`;
  await page.route(preview, (route) => route.abort());
  await visit(`/documents/${document}?preview`);
  await expect(inFrame(page).getByText('The file did not arrive. Check your connection, then reload the page.')).toBeVisible();
  // As of a document that is gone since the page was opened.
  await page.unroute(preview);
  await page.route(preview, async (route) => route.continue({ url: preview.replace(document, '018f6b1e-5d4a-7a58-9b0a-8f2d6a3f7b11') }));
  await visit(`/documents/${document}?preview`);
  await expect(inFrame(page).getByText('This document does not exist, or you have no access to it.')).toBeVisible();
});
