import { call, expect, expectNoSidewaysScroll, painting, png, register, test, uploadImage } from '../fixtures';

const picture = (name: string) => painting(600, 400, (x, y) => [x % 256, y % 256, 120], undefined, name);

test('everybody sees an image at its fixed URL, and its owner deletes it', async ({ page, visit, newContext, problems, javaScriptEnabled }) => {
  problems.expect(/status of (403|404)/);
  await register(page, visit);
  const url = await uploadImage(page, picture('hall.png'), png(48, 32, [90, 120, 160], undefined, 'small.png'));
  await visit('/images');
  const other = await (await newContext()).newPage();
  await register(other, visit);
  await visit('/images', other);
  const tile = other.getByRole('button', { name: 'Show hall.png' });
  await expect.poll(() => tile.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(48);
  const asked: string[] = [];
  other.on('request', (request) => asked.push(request.url()));
  await tile.click();
  const shown = other.getByRole('dialog', { name: 'Image' });
  await expect.poll(() => shown.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(600);
  // Without scripts browsers load all pictures at once.
  expect(asked, 'nothing is signed: the image is asked for at its own URL').toEqual(javaScriptEnabled === false ? [] : [url]);
  await expect(shown.getByRole('button', { name: /Delete/ })).toHaveCount(0);
  await other.keyboard.press('Escape');
  await expectNoSidewaysScroll(other);
  const { items } = await (await call(other, 'images/list', { after: null })).json();
  expect((await call(other, 'images/delete', { image: items[0].id })).status()).toBe(404);

  await page.getByRole('button', { name: 'Show hall.png' }).click();
  await page.getByRole('button', { name: 'Delete hall.png for everybody' }).click();
  await page.getByRole('dialog', { name: 'Delete for everybody' }).getByRole('button', { name: 'Delete for ever' }).click();
  await expect(page.getByText('“hall.png” is deleted for ever.')).toBeVisible();
  await expect(page.getByText('No images yet')).toBeVisible();
  await expect.poll(async () => (await other.request.get(`${url}`)).status(), 'the edge has let it go').not.toBe(200);
});

test('images stay with those who are logged in', async ({ page, visit, playwright }) => {
  await register(page, visit);
  const url = await uploadImage(page, picture('hall.png'), png(48, 32, [90, 120, 160]));
  const anonymous = await playwright.request.newContext();
  expect((await anonymous.get(url)).status()).toBe(403);
  await anonymous.dispose();
});
