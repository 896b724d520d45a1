import type { Locator, Page } from '@playwright/test';
import { call, expect, pdf, register, test, uploadDocument } from '../fixtures';

function row(page: Page, name: string): Locator {
  return page.getByRole('row').filter({ hasText: name });
}

test('a document goes to the trash, comes back, and is deleted for ever', async ({ page, visit }) => {
  await register(page, visit);
  const { document } = await uploadDocument(page, pdf(5_000, 'draft.pdf'));
  await visit('/documents');
  await page.getByRole('button', { name: 'Move draft.pdf to the trash' }).click();
  await expect(page.getByText('“draft.pdf” is in the trash.')).toBeVisible();
  await expect(page.getByText('No documents yet')).toBeVisible();
  expect((await call(page, 'documents/download', { document, disposition: 'attachment' })).status()).toBe(409);

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row(page, 'draft.pdf')).toBeVisible();
  await page.getByRole('button', { name: 'Move draft.pdf to the trash' }).click();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Trash' }).click();
  await expect(row(page, 'draft.pdf')).toBeVisible();
  await page.getByRole('button', { name: 'Restore draft.pdf' }).click();
  await expect(page.getByRole('button', { name: 'Restore draft.pdf' })).toHaveCount(0);
  await expect(page.getByText('“draft.pdf” is back among your documents.').first()).toBeVisible();

  await visit('/documents');
  await page.getByRole('button', { name: 'Move draft.pdf to the trash' }).click();
  await expect(page.getByText('“draft.pdf” is in the trash.')).toBeVisible();
  await expect(page.getByText('No documents yet')).toBeVisible();
  await visit('/trash');
  await page.getByRole('button', { name: 'Delete draft.pdf for ever' }).click();
  const question = page.getByRole('dialog', { name: 'Delete for ever' });
  await expect(question).toContainText('Delete “draft.pdf” for ever?');
  await question.getByRole('button', { name: 'Keep it' }).click();
  await expect(question).toBeHidden();
  await page.getByRole('button', { name: 'Delete draft.pdf for ever' }).click();
  await question.getByRole('button', { name: 'Delete for ever' }).click();
  await expect(page.getByText('“draft.pdf” is deleted for ever.')).toBeVisible();
  await expect(page.getByText('The trash is empty')).toBeVisible();
  expect((await call(page, 'documents/download', { document, disposition: 'attachment' })).status()).toBe(404);
});
