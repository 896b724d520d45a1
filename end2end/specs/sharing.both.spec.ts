import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { call, expect, listedNames, makeLink, pdf, register, share, sharingCard, test, uploadDocument, uploadNamed } from '../fixtures';

async function fetched(page: Page): Promise<Buffer> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: /^Download/ }).click();
  return readFileSync(await (await download).path());
}

test('who a document is shared with finds, downloads and leaves it', async ({ page, visit, newContext, problems }) => {
  problems.expect(/status of 404/);
  await register(page, visit);
  const file = pdf(5_000, 'lease.pdf');
  const { document } = await uploadDocument(page, file);
  const friend = await (await newContext()).newPage();
  const person = await register(friend, visit);
  await visit('/shared', friend);
  await expect(friend.getByText('Nothing is shared with you yet')).toBeVisible();

  await visit(`/documents/${document}`);
  await share(page, person.email);
  await expect(sharingCard(page).getByRole('listitem').filter({ hasText: person.name })).toContainText('Can view');

  await visit('/shared', friend);
  await expect(listedNames(friend)).toHaveText(['lease.pdf']);
  expect((await fetched(friend)).equals(file.buffer)).toBe(true);
  await friend.getByRole('link', { name: 'lease.pdf', exact: true }).click();
  await expect(friend.getByRole('heading', { level: 1 })).toHaveText('lease.pdf');
  await expect(friend.getByRole('heading', { name: 'Sharing' })).toHaveCount(0);
  await expect(friend.getByRole('button', { name: 'Change' })).toHaveCount(0);

  await visit(`/documents/${document}`);
  await expect(sharingCard(page).getByRole('listitem').filter({ hasText: `${person.name} ·` })).toBeVisible();

  await visit('/shared', friend);
  await friend.getByRole('button', { name: 'Leave lease.pdf' }).click();
  await expect(friend.getByText('“lease.pdf” is no longer shared with you.')).toBeVisible();
  await visit(`/documents/${document}`, friend);
  await expect(friend.getByText('This document does not exist, or you have no access to it.')).toBeVisible();
});

test('who manages a document renames it, until that is revoked', async ({ page, visit, newContext, problems }) => {
  problems.expect(/status of 404/);
  await register(page, visit);
  const { document } = await uploadDocument(page, pdf(5_000, 'lease.pdf'));
  const friend = await (await newContext()).newPage();
  const person = await register(friend, visit);
  await visit(`/documents/${document}`);
  await share(page, person.name, 'Can manage');

  await visit(`/documents/${document}`, friend);
  await expect(sharingCard(friend)).toBeVisible();
  await friend.getByRole('button', { name: 'Change', exact: true }).first().click();
  await friend.getByLabel('Name', { exact: true }).fill('rent.pdf');
  await friend.getByRole('button', { name: 'Save name and description' }).click();
  await expect(friend.getByRole('heading', { level: 1 })).toHaveText('rent.pdf');

  await visit(`/documents/${document}`);
  await page.getByRole('button', { name: `Stop sharing with ${person.name}` }).click();
  await expect(page.getByText(`${person.name} has no access any more.`)).toBeVisible();
  await visit(`/documents/${document}`, friend);
  await expect(friend.getByText('This document does not exist, or you have no access to it.')).toBeVisible();
  expect((await call(friend, 'documents/download', { document, disposition: 'attachment' })).status()).toBe(404);
});

test('a name that nobody has is said beside the form', async ({ page, visit, problems }) => {
  problems.expect(/status of 422/);
  await register(page, visit);
  const { document } = await uploadDocument(page, pdf(5_000, 'lease.pdf'));
  await visit(`/documents/${document}`);
  await sharingCard(page).getByLabel('Name or e-mail address').fill('Nobody At All');
  await sharingCard(page).getByRole('button', { name: 'Share', exact: true }).click();
  await expect(page.getByText('Nobody with an account here has this name or e-mail address.')).toBeVisible();
});

test('a link with a password opens the document to a stranger who knows it', async ({ page, visit, newContext, problems }) => {
  problems.expect(/status of 4(04|22)/);
  await register(page, visit);
  const file = pdf(5_000, 'offer.pdf');
  const { document } = await uploadDocument(page, file);
  await visit(`/documents/${document}`);
  const url = await makeLink(page, { password: 'quiet heron' });

  const stranger = await (await newContext()).newPage();
  await visit(url, stranger);
  await expect(stranger.getByText('offer.pdf')).toHaveCount(0);
  await stranger.getByLabel('Password').fill('loud heron');
  await stranger.getByRole('button', { name: 'Open' }).click();
  await expect(stranger.getByText('This password is wrong.')).toBeVisible();
  await stranger.getByLabel('Password').fill('quiet heron');
  await stranger.getByRole('button', { name: 'Open' }).click();
  await expect(stranger.getByRole('heading', { level: 1 })).toHaveText('offer.pdf');
  await expect(stranger.getByText('checked by the store')).toBeVisible();
  await expect(stranger.getByRole('button', { name: 'Preview' })).toBeVisible();
  expect((await fetched(stranger)).equals(file.buffer)).toBe(true);

  await visit(`/documents/${document}`);
  await expect(sharingCard(page).getByText('Somebody by a link')).toBeVisible();
  await sharingCard(page).getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('The link is revoked.')).toBeVisible();
  await visit(url, stranger);
  await expect(stranger.getByText('This link opens nothing')).toBeVisible();
});

test('a link opens as often as it may, and asks for a log-in where it should', async ({ page, visit, newContext, problems }) => {
  problems.expect(/status of 404/);
  const person = await register(page, visit);
  const { document } = await uploadDocument(page, pdf(5_000, 'offer.pdf'));
  await visit(`/documents/${document}`);
  const url = await makeLink(page, { limit: '1', login: true });

  const stranger = await (await newContext()).newPage();
  await visit(url, stranger);
  await expect(stranger.getByText('offer.pdf')).toHaveCount(0);
  await stranger.getByRole('main').getByRole('link', { name: 'Log in' }).click();
  await stranger.getByLabel('E-mail').fill(person.email);
  await stranger.getByLabel('Password').fill(person.password);
  await stranger.getByRole('button', { name: 'Log in' }).click();
  await expect(stranger.getByRole('heading', { level: 1 })).toHaveText('offer.pdf');
  await expect(stranger.getByText('Once more')).toBeVisible();
  await expect(stranger.getByRole('button', { name: 'Preview' })).toHaveCount(0);
  await fetched(stranger);
  await visit(url, stranger);
  await expect(stranger.getByText('This link opens nothing')).toBeVisible();
});

test('several documents are shared at once, and found by the filters', async ({ page, visit, newContext }) => {
  await register(page, visit);
  await uploadNamed(page, ['one.pdf', 'two.pdf', 'three.pdf']);
  const friend = await (await newContext()).newPage();
  const person = await register(friend, visit);
  await visit('/documents');
  await page.getByLabel('Select one.pdf').check();
  await page.getByLabel('Select two.pdf').check();
  await page.getByLabel('Share with: name or e-mail address').fill(person.email);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(page.getByText(`2 documents are shared with ${person.name}.`)).toBeVisible();
  await visit('/documents?shared=yes');
  await expect(listedNames(page)).toHaveText(['two.pdf', 'one.pdf']);
  await visit('/documents?owner=others', friend);
  await expect(listedNames(friend)).toHaveText(['two.pdf', 'one.pdf']);
  await visit('/shared?q=one', friend);
  await expect(listedNames(friend)).toHaveText(['one.pdf']);
});
