import { readFileSync } from 'node:fs';
import type { Request } from '@playwright/test';
import { expect, pdf, register, test } from '../fixtures';

const MIB = 1024 * 1024;

/** Bytes of a request as they go over the wire, headers included. */
async function sent(request: Request): Promise<number> {
  const sizes = await request.sizes();
  return sizes.requestBodySize + sizes.requestHeadersSize;
}

test('file bytes go to S3 only: the app sees less than 8 KiB of a 10 MiB upload', async ({ page, visit, gatehouse }) => {
  await register(page, visit);
  const finished: Request[] = [];
  page.on('requestfinished', (request) => finished.push(request));

  const file = pdf(10 * MIB, 'ten-mebibytes.pdf');
  await page.getByTestId('file-input').setInputFiles(file);
  await expect(page.getByRole('row').filter({ hasText: file.name })).toBeVisible({ timeout: 30_000 });

  const posts = finished.filter((request) => request.method() === 'POST');
  const toApp = posts.filter((request) => request.url().startsWith(gatehouse.origin));
  const toS3 = posts.filter((request) => request.url().startsWith(gatehouse.s3Origin));
  expect(toS3).toHaveLength(1);
  expect(toApp.map((request) => new URL(request.url()).pathname)).toEqual(expect.arrayContaining(['/api/uploads/presign', '/api/uploads/confirm']));
  const appBytes = (await Promise.all(toApp.map(sent))).reduce((sum, bytes) => sum + bytes, 0);
  console.log(`upload of ${10 * MIB} bytes: the app received ${appBytes} bytes in ${toApp.length} requests`);
  expect(appBytes).toBeLessThan(8 * 1024);

  finished.length = 0;
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: `Download ${file.name}` }).click();
  const saved = await download;
  expect(new URL(saved.url()).origin).toBe(gatehouse.s3Origin);
  expect(saved.suggestedFilename()).toBe(file.name);
  expect(readFileSync(await saved.path()).equals(file.buffer)).toBe(true);
  for (const request of finished.filter((request) => request.url().startsWith(gatehouse.origin))) {
    const { responseBodySize } = await request.sizes();
    expect(responseBodySize, request.url()).toBeLessThan(16 * 1024);
  }
});
