import { expect, expectAccessible, test } from '../fixtures';

test('the first page is there, in both senses', async ({ page, visit, javaScriptEnabled }) => {
  await visit('/');
  await expect(page).toHaveTitle(/Gatehouse/);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Log in' }).first()).toBeVisible();
  if (javaScriptEnabled ?? true) await expectAccessible(page);
});

test('the style sheet arrives and applies', async ({ page, visit }) => {
  const sheet = page.waitForResponse((response) => response.request().resourceType() === 'stylesheet');
  await visit('/');
  expect((await sheet).status()).toBe(200);
  await expect(page.locator('body')).toHaveCSS('font-family', /Inter/);
});
