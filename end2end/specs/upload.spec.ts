import { createHash } from 'node:crypto';
import { truncateSync, writeFileSync } from 'node:fs';
import {
  choose,
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  listed,
  pdf,
  posts,
  register,
  s3Error,
  slowUploads,
  test,
  trayRow as row,
  txt,
  uploadDocument,
} from '../fixtures';
import { STORAGE } from '../harness/store';

const MIB = 1024 * 1024;

test('a file is sent with its progress, checked and listed', async ({ page, visit, gatehouse }) => {
  await register(page, visit);
  const file = pdf(3 * MIB, 'Hợp đồng thuê nhà.pdf');
  const restore = await slowUploads(page, MIB);
  await choose(page, file);

  const upload = row(page, file.name);
  const bar = upload.getByRole('progressbar');
  await expect(bar).toHaveAccessibleName(/Hợp đồng/);
  await expect(upload).toContainText('3 MB');
  await expect(upload).toContainText(/\d (KB|MB)\/s, .+ left/);
  const position = () => bar.evaluate((element: HTMLProgressElement) => element.position);
  const first = await position();
  await expect.poll(position).toBeGreaterThan(first);
  await restore();

  await expect(upload).toContainText('Done');
  await expect(listed(page, file.name)).toContainText('3 MB');
  await expect(page.getByRole('region', { name: 'Uploads' }).getByRole('status').first()).toContainText('ended');
  const download = page.waitForEvent('download');
  await upload.getByRole('button', { name: 'Download' }).click();
  expect(new URL((await download).url()).origin).toBe(gatehouse.s3Origin);
  await expectAccessible(page);

  // What the browser computed, and S3 too where it does that: a fingerprint that two parties can read out to each other.
  await page.getByRole('link', { name: file.name, exact: true }).click();
  const details = page.locator('section.card').filter({ has: page.getByRole('heading', { name: 'Details' }) });
  await expect(details).toContainText(createHash('sha256').update(file.buffer).digest('hex'));
  await expect(details).toContainText(STORAGE === 'embedded' ? 'checked by the store' : 'this store does not check it');
  await expectAccessible(page);
});

test('cancelling stops the request, and nothing is listed', async ({ page, visit, gatehouse }) => {
  await register(page, visit);
  const confirms = posts(page, `${gatehouse.origin}/api/uploads/confirm`);
  await slowUploads(page, MIB / 4);
  const stopped = page.waitForEvent('requestfailed', (request) => request.url().startsWith(gatehouse.s3Origin));
  await choose(page, pdf(5 * MIB, 'unwanted.pdf'));
  await expect(row(page, 'unwanted.pdf')).toContainText('/s');
  await row(page, 'unwanted.pdf').getByRole('button', { name: 'Cancel unwanted.pdf' }).click();
  expect((await stopped).failure()?.errorText).toBe('net::ERR_ABORTED');
  await expect(row(page, 'unwanted.pdf')).toHaveCount(0);
  await visit('/documents');
  await expect(page.getByText('No documents yet')).toBeVisible();
  expect(confirms).toEqual([]);
});

test('cancelling before the ticket is there sends nothing', async ({ page, visit, gatehouse }) => {
  await register(page, visit);
  const sent = posts(page, gatehouse.s3Origin);
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/uploads/presign', async (route) => {
    if (route.request().postData()?.includes('early.pdf')) await held;
    await route.continue();
  });
  const asked = page.waitForRequest('**/api/uploads/presign');
  await choose(page, pdf(10_000, 'early.pdf'));
  await asked;
  await row(page, 'early.pdf').getByRole('button', { name: 'Cancel early.pdf' }).click();
  await expect(row(page, 'early.pdf')).toHaveCount(0);
  const signed = page.waitForResponse('**/api/uploads/presign');
  release();
  await signed;
  // By the time that a later file is in, the first would have been sent.
  await choose(page, pdf(10_000, 'late.pdf'));
  await expect(listed(page, 'late.pdf')).toBeVisible();
  expect(sent).toHaveLength(1);
  await expect(listed(page, 'early.pdf')).toHaveCount(0);
});

test('files wait for their turn, and are signed only then', async ({ page, visit }) => {
  await register(page, visit);
  const files = [1, 2, 3, 4, 5, 6, 7].map((number) => txt(2_000 + number, `file-${number}.txt`));
  const open: (() => void)[] = [];
  await page.route('**/api/uploads/presign', async (route) => {
    await new Promise<void>((resolve) => open.push(resolve));
    await route.continue();
  });
  await choose(page, files);
  await expect(row(page, 'file-')).toHaveCount(7);
  await expect.poll(() => open.length).toBe(4);
  await expect(row(page, 'file-').filter({ hasText: 'Waiting' })).toHaveCount(3);
  // One ends, so one begins: never more than four tickets at a time.
  for (let done = 1; done <= 7; done += 1) {
    open[done - 1]!();
    await expect(row(page, 'file-').filter({ hasText: 'Done' })).toHaveCount(done);
    await expect.poll(() => open.length).toBe(Math.min(7, done + 4));
  }
  for (const file of files) await expect(listed(page, file.name)).toBeVisible();
  await page.getByRole('button', { name: 'Close uploads' }).click();
  await expect(page.getByRole('region', { name: 'Uploads' })).toHaveCount(0);
});

test('what cannot be accepted is said before anything is asked', async ({ page, visit, gatehouse }, testInfo) => {
  await register(page, visit);
  const signed = posts(page, `${gatehouse.origin}/api/uploads/presign`);
  const large = testInfo.outputPath('large.pdf');
  writeFileSync(large, '%PDF-1.7\n');
  truncateSync(large, 61 * MIB);
  const cases = [
    [{ name: 'page.html', mimeType: 'text/html', buffer: Buffer.from('<p>hello') }, 'page.html', /not accepted. Accepted are: .*PDF/],
    [{ name: 'drawing.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') }, 'drawing.svg', /not accepted/],
    [{ name: 'empty.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(0) }, 'empty.pdf', /empty/],
    [large, 'large.pdf', /too large: 61 MB, the limit is 50 MB/],
  ] as const;
  for (const [file, name, message] of cases) {
    await choose(page, file);
    await expect(row(page, name).getByRole('alert')).toHaveText(message);
    await expect(row(page, name).getByRole('button', { name: 'Retry' })).toHaveCount(0);
  }
  expect(signed).toEqual([]);
  await expectAccessible(page);
});

test('the limits are there to read before choosing', async ({ page, visit }) => {
  await register(page, visit);
  await page.getByText('Up to 50 MB').click();
  await expect(page.getByText(/PDF, Word 97–2003, Word, Excel/)).toBeVisible();
});

test('a refused file leaves its place to the right one', async ({ page, visit }) => {
  await register(page, visit);
  await choose(page, { name: 'page.html', mimeType: 'text/html', buffer: Buffer.from('<p>hello') });
  const picker = page.waitForEvent('filechooser');
  await row(page, 'page.html').getByRole('button', { name: 'Choose another file' }).click();
  await (await picker).setFiles(pdf(5_000, 'right.pdf'));
  await expect(row(page, 'right.pdf')).toContainText('Done');
  await expect(row(page, 'page.html')).toHaveCount(0);
});

test('a lost connection is retried with a whole new ticket', async ({ page, visit, problems, gatehouse }) => {
  problems.expect(/ERR_CONNECTION_RESET/);
  await register(page, visit);
  const keys: string[] = [];
  await page.route(`${gatehouse.s3Origin}/**`, async (route) => {
    keys.push(/name="key"\r\n\r\n(\S+)/.exec(route.request().postDataBuffer()?.toString('latin1') ?? '')?.[1] ?? '');
    if (keys.length === 1) await route.abort('connectionreset');
    else await route.continue();
  });
  await choose(page, pdf(5_000, 'unlucky.pdf'));
  await expect(row(page, 'unlucky.pdf').getByRole('alert')).toContainText('connection was lost');
  await row(page, 'unlucky.pdf').getByRole('button', { name: 'Retry' }).click();
  await expect(row(page, 'unlucky.pdf')).toContainText('Done');
  expect(keys).toEqual([expect.stringMatching(/^incoming\/documents\//), expect.stringMatching(/^incoming\/documents\//)]);
  expect(keys[0]).not.toBe(keys[1]);
  await expect(listed(page, 'unlucky.pdf')).toHaveCount(1);
});

test('an expired ticket is renewed once by itself, then the person is asked', async ({ page, visit, problems, gatehouse }) => {
  problems.expect(/status of 403/);
  await register(page, visit);
  const signed = posts(page, `${gatehouse.origin}/api/uploads/presign`);
  let expired = 1;
  await page.route(`${gatehouse.s3Origin}/**`, async (route) => {
    if (expired === 0) return route.continue();
    expired -= 1;
    await route.fulfill(s3Error(gatehouse.origin, 403, 'AccessDenied', 'Invalid according to Policy: Policy expired.'));
  });
  await choose(page, pdf(5_000, 'once.pdf'));
  await expect(row(page, 'once.pdf')).toContainText('Done');
  expect(signed).toHaveLength(2);

  expired = 2;
  await choose(page, pdf(5_000, 'twice.pdf'));
  await expect(row(page, 'twice.pdf').getByRole('alert')).toContainText('Try again');
  expect(signed).toHaveLength(4);
  await row(page, 'twice.pdf').getByRole('button', { name: 'Retry' }).click();
  await expect(row(page, 'twice.pdf')).toContainText('Done');
});

test("S3's refusals are put in the person's words", async ({ page, visit, problems, gatehouse }) => {
  problems.expect(/status of (400|403|503)/);
  await register(page, visit);
  const cases = [
    [400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', /too large: 4.7 KB, the limit is 50 MB/, false],
    [400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', /changed while it was uploading/, false],
    [403, 'AccessDenied', 'Invalid according to Policy: Policy Condition failed: ["eq", "$Content-Type", "application/pdf"]', /type of file/, false],
    [503, 'SlowDown', 'Please reduce your request rate.', /SlowDown/, true],
  ] as const;
  for (const [status, code, message, sentence, retry] of cases) {
    await page.route(`${gatehouse.s3Origin}/**`, (route) => route.fulfill(s3Error(gatehouse.origin, status, code, message)), { times: 1 });
    const name = `${code}.pdf`;
    await choose(page, pdf(4_900, name));
    await expect(row(page, name).getByRole('alert')).toHaveText(sentence);
    await expect(row(page, name).getByRole('button', { name: 'Retry' })).toHaveCount(retry ? 1 : 0);
  }
  await expect(page.getByText('No documents yet')).toBeVisible();
});

test('a file that is not what its name says is refused after the upload', async ({ page, visit }) => {
  await register(page, visit);
  await choose(page, { ...txt(5_000, 'disguised.pdf'), mimeType: 'application/pdf' });
  await expect(row(page, 'disguised.pdf').getByRole('alert')).toContainText('content is not a PDF');
  await expect(page.getByText('No documents yet')).toBeVisible();
});

test('a file that changes on the disk while it waits has to be chosen again', async ({ page, visit, problems }, testInfo) => {
  // Chromium refuses to send it, or sends what is left, which the store refuses: by when it looks.
  problems.expect(/ERR_UPLOAD_FILE_CHANGED|status of 400/);
  await register(page, visit);
  const path = testInfo.outputPath('moving.pdf');
  writeFileSync(path, pdf(50_000).buffer);
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/uploads/presign', async (route) => {
    await held;
    await route.continue();
  });
  const asked = page.waitForRequest('**/api/uploads/presign');
  await choose(page, path);
  await asked;
  writeFileSync(path, pdf(40_000).buffer);
  release();
  await expect(row(page, 'moving.pdf').getByRole('alert')).toContainText('changed while it was uploading');
});

test('a lost answer to confirm is asked for again', async ({ page, visit, problems, gatehouse }) => {
  problems.expect(/ERR_CONNECTION_RESET/);
  await register(page, visit);
  const confirms = posts(page, `${gatehouse.origin}/api/uploads/confirm`);
  // The server confirms, and the answer is lost on its way.
  await page.route(
    '**/api/uploads/confirm',
    async (route) => {
      await route.fetch();
      await route.abort('connectionreset');
    },
    { times: 1 },
  );
  await choose(page, pdf(5_000, 'patient.pdf'));
  await expect(row(page, 'patient.pdf')).toContainText('Done');
  expect(confirms).toHaveLength(2);
  await expect(listed(page, 'patient.pdf')).toHaveCount(1);
});

test('the tray survives a change of page, and leaving is asked about while a file is on its way', async ({ page, visit }) => {
  await register(page, visit);
  await uploadDocument(page, pdf(5_000, 'earlier.pdf'));
  await visit('/documents');
  const restore = await slowUploads(page, MIB / 4);
  await choose(page, pdf(4 * MIB, 'long.pdf'));
  await expect(row(page, 'long.pdf')).toContainText('/s');

  // A download of another document is no leave-taking.
  const questions: string[] = [];
  page.on('dialog', async (dialog) => {
    questions.push(dialog.type());
    await dialog.dismiss();
  });
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download earlier.pdf' }).click();
  await download;
  expect(questions).toEqual([]);

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'People' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'People' })).toBeVisible();
  await expect(row(page, 'long.pdf')).toContainText('/s');
  await page.close({ runBeforeUnload: true });
  await expect.poll(() => questions).toEqual(['beforeunload']);

  await restore();
  await expect(row(page, 'long.pdf')).toContainText('Done');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Documents' }).click();
  await expect(listed(page, 'long.pdf')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Documents' })).toBeVisible();
  expect(questions).toEqual(['beforeunload']);
});

test('a session that has ended says so, and the file is kept for a retry', async ({ page, visit, problems, context }) => {
  problems.expect(/status of 401/);
  await register(page, visit);
  const cookies = await context.cookies();
  await context.clearCookies({ name: /^__Host-gatehouse/ });
  await choose(page, pdf(5_000, 'late.pdf'));
  await expect(row(page, 'late.pdf').getByRole('alert')).toContainText('Log in');
  await context.addCookies(cookies);
  await row(page, 'late.pdf').getByRole('button', { name: 'Retry' }).click();
  await expect(row(page, 'late.pdf')).toContainText('Done');
});

test('files dropped anywhere on the page are uploaded', async ({ page, visit }) => {
  await register(page, visit);
  await visit('/people');
  const bytes = [...pdf(3_000).buffer];
  const data = await page.evaluateHandle((content) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(content)], 'dropped.pdf', { type: 'application/pdf' }));
    return transfer;
  }, bytes);
  const sign = page.getByText('Drop to upload');
  await expect(sign).toBeHidden();
  await page.dispatchEvent('h1', 'dragenter', { dataTransfer: data });
  await expect(sign).toBeVisible();
  await page.dispatchEvent('main', 'dragenter', { dataTransfer: data });
  await page.dispatchEvent('h1', 'dragleave', { dataTransfer: data });
  await expect(sign).toBeVisible();
  await page.dispatchEvent('main', 'dragleave', { dataTransfer: data });
  await expect(sign).toBeHidden();
  await page.dispatchEvent('main', 'dragenter', { dataTransfer: data });
  await page.dispatchEvent('main', 'drop', { dataTransfer: data });
  await expect(sign).toBeHidden();
  await expect(row(page, 'dropped.pdf')).toContainText('Done');
});

test('dragged text is not a file', async ({ page, visit }) => {
  await register(page, visit);
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.setData('text/plain', 'words');
    return transfer;
  });
  await page.dispatchEvent('main', 'dragenter', { dataTransfer: data });
  await page.dispatchEvent('main', 'drop', { dataTransfer: data });
  await expect(page.getByText('Drop to upload')).toBeHidden();
  await expect(page.getByRole('region', { name: 'Uploads' })).toHaveCount(0);
});

test("a spreadsheet program's name for a CSV file does not matter", async ({ page, visit }) => {
  await register(page, visit);
  await choose(page, { name: 'rent.csv', mimeType: 'application/vnd.ms-excel', buffer: Buffer.from('month,rent\n1,900\n2,900\n') });
  await expect(row(page, 'rent.csv')).toContainText('Done');
  await expect(listed(page, 'rent.csv')).toContainText('CSV');
});

test('the tray is as wide as a phone, can be folded, and works by keyboard', async ({ newContext, visit }) => {
  const context = await newContext({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
  const page = await context.newPage();
  await register(page, visit);
  const picker = page.waitForEvent('filechooser');
  await page.getByRole('link', { name: 'Upload a contract' }).focus();
  await page.keyboard.press('Enter');
  await (await picker).setFiles([pdf(5_000, 'a-very-long-name-that-no-phone-can-show-in-one-line-however-small-it-is-written.pdf'), txt(0, 'empty.txt')]);
  const tray = page.getByRole('region', { name: 'Uploads' });
  await expect(row(page, 'a-very-long')).toContainText('Done');
  expect((await tray.boundingBox())?.width).toBe(390);
  await expectAccessible(page);
  const fold = tray.getByRole('button', { name: 'Hide uploads' });
  await fold.focus();
  await page.keyboard.press('Enter');
  await expect(row(page, 'a-very-long')).toBeHidden();
  await expect(tray.getByRole('button', { name: 'Show uploads' })).toBeFocused();
  await expectNoSidewaysScroll(page);
});
