import { call, createAdmin, expect, logIn, somebody, test, txt, uploadDocument } from '../fixtures';

const out = '../docs/images';

test('pictures of every page', async ({ visit, newContext, gatehouse }) => {
  test.setTimeout(240_000);
  gatehouse.run(['demo']);
  const admin = createAdmin(gatehouse, somebody('Mara'));
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1440, 390]) {
      const context = await newContext({ colorScheme, viewport: { width, height: width === 390 ? 844 : 900 } });
      const page = await context.newPage();
      const shoot = async (name: string) => {
        await page.evaluate(() => document.fonts.ready);
        await page.screenshot({ path: `${out}/${name}-${width}-${colorScheme}.png` });
      };
      for (const path of ['/', '/login', '/register']) {
        await visit(path, page);
        await shoot(path.slice(1) || 'home');
      }
      await logIn(page, visit, admin);
      if (colorScheme === 'light' && width === 1440) {
        await shoot('documents-empty');
        for (const name of ['Hợp đồng thuê nhà.txt', 'Minutes of the board.txt', 'Offer 2026-114.txt']) await uploadDocument(page, txt(42_000, name));
      }
      for (const path of ['/documents', '/upload', '/people', '/account', '/audit', '/no/such/page']) {
        await page.goto(path);
        await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
        await shoot(path.split('/').at(-1)!);
      }
    }
  }
  expect((await call(await (await newContext()).newPage(), 'documents/list', { after: null })).status()).toBe(401);
});
