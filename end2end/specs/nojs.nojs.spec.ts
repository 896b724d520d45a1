import { readFileSync } from 'node:fs';
import { call, createFolder, elsewhere, expect, folder, pdf, presign, register, test, txt, uploadDocument } from '../fixtures';

test('one file goes in and out by plain forms', async ({ page, visit }) => {
  await register(page, visit);
  const file = pdf(200_000, 'Hợp đồng.pdf');
  await page.getByRole('link', { name: 'Upload a contract' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Upload a document' })).toBeVisible();
  await page.getByLabel('Name').fill(file.name);
  await page.getByLabel('Type').selectOption({ label: 'PDF' });
  await page.getByRole('button', { name: 'Continue' }).click();

  await expect(page.getByRole('heading', { level: 1, name: 'Choose the file' })).toBeVisible();
  await page.getByLabel('File').setInputFiles(file);
  await page.getByRole('button', { name: 'Upload' }).click();
  await expect(page.getByText('was uploaded')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(file.name);

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: `Download ${file.name}`, exact: true }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe(file.name);
  expect(readFileSync(await saved.path()).equals(file.buffer)).toBe(true);
});

test('a new version, and a file in a folder, go in by plain forms', async ({ page, visit }) => {
  await register(page, visit);
  const { document } = await uploadDocument(page, txt(300, 'notes.txt'));
  await visit(`/documents/${document}`);
  await page.getByRole('link', { name: 'New version' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Upload a new version' })).toBeVisible();
  const send = async (name: string, label: string, file: ReturnType<typeof txt>): Promise<void> => {
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Type').selectOption({ label });
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel('File').setInputFiles(file);
    await page.getByRole('button', { name: 'Upload' }).click();
    await expect(page.getByText('was uploaded')).toBeVisible();
  };
  await send('notes 2.txt', 'Plain text', txt(500, 'notes 2.txt'));
  await expect(page).toHaveURL(`/documents/${document}?uploaded`);
  await expect(page.getByRole('listitem').filter({ hasText: 'Version 2' })).toContainText('Current');

  await visit('/documents');
  await createFolder(page, 'Flat');
  await folder(page, 'Flat').click();
  await page.getByRole('link', { name: 'Upload a contract' }).first().click();
  await send('lease.txt', 'Plain text', txt(400, 'lease.txt'));
  await expect(page.getByRole('navigation', { name: 'Breadcrumb' })).toContainText('Flat');
});

test('a file that is not what was announced is refused with the reason', async ({ page, visit, problems }) => {
  problems.expect(/status of 409/);
  await register(page, visit);
  await visit('/upload');
  await page.getByLabel('Name').fill('fake.pdf');
  await page.getByLabel('Type').selectOption({ label: 'PDF' });
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('File').setInputFiles({ ...txt(5_000, 'fake.pdf'), mimeType: 'application/pdf' });
  await page.getByRole('button', { name: 'Upload' }).click();
  await expect(page.getByText('content is not a PDF')).toBeVisible();
  await visit('/documents');
  await expect(page.getByText('No documents yet')).toBeVisible();
});

test('what is on its way stands above the list', async ({ page, visit }) => {
  await register(page, visit);
  const { upload } = await presign(page, pdf(200_000, 'interrupted.pdf'));
  await visit('/documents');
  await expect(elsewhere(page)).toContainText(/interrupted\.pdf\s*195 KB, since \d\d:\d\d UTC/);
  await expect(elsewhere(page)).toContainText(/this line goes away at \d\d:\d\d UTC\./);
  await call(page, 'uploads/cancel', { upload });
  await page.reload();
  await expect(elsewhere(page)).toHaveCount(0);
});
