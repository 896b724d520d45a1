import { expect, register, registerWithPicture, test } from '../fixtures';

test("everybody's avatars come from fixed URLs, and no page signs a URL for them", async ({ page, visit, newContext, gatehouse }) => {
  const person = await registerWithPicture(page, visit);

  const other = await (await newContext()).newPage();
  await register(other, visit);
  const picture = other.waitForResponse((response) => response.url().startsWith(`${gatehouse.cdnOrigin}/avatars/`));
  await visit('/people', other);
  const answer = await picture;
  expect(answer.status()).toBe(200);
  const image = other.getByRole('listitem').filter({ hasText: person.name }).getByRole('img', { name: person.name });
  const source = (await image.getAttribute('src')) ?? '';
  expect(source).toMatch(new RegExp(`^${gatehouse.cdnOrigin}/avatars/[0-9a-f-]{36}/[0-9a-f-]{36}\\.(webp|png|jpg)$`));
  await expect(image).toHaveAttribute('loading', 'lazy');
  await expect.poll(() => image.evaluate((element: HTMLImageElement) => [element.complete, element.naturalWidth])).toEqual([true, 512]);
  await visit('/people', other);
  expect(await image.getAttribute('src')).toBe(source);
});
