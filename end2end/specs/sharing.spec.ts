import { expect, expectAccessible, expectNoSidewaysScroll, makeLink, pdf, register, share, sharingCard, test, uploadDocument } from '../fixtures';

test('a new link is copied, and stays until the page is left', async ({ page, context, visit }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await register(page, visit);
  const { document } = await uploadDocument(page, pdf(5_000, 'lease.pdf'));
  await visit(`/documents/${document}`);
  const url = await makeLink(page);
  const field = page.getByLabel('The new link');
  await expect(field).toBeFocused();
  const selected = await field.evaluate((input: HTMLInputElement) => input.value.slice(input.selectionStart!, input.selectionEnd!));
  expect(selected).toBe(url);
  await page.getByRole('button', { name: 'Copy' }).click();
  await expect(page.getByText('Link copied.')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(url);
  await visit(`/documents/${document}`);
  await expect(page.getByLabel('The new link')).toHaveCount(0);
  await expect(sharingCard(page).getByRole('list', { name: 'Links' }).getByRole('listitem')).toHaveCount(1);
});

test('names are offered, and access is changed', async ({ page, visit, newContext }) => {
  await register(page, visit);
  const friend = await (await newContext()).newPage();
  const person = await register(friend, visit);
  const { document } = await uploadDocument(page, pdf(5_000, 'lease.pdf'));
  await visit(`/documents/${document}`);
  await expect(page.locator(`datalist#people option[value="${person.name}"]`)).toHaveCount(1);
  await share(page, person.name);
  await page.getByRole('button', { name: `Change the access of ${person.name}` }).click();
  const change = page.getByRole('dialog', { name: 'Change the access' });
  await change.getByLabel('Access').selectOption({ label: 'Can manage' });
  await change.getByLabel('Until (optional)').fill('2099-05-13');
  await change.getByRole('button', { name: 'Save' }).click();
  const row = sharingCard(page).getByRole('listitem').filter({ hasText: person.name });
  await expect(row).toContainText('Can manage');
  await expect(row).toContainText('Until 13 May 2099');
  await visit('/shared', friend);
  await expect(friend.getByText('Until 13 May 2099')).toBeVisible();
});

for (const width of [1280, 390]) {
  test(`sharing fits and is accessible at ${width} px`, async ({ page, visit, newContext, problems }) => {
    problems.expect(/status of 404/);
    await page.setViewportSize({ width, height: 800 });
    await register(page, visit);
    const friend = await (await newContext({ viewport: { width, height: 800 } })).newPage();
    const person = await register(friend, visit);
    const { document } = await uploadDocument(page, pdf(5_000, 'lease.pdf'));
    const fine = async (on = page): Promise<void> => {
      await expectAccessible(on);
      await expectNoSidewaysScroll(on);
    };
    await visit('/shared', friend);
    await fine(friend);
    await visit(`/documents/${document}`);
    await share(page, person.name);
    const locked = await makeLink(page, { password: 'quiet heron' });
    await fine();
    await visit('/shared', friend);
    await expect(friend.getByText('lease.pdf')).toBeVisible();
    await fine(friend);
    await visit(`/documents/${document}`);
    const open = await makeLink(page);
    const stranger = await (await newContext({ viewport: { width, height: 800 } })).newPage();
    for (const [url, text] of [[locked, 'This document has a password'], [open, 'checked by the store'], ['/s/unknown', 'Nothing here']] as const) {
      await visit(url, stranger);
      await expect(stranger.getByText(text)).toBeVisible();
      await fine(stranger);
    }
  });
}
