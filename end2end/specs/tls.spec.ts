import type { Page } from '@playwright/test';
import { choosePicture, expect, hydrated, pdf, png, register, savePicture, test } from '../fixtures';
import { Problems } from '../harness/problems';

test('on a real parent domain over TLS: cookies, CORS, upload, avatar', async ({ tls }) => {
  const problems = new Problems();
  const context = await tls.browser.newContext({ baseURL: tls.appOrigin });
  await problems.watch(context);
  const page = await context.newPage();
  const visit = async (path: string, target: Page = page) => {
    await target.goto(path);
    await hydrated(target, true);
  };
  await register(page, visit);

  const cookies = await context.cookies();
  const session = cookies.filter((cookie) => cookie.name.startsWith('__Host-'));
  const signed = cookies.filter((cookie) => cookie.name.startsWith('CloudFront-'));
  expect(session.length).toBeGreaterThanOrEqual(2);
  for (const cookie of session) expect(cookie, cookie.name).toMatchObject({ domain: 'app.gatehouse.test', path: '/', secure: true, httpOnly: true, sameSite: 'Lax' });
  expect(new Set(signed.map((cookie) => cookie.path))).toEqual(new Set(['/avatars', '/images', '/thumbnails']));
  for (const cookie of signed) expect(cookie, cookie.name).toMatchObject({ domain: '.gatehouse.test', secure: true, httpOnly: true, sameSite: 'Lax' });

  // Upload: another origin, so the browser asks for CORS and must be allowed to read the answer.
  const posted = page.waitForResponse((response) => response.request().method() === 'POST' && response.url().startsWith(tls.s3Origin));
  await page.getByTestId('file-input').setInputFiles(pdf(300_000, 'over-tls.pdf'));
  expect((await (await posted).allHeaders())['access-control-allow-origin']).toBe(tls.appOrigin);
  await expect(page.getByRole('row').filter({ hasText: 'over-tls.pdf' })).toBeVisible();

  // Avatar: its fixed URL on the CDN's origin opens by the cookies alone.
  await visit('/account');
  await choosePicture(page, png(640, 480, [40, 120, 200]));
  const picture = page.waitForResponse((response) => response.url().startsWith(`${tls.cdnOrigin}/avatars/`));
  await savePicture(page);
  const answer = await picture;
  expect(answer.status()).toBe(200);
  expect(new URL(answer.url()).search).toBe('');
  expect((await answer.allHeaders())['cache-control']).toBe('public, max-age=31536000, immutable');

  // A stranger without cookies gets CloudFront's refusal.
  const stranger = await tls.browser.newContext();
  const refused = await (await stranger.newPage()).goto(answer.url());
  expect(refused?.status()).toBe(403);
  expect(await refused?.text()).toContain('<Code>MissingKey</Code>');
  await stranger.close();
  expect(problems.unexpected).toEqual([]);
  await context.close();
});
