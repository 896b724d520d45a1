import { expect, listedNames, register, test, uploadNamed } from '../fixtures';

test('all on the page are selected at once, and the trash gives them back', async ({ page, visit }) => {
  await register(page, visit);
  await uploadNamed(page, ['a.pdf', 'b.pdf', 'c.pdf']);
  await visit('/documents');
  const bar = page.locator('#selection');
  await page.getByRole('checkbox', { name: 'Select all on this page' }).check();
  await expect(bar.getByText('3 selected')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Select b.pdf' }).uncheck();
  await expect(bar.getByText('2 selected')).toBeVisible();
  await bar.getByRole('button', { name: 'Move to the trash' }).click();
  await expect(page.getByText('2 documents are in the trash.')).toBeVisible();
  await expect(listedNames(page)).toHaveText(['b.pdf']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('2 documents are back.')).toBeVisible();
  await expect(listedNames(page)).toHaveText(['c.pdf', 'b.pdf', 'a.pdf']);
});

test('several documents are downloaded at once', async ({ page, visit }) => {
  await register(page, visit);
  await uploadNamed(page, ['a.pdf', 'b.pdf', 'c.pdf']);
  await visit('/documents');
  const saved: string[] = [];
  page.on('download', (download) => saved.push(download.suggestedFilename()));
  for (const name of ['a.pdf', 'c.pdf']) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
  await page.locator('#selection').getByRole('button', { name: 'Download' }).click();
  await expect.poll(() => [...saved].sort()).toEqual(['a.pdf', 'c.pdf']);
  await expect(page).toHaveURL('/documents');
});
