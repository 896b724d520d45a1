import { readFileSync } from 'node:fs';
import { call, expect, expectNoSidewaysScroll, painting, pdf, register, test, txt, uploadDocument, uploadVersion } from '../fixtures';

test('a document has a page of its own', async ({ page, visit }) => {
  await register(page, visit);
  const { document } = await uploadDocument(page, pdf(5_000, 'lease.pdf'));
  await visit('/documents');
  await page.getByRole('link', { name: 'lease.pdf', exact: true }).click();
  await expect(page).toHaveURL(`/documents/${document}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('lease.pdf');
  await expect(page).toHaveTitle('lease.pdf · Gatehouse');
  await expect(page.getByText('SHA-256, checked by the store')).toBeVisible();
  await expect(page.getByText('Version 1')).toBeVisible();
  await expectNoSidewaysScroll(page);

  await page.getByRole('button', { name: 'Change' }).click();
  const change = page.getByRole('dialog', { name: 'Change' });
  await change.getByLabel('Name').fill('rent.pdf');
  await change.getByLabel('Description').fill('The flat in Hanoi.');
  await change.getByRole('button', { name: 'Save name and description' }).click();
  await expect(page.getByText('“rent.pdf” is saved.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('rent.pdf');
  await expect(page).toHaveURL(new RegExp(`/documents/${document}\\??$`));

  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('“rent.pdf” is in the trash.').first()).toBeVisible();
  await visit(`/documents/${document}`);
  await expect(page.getByText('In the trash')).toBeVisible();
});

test('versions are kept, downloaded and restored', async ({ page, visit }) => {
  await register(page, visit);
  const [first, second] = [txt(900, 'notes.txt'), pdf(7_000, 'notes final.pdf')];
  const { document } = await uploadDocument(page, first);
  await uploadVersion(page, document, second);
  await visit(`/documents/${document}`);
  const version = (number: number) => page.getByRole('listitem').filter({ hasText: `Version ${number}` });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('notes.pdf');
  await expect(version(2)).toContainText('Current');
  await expect(version(1)).not.toContainText('Current');

  const bytes = async (name: string): Promise<Buffer> => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name, exact: true }).click();
    return readFileSync(await (await download).path());
  };
  expect((await bytes('Download notes.pdf, version 1')).equals(first.buffer)).toBe(true);
  expect((await bytes('Download notes.pdf')).equals(second.buffer)).toBe(true);

  await page.getByRole('button', { name: 'Restore version 1' }).click();
  await expect(page.getByText('Version 1 is the current one now.')).toBeVisible();
  await expect(version(1)).toContainText('Current');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('notes.txt');
  expect((await bytes('Download notes.txt')).equals(first.buffer)).toBe(true);
  await visit('/documents');
  await expect(page.getByRole('row').filter({ hasText: 'notes.txt' })).toContainText('900 B');
});

test('texts and pictures are shown in a frame in which nothing can run', async ({ page, visit, gatehouse }) => {
  await register(page, visit);
  const words = await uploadDocument(page, { ...txt(1, 'thư.txt'), buffer: Buffer.from('Hợp đồng thuê nhà\n') });
  await visit(`/documents/${words.document}`);
  await page.getByRole('link', { name: 'Show preview' }).click();
  const frame = page.locator('iframe');
  await expect(frame).toHaveAttribute('sandbox', '');
  await expect(frame.contentFrame().getByText('Hợp đồng thuê nhà')).toBeVisible();
  expect(page.frames().at(-1)!.url()).not.toContain(gatehouse.origin);

  const picture = await uploadDocument(page, painting(40, 30, (x, y) => [x * 6, y * 8, 90], undefined, 'plan.png'));
  await visit('/documents');
  await page.getByRole('link', { name: 'Preview plan.png' }).click();
  await expect(page).toHaveURL(`/documents/${picture.document}?preview`);
  await expect(frame).toHaveAttribute('sandbox', '');
  await expect(frame.contentFrame().locator('img')).toBeVisible();

  const archive = await uploadDocument(page, { name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n') });
  await visit(`/documents/${archive.document}`);
  await expect(page.getByText('There is no preview of CSV files. Download it to open it.')).toBeVisible();
});

test('a PDF is shown from the store, as a PDF', async ({ page, visit }) => {
  await register(page, visit);
  const { document } = await uploadDocument(page, pdf(9_000, 'lease.pdf'));
  const answer = await page.request.get(`/documents/${document}/preview?version=1`, { maxRedirects: 0 });
  expect(answer.status()).toBe(303);
  const stored = await page.request.get(answer.headers()['location']!);
  expect(stored.headers()).toMatchObject({ 'content-type': 'application/pdf', 'content-disposition': expect.stringMatching(/^inline;/) });
});

test("a stranger's document is not there, and cannot be told from none", async ({ page, visit, newContext, problems }) => {
  problems.expect(/status of 404/);
  await register(page, visit);
  const { document } = await uploadDocument(page, pdf(5_000, 'secret.pdf'));
  const stranger = await (await newContext()).newPage();
  await register(stranger, visit);
  for (const path of [`/documents/${document}`, '/documents/018f6b1e-5d4a-7a58-9b0a-8f2d6a3f7b11', '/documents/nonsense']) {
    await visit(path, stranger);
    await expect(stranger.getByText('This document does not exist, or you have no access to it.')).toBeVisible();
    await expect(stranger.getByText('secret')).toHaveCount(0);
  }
  const preview = await stranger.request.get(`/documents/${document}/preview`, { maxRedirects: 0 });
  expect(preview.status()).toBe(404);
  expect((await call(stranger, 'documents/restore-version', { document, version: '1' })).status()).toBe(404);
});
