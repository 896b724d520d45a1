import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { Gatehouse } from './server';

/** Somebody with an account. */
export interface Person {
  name: string;
  email: string;
  password: string;
}

/** A person nobody has met: name and address are new each time, the password no list knows. */
export function somebody(name = 'Test Person'): Person {
  const tail = randomBytes(6).toString('hex');
  return { name: `${name} ${tail.slice(0, 4)}`, email: `person-${tail}@example.com`, password: `correct-${randomBytes(9).toString('base64url')}-staple` };
}

/** How a page is opened: the `visit` fixture, which waits for hydration. */
export type Visit = (path: string, page?: Page) => Promise<void>;

/** Registers through the page, and is logged in after it. */
export async function register(page: Page, visit: Visit, person: Person = somebody()): Promise<Person> {
  await visit('/register', page);
  await page.getByLabel('Your name').fill(person.name);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { level: 1, name: 'Documents' }).waitFor();
  return person;
}

/** Logs in through the page. */
export async function logIn(page: Page, visit: Visit, person: Person): Promise<void> {
  await visit('/login', page);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Documents' }).waitFor();
}

/** Makes an administrator on the command line, as an operator does. */
export function createAdmin(gatehouse: Gatehouse, person: Person = somebody('Admin')): Person {
  gatehouse.run(['admin', 'create', '--email', person.email, '--name', person.name, '--password-stdin'], `${person.password}\n`);
  return person;
}
