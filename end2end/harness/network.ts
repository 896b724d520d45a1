import type { Page } from '@playwright/test';

/** Slows the page's uploads down to so many bytes in a second, as a thin line does; answers what takes it back. */
export async function slowUploads(page: Page, bytesPerSecond: number): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  const limit = (uploadThroughput: number) =>
    session.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
  await session.send('Network.enable');
  await limit(bytesPerSecond);
  return async () => {
    await limit(-1);
    await session.detach();
  };
}

/** Answers an S3 error in the browser's stead, as S3 words it, readable by the page. */
export function s3Error(origin: string, status: number, code: string, message = ''): { status: number; headers: Record<string, string>; body: string } {
  return {
    status,
    headers: { 'access-control-allow-origin': origin, 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message><RequestId>1</RequestId></Error>`,
  };
}
