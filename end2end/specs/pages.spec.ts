import { call, createAdmin, expect, expectAccessible, expectNoSidewaysScroll, logIn, pdf, png, register, test, txt, uploadDocument, uploadImage } from '../fixtures';

for (const { colorScheme, width } of [{ colorScheme: 'light', width: 1440 }, { colorScheme: 'dark', width: 390 }, { colorScheme: 'light', width: 1920 }] as const) {
  test(`every page is accessible, ${colorScheme}, ${width} px wide`, async ({ visit, newContext, gatehouse }) => {
    const page = await (await newContext({ colorScheme, viewport: { width, height: 900 } })).newPage();
    for (const path of ['/login', '/register']) {
      await visit(path, page);
      await expectAccessible(page);
    }
    await logIn(page, visit, createAdmin(gatehouse));
    await uploadDocument(page, pdf(12_345, 'Mietvertrag.pdf'));
    const { document } = await uploadDocument(page, txt(200, 'Hausordnung.txt'));
    await uploadImage(page, png(600, 400, [90, 120, 160]), png(48, 32, [90, 120, 160]));
    for (const path of ['/documents', `/documents/${document}`, '/upload', '/trash', '/images', '/shared', '/people', '/account', '/audit']) {
      await visit(path, page);
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    }
  });
}

test('what does not exist says so', async ({ page, visit, problems }) => {
  problems.expect(/status of 404/);
  await register(page, visit);
  const answer = await page.goto('/no/such/page');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1, name: 'Page not found' })).toBeVisible();
});

test('nothing moves while the page becomes alive', async ({ page, visit }) => {
  await page.addInitScript(() => {
    const shifts = { total: 0 };
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
        if (!entry.hadRecentInput) shifts.total += entry.value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await register(page, visit);
  await uploadDocument(page, pdf(12_345));
  for (const path of ['/documents', '/people', '/account']) {
    await visit(path);
    await page.evaluate(() => document.fonts.ready);
    const shift = await page.evaluate(() => (window as unknown as { shifts: { total: number } }).shifts.total);
    expect(shift, path).toBeLessThanOrEqual(0.01);
  }
});

test('the question before deleting for ever is accessible, on a phone too', async ({ newContext, visit }) => {
  const page = await (await newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await register(page, visit);
  const { document: id } = await uploadDocument(page, pdf(5_000, 'a-long-name-of-a-contract-that-nobody-needs-any-more.pdf'));
  expect((await call(page, 'trash/put', { document: id })).status()).toBe(200);
  await visit('/trash', page);
  await page.getByRole('button', { name: /for ever$/ }).click();
  await expect(page.getByRole('dialog', { name: 'Delete for ever' })).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
});
