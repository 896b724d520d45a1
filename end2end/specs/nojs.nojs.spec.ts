import { readFileSync } from 'node:fs';
import { call, elsewhere, expect, pdf, presign, register, test, txt } from '../fixtures';

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
  await expect(page.getByRole('row').filter({ hasText: file.name })).toBeVisible();

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: `Download ${file.name}` }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe(file.name);
  expect(readFileSync(await saved.path()).equals(file.buffer)).toBe(true);
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
