import { readFileSync } from 'node:fs';
import { expect, readablePdf, register, test, uploadDocument } from '../fixtures';

test('without scripts a PDF is downloaded', async ({ page, visit }) => {
  await register(page, visit);
  const file = readablePdf(['By hand'], { name: 'lease.pdf' });
  const { document } = await uploadDocument(page, file);
  await visit(`/documents/${document}?preview`);
  const preview = page.getByRole('region', { name: 'Preview' });
  await expect(preview.getByText('The preview of PDF files needs JavaScript')).toBeVisible();
  await expect(page.locator('iframe')).toHaveCount(0);
  const download = page.waitForEvent('download');
  await preview.getByRole('button', { name: 'Download lease.pdf' }).click();
  expect(readFileSync(await (await download).path()).equals(file.buffer)).toBe(true);
});
