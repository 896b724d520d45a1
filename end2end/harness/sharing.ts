import { expect, type Locator, type Page } from '@playwright/test';

/** The card that says who has access to the open document. */
export function sharingCard(page: Page): Locator {
  return page.locator('section.card').filter({ has: page.getByRole('heading', { name: 'Sharing', exact: true }) });
}

/** Opens the open document to somebody. */
export async function share(page: Page, person: string, role = 'Can view'): Promise<void> {
  const card = sharingCard(page);
  await card.getByLabel('Name or e-mail address').fill(person);
  await card.locator('select[name=role]').first().selectOption({ label: role });
  await card.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(page.getByText('1 document is shared with')).toBeVisible();
}

/** What a new link asks for. */
export interface LinkSettings {
  password?: string;
  limit?: string;
  login?: boolean;
}

/** Makes a link to the open document. Answers its address. */
export async function makeLink(page: Page, { password, limit, login }: LinkSettings = {}): Promise<string> {
  const card = sharingCard(page);
  await card.getByText('Make a link').click();
  if (password) await card.getByLabel('Password (optional)').fill(password);
  if (limit) await card.getByLabel('Downloads at most (optional)').fill(limit);
  if (login) await card.getByLabel('Only for people with an account here').check();
  await card.getByRole('button', { name: 'Make the link' }).click();
  const field = card.getByLabel('The new link');
  await expect(field).toHaveValue(/\/s\/[\w-]{43}$/);
  return field.inputValue();
}
