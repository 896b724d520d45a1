import { expect, pdf, register, test, txt, uploadDocument } from '../fixtures';

test('the list is empty, then newest first, then paged', async ({ page, visit }) => {
  await register(page, visit);
  await expect(page.getByText('No documents yet')).toBeVisible();
  for (let i = 1; i <= 52; i += 1) await uploadDocument(page, txt(100, `note-${i}.txt`));
  await visit('/documents');
  const names = page.getByRole('row').filter({ hasText: /note-\d+\.txt/ });
  await expect(names).toHaveCount(50);
  await expect(names.first()).toContainText('note-52.txt');
  await page.getByRole('link', { name: 'Older' }).click();
  await expect(names).toHaveCount(2);
  await expect(names.first()).toContainText('note-2.txt');
  await expect(page).toHaveURL(/after=/);
});

test('names of every script and trick arrive as they are', async ({ page, visit }) => {
  await register(page, visit);
  const names = ['Hợp đồng.pdf', 'חוזה.pdf', '契約書.pdf', `it's "quoted"; really.pdf`, '<img src=x onerror=alert(1)>.pdf', '100%.pdf'];
  for (const name of names) await uploadDocument(page, pdf(5_000, name));
  await visit('/documents');
  for (const name of names) {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: `Download ${name}`, exact: true }).click();
    // The browser itself replaces what a file system cannot hold.
    expect((await download).suggestedFilename().replaceAll('_', '')).toBe(name.replaceAll(/[<>"|?*:\\/_]/g, ''));
  }
});
