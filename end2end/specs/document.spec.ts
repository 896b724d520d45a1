import { expect, register, test, trayRow, txt, uploadDocument } from '../fixtures';

test('a new version is brought in from the document page', async ({ page, visit }) => {
  await register(page, visit);
  const { document } = await uploadDocument(page, txt(300, 'notes.txt'));
  await visit(`/documents/${document}`);
  await page.getByTestId('version-input').setInputFiles(txt(500, 'notes 2.txt'));
  await expect(trayRow(page, 'notes 2.txt')).toContainText('Done');
  await expect(page.getByRole('listitem').filter({ hasText: 'Version 2' })).toContainText('Current');
  await expect(page.getByRole('listitem').filter({ hasText: 'Version 1' })).not.toContainText('Current');
});
