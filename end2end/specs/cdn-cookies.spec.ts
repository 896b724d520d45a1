import type { BrowserContext, Locator, Page } from '@playwright/test';
import { call, expect, loaded, logIn, png, register, registerWithPicture, test, upload } from '../fixtures';

const SIGNED = /^CloudFront-/;

async function signedCookies(context: BrowserContext): Promise<string[]> {
  return (await context.cookies()).filter((cookie) => SIGNED.test(cookie.name)).map((cookie) => `${cookie.path} ${cookie.name}`);
}

/** Notes how often the page asks for cookies. */
function refreshes(page: Page): { count: number } {
  const seen = { count: 0 };
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === '/api/cdn/cookies') seen.count += 1;
  });
  return seen;
}

function place(page: Page, name: string): Locator {
  return page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name });
}

test('log-in and the first page of a session open the CDN, and log-out shuts it', async ({ page, context, visit }) => {
  await register(page, visit);
  const all = ['/avatars', '/images', '/thumbnails'].flatMap((path) => ['CloudFront-Key-Pair-Id', 'CloudFront-Policy', 'CloudFront-Signature'].map((name) => `${path} ${name}`));
  expect((await signedCookies(context)).filter((cookie) => !cookie.includes('Hash-Algorithm')).sort()).toEqual(all);

  // A session that began elsewhere, such as one kept over a night: its first page brings them.
  await context.clearCookies({ name: SIGNED });
  await context.clearCookies({ name: '__Host-gatehouse-cdn' });
  await page.request.get('/people');
  expect((await signedCookies(context)).length).toBeGreaterThanOrEqual(6);

  await page.getByRole('button', { name: 'Account menu' }).click();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('link', { name: 'Log in' }).first().waitFor();
  expect(await signedCookies(context)).toEqual([]);
});

test('a policy opens one folder and never the whole bucket', async ({ page, context, visit, gatehouse }) => {
  await register(page, visit);
  const policies = (await context.cookies()).filter((cookie) => cookie.name === 'CloudFront-Policy');
  for (const { path, value } of policies) {
    // CloudFront's own base64: + = / are written - _ ~.
    const policy = JSON.parse(Buffer.from(value.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/'), 'base64').toString());
    expect(policy.Statement).toHaveLength(1);
    // Thumbnails of private documents are one's own.
    const { id } = path === '/thumbnails' ? await (await call(page, 'auth/me', {})).json() : { id: '' };
    expect(policy.Statement[0].Resource).toBe(`${gatehouse.cdnOrigin}${path}/${id && `${id}/`}*`);
    const seconds = policy.Statement[0].Condition.DateLessThan['AWS:EpochTime'] - Date.now() / 1000;
    expect(seconds).toBeGreaterThan(50 * 60);
    expect(seconds).toBeLessThanOrEqual(60 * 60);
  }
});

test('pictures that are refused bring new cookies once, and are then shown', async ({ page, context, visit, newContext, problems, gatehouse }) => {
  problems.expect(/status of 403/);
  const people = [await registerWithPicture(page, visit)];
  for (let more = 0; more < 2; more += 1) people.push(await registerWithPicture(await (await newContext()).newPage(), visit));
  await visit('/documents');
  const asked = refreshes(page);
  const pictures: string[] = [];
  page.on('request', (request) => {
    if (request.url().startsWith(gatehouse.cdnOrigin)) pictures.push(request.url());
  });
  await context.clearCookies({ name: SIGNED });
  // The browser must not show them from its own cache.
  await (await context.newCDPSession(page)).send('Network.clearBrowserCache');
  await place(page, 'People').click();
  for (const { name } of people) await loaded(page.getByRole('listitem').filter({ hasText: name }).getByRole('img', { name }));
  expect(asked.count).toBe(1);
  for (const url of pictures) expect(new URL(url).search, url).toBe('');
});

test('a picture that is refused after the new cookies have come needs no others', async ({ page, context, visit, newContext, problems, gatehouse }) => {
  problems.expect(/status of 403/);
  const people = [await registerWithPicture(page, visit)];
  for (let more = 0; more < 2; more += 1) people.push(await registerWithPicture(await (await newContext()).newPage(), visit));
  await visit('/documents');
  const asked = refreshes(page);
  await context.clearCookies({ name: SIGNED });
  await (await context.newCDPSession(page)).send('Network.clearBrowserCache');
  let release = (): void => {};
  const late = new Promise<void>((resolve) => (release = resolve));
  const tries: string[] = [];
  await page.route(`${gatehouse.cdnOrigin}/**`, async (route) => {
    if (tries.push(route.request().url()) > 1) return route.continue();
    await late;
    return route.fulfill({ status: 403, body: '' });
  });
  await place(page, 'People').click();
  const pictures = people.map(({ name }) => page.getByRole('listitem').filter({ hasText: name }).getByRole('img', { name }));
  await expect.poll(() => tries.length).toBeGreaterThan(1);
  for (const picture of pictures) if ((await picture.getAttribute('src')) !== tries[0]) await loaded(picture);
  release();
  for (const picture of pictures) await loaded(picture);
  expect(asked.count).toBe(1);
});

test('pictures that failed before the page came alive are tried again too', async ({ page, context, visit, problems, gatehouse }) => {
  problems.expect(/status of 403/);
  const { name } = await registerWithPicture(page, visit);
  // The marker stays, so the server believes that the cookies are there.
  await context.clearCookies({ name: SIGNED });
  await (await context.newCDPSession(page)).send('Network.clearBrowserCache');
  let release = (): void => {};
  const refused = new Promise<void>((resolve) => (release = resolve));
  // Chromium does not show an image what a refusal of another origin says.
  page.on('requestfailed', (request) => {
    if (request.url().startsWith(gatehouse.cdnOrigin)) release();
  });
  // The page comes alive only after its pictures were refused.
  await page.route('**/pkg/*.wasm', async (route) => {
    await refused;
    await route.continue();
  });
  await visit('/people');
  await loaded(page.getByRole('listitem').filter({ hasText: name }).getByRole('img', { name }));
});

test('a picture that stays broken is asked for twice and no more, and the initials show', async ({ page, visit, problems, gatehouse }) => {
  problems.expect(/status of 403/);
  const { name } = await registerWithPicture(page, visit);
  await visit('/documents');
  const asked = refreshes(page);
  const tries: string[] = [];
  await page.route(`${gatehouse.cdnOrigin}/**`, async (route) => {
    tries.push(route.request().url());
    await route.fulfill({ status: 403, body: '' });
  });
  await place(page, 'People').click();
  const image = page.getByRole('listitem').filter({ hasText: name }).locator('img');
  const url = (await image.getAttribute('src'))!;
  await expect.poll(() => tries.filter((tried) => tried === url).length).toBe(2);
  // A loop would go on while the page does something else.
  await place(page, 'Documents').click();
  await expect(page.getByRole('heading', { level: 1, name: 'Documents' })).toBeVisible();
  await place(page, 'People').click();
  await expect(image).toBeAttached();
  await expect.poll(() => tries.filter((tried) => tried === url).length).toBe(4);
  expect(asked.count).toBe(2);
  await expect(page.getByRole('listitem').filter({ hasText: name }).getByText(/^[a-z0-9]{1,2}$/i)).toBeVisible();
});

test('cookies are renewed by a timer at three quarters of their life, and when the tab comes back', async ({ newContext, visit }) => {
  const page = await (await newContext()).newPage();
  await page.clock.install();
  const asked = refreshes(page);
  const answered = () => page.waitForResponse('**/api/cdn/cookies');
  let answer = answered();
  await register(page, visit);
  await answer;

  // Not due: neither focus nor time asks.
  await page.clock.fastForward('30:00');
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  expect(asked.count).toBe(1);

  answer = answered();
  await page.clock.fastForward('16:00');
  const { refresh_in_seconds: wait } = await (await answer).json();
  expect(wait).toBeGreaterThan(35 * 60);
  expect(wait).toBeLessThanOrEqual(45 * 60);
  expect(asked.count).toBe(2);

  // The machine slept: no timer ran, and the person comes back.
  const now = await page.evaluate(() => Date.now());
  await page.clock.setSystemTime(now + 3 * 60 * 60 * 1000);
  answer = answered();
  await page.evaluate(() => {
    window.dispatchEvent(new Event('focus'));
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await answer;
  expect(asked.count).toBe(3);
});

test('nobody is asked for cookies who is not logged in', async ({ page, visit, newContext }) => {
  const person = await register(page, visit);
  const stranger = await (await newContext()).newPage();
  const asked = refreshes(stranger);
  await visit('/login', stranger);
  await stranger.evaluate(() => window.dispatchEvent(new Event('focus')));
  expect(asked.count).toBe(0);
  expect(await signedCookies(stranger.context())).toEqual([]);
  await logIn(stranger, visit, person);
  expect((await signedCookies(stranger.context())).length).toBeGreaterThanOrEqual(6);
});

test("a document's thumbnail is its owner's alone", async ({ page, visit, newContext }) => {
  await register(page, visit);
  const { document, ticket } = await upload(page, png(60, 40, [200, 40, 40]));
  const thumbnail = await upload(page, png(30, 20, [200, 40, 40]), { purpose: 'thumbnail', target: { thumbnail: ticket.upload } });
  expect((await page.request.get(thumbnail.url)).status()).toBe(200);
  const { row } = await (await call(page, 'documents/get', { document })).json();
  expect(row.thumbnail_url).toBe(thumbnail.url);
  const stranger = await (await newContext()).newPage();
  await register(stranger, visit);
  expect((await stranger.request.get(thumbnail.url)).status()).toBe(403);
});
