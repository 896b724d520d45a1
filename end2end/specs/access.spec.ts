import { call, createAdmin, downloadUrl, expect, logIn, ownPicture, pdf, post, presign, register, registerWithPicture, test, uploadDocument } from '../fixtures';

test("another person's document is answered like one that does not exist, and the attempt is recorded", async ({
  page,
  visit,
  newContext,
  gatehouse,
}) => {
  await register(page, visit);
  const { document } = await uploadDocument(page, pdf(20_000, 'secret.pdf'));

  const stranger = await (await newContext()).newPage();
  await register(stranger, visit);
  const ask = (id: string) => call(stranger, 'documents/download', { document: id, disposition: 'attachment' });
  const foreign = await ask(document);
  const missing = await ask('00000000-0000-7000-8000-000000000000');
  expect(foreign.status()).toBe(404);
  expect([missing.status(), await missing.text()]).toEqual([404, await foreign.text()]);

  const admin = createAdmin(gatehouse);
  const office = await (await newContext()).newPage();
  await logIn(office, visit, admin);
  // An administrator's role opens the log, not the files.
  expect((await call(office, 'documents/download', { document, disposition: 'attachment' })).status()).toBe(404);
  await visit('/audit', office);
  await expect(office.getByRole('row').filter({ hasText: 'document.download' }).filter({ hasText: document }).filter({ hasText: 'refused' }).first()).toBeVisible();
});

test("another person's upload cannot be confirmed", async ({ page, visit, newContext }) => {
  await register(page, visit);
  const file = pdf(20_000);
  const ticket = await presign(page, file);
  expect((await post(page, ticket, file)).status()).toBe(201);
  const stranger = await (await newContext()).newPage();
  await register(stranger, visit);
  expect((await call(stranger, 'uploads/confirm', { upload: ticket.upload })).status()).toBe(404);
  expect((await (await call(page, 'uploads/confirm', { upload: ticket.upload })).json())).toHaveProperty('ready');
});

test('a ticket used again after confirm changes nothing', async ({ page, visit }) => {
  await register(page, visit);
  const file = pdf(30_000, 'original.pdf');
  const { document, ticket } = await uploadDocument(page, file);
  const forged = pdf(30_000, 'original.pdf');
  forged.buffer.fill('forged', 100, 20_000);

  expect((await post(page, ticket, forged)).status()).toBe(201);
  expect(await (await call(page, 'uploads/confirm', { upload: ticket.upload })).json()).toMatchObject({ ready: { document } });
  const stored = await page.request.get(await downloadUrl(page, document));
  expect((await stored.body()).equals(file.buffer)).toBe(true);
});

test('S3 itself holds a ticket to its size, type and key', async ({ page, visit }) => {
  await register(page, visit);
  const file = pdf(30_000);
  const ticket = await presign(page, file);
  const code = async (answer: Promise<{ status(): number; text(): Promise<string> }>) => {
    const response = await answer;
    return [response.status(), /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1]];
  };
  expect(await code(post(page, ticket, pdf(30_001)))).toEqual([400, 'EntityTooLarge']);
  expect(await code(post(page, ticket, pdf(29_999)))).toEqual([400, 'EntityTooSmall']);
  const with_ = (name: string, value: string) => ({ ...ticket, fields: ticket.fields.map(([n, v]): [string, string] => [n, n === name ? value : v]) });
  expect(await code(post(page, with_('Content-Type', 'text/html'), file))).toEqual([403, 'AccessDenied']);
  expect(await code(post(page, with_('key', 'documents/elsewhere.pdf'), file))).toEqual([403, 'AccessDenied']);
  expect(await code(post(page, with_('policy', Buffer.from('{}').toString('base64')), file))).toEqual([403, 'SignatureDoesNotMatch']);
});

test('documents stay shut at the CDN, with perfectly valid cookies', async ({ page, visit, gatehouse }) => {
  await registerWithPicture(page, visit);
  const { ticket } = await uploadDocument(page, pdf(20_000));
  const key = ticket.fields.find(([name]) => name === 'key')![1].replace(/^incoming\//, '');
  const cookies = await page.context().cookies([`${gatehouse.cdnOrigin}/avatars/x`]);
  expect(cookies.map((cookie) => cookie.name)).toContain('CloudFront-Policy');
  const header = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  for (const path of [key, ticket.fields.find(([name]) => name === 'key')![1], `avatars/../${key}`, `avatars/%2e%2e/${key}`]) {
    const answer = await page.request.get(`${gatehouse.cdnOrigin}/${path}`, { headers: { cookie: header } });
    expect([path, answer.status()]).toEqual([path, 403]);
    expect(await answer.text()).toContain('<Code>AccessDenied</Code>');
  }
  const open = await page.request.get((await ownPicture(page).getAttribute('src'))!, { headers: { cookie: header } });
  expect(open.status(), 'the same cookies do open /avatars').toBe(200);
});
