import {
  call,
  choose,
  elsewhere,
  expect,
  expectAccessible,
  hold,
  listed,
  pdf,
  post,
  posts,
  presign,
  register,
  slowUploads,
  test,
  tray,
  trayRow,
  txt,
} from '../fixtures';

const MIB = 1024 * 1024;
const OFFLINE = 'You are offline. Uploads go on by themselves when you are back.';

test.describe('offline', () => {
  test.beforeEach(({ problems }) => problems.expect(/ERR_INTERNET_DISCONNECTED/));

  test('what is in flight waits, and goes on by itself with a new ticket', async ({ page, context, visit, gatehouse }) => {
    await register(page, visit);
    const signed = posts(page, `${gatehouse.origin}/api/uploads/presign`);
    const restore = await slowUploads(page, MIB / 4);
    await choose(page, pdf(2 * MIB, 'halfway.pdf'));
    await expect(trayRow(page, 'halfway.pdf')).toContainText('/s');

    await context.setOffline(true);
    await expect(tray(page).getByRole('status')).toHaveText(OFFLINE);
    await expect(trayRow(page, 'halfway.pdf')).toContainText('Waiting');
    await choose(page, txt(2_000, 'later.txt'));
    await expect(trayRow(page, 'later.txt')).toContainText('Waiting');
    await expectAccessible(page);
    expect(signed).toHaveLength(1);

    const cancelled = page.waitForResponse('**/api/uploads/cancel');
    await context.setOffline(false);
    await restore();
    for (const name of ['halfway.pdf', 'later.txt']) {
      await expect(trayRow(page, name)).toContainText('Done');
      await expect(listed(page, name)).toHaveCount(1);
    }
    await expect(tray(page).getByRole('alert')).toHaveCount(0);
    expect(signed).toHaveLength(3);

    // The first ticket was given up, so nobody reads that the file is still on its way.
    expect((await cancelled).status()).toBe(200);
    await visit('/documents');
    await expect(listed(page, 'halfway.pdf')).toHaveCount(1);
    await expect(elsewhere(page)).toHaveCount(0);
  });

  test('a post that hangs since the network went is begun anew', async ({ page, context, visit, gatehouse }) => {
    await register(page, visit);
    const sent = posts(page, gatehouse.s3Origin);
    // Never answered, as on a line that is dead and does not say so.
    await page.route(`${gatehouse.s3Origin}/**`, () => undefined, { times: 1 });
    await choose(page, pdf(5_000, 'stuck.pdf'));
    await expect.poll(() => sent.length).toBe(1);
    await context.setOffline(true);
    await expect(tray(page).getByRole('status')).toHaveText(OFFLINE);
    await context.setOffline(false);
    await expect(trayRow(page, 'stuck.pdf')).toContainText('Done');
    expect(sent).toHaveLength(2);
    await expect(listed(page, 'stuck.pdf')).toHaveCount(1);
  });

  test('what failed before the browser knew waits too', async ({ page, context, visit, gatehouse }) => {
    await register(page, visit);
    await page.route(`${gatehouse.s3Origin}/**`, (route) => route.abort('internetdisconnected'), { times: 1 });
    await choose(page, pdf(5_000, 'first.pdf'));
    await expect(trayRow(page, 'first.pdf').getByRole('alert')).toContainText('connection was lost');
    await context.setOffline(true);
    await expect(trayRow(page, 'first.pdf')).toContainText('Waiting');
    await context.setOffline(false);
    await expect(trayRow(page, 'first.pdf')).toContainText('Done');
  });

  test('a file that has arrived is confirmed when the network is back, and not sent again', async ({ page, context, visit, gatehouse }) => {
    await page.clock.install();
    await register(page, visit);
    const sent = posts(page, gatehouse.s3Origin);
    const confirms = posts(page, `${gatehouse.origin}/api/uploads/confirm`);
    await page.route(
      '**/api/uploads/confirm',
      async (route) => {
        await context.setOffline(true);
        await route.continue();
      },
      { times: 1 },
    );
    await choose(page, pdf(5_000, 'arrived.pdf'));
    await expect(trayRow(page, 'arrived.pdf')).toContainText('It is checked when you are back');
    await expect(tray(page).getByRole('status').first()).toHaveText(OFFLINE);
    // However long it takes: nobody asks in vain.
    const asked = confirms.length;
    for (let minutes = 0; minutes < 5; minutes += 1) await page.clock.fastForward('01:00');
    expect(confirms).toHaveLength(asked);
    await context.setOffline(false);
    // The pause before the next question.
    await page.clock.fastForward('00:05');
    await expect(trayRow(page, 'arrived.pdf')).toContainText('Done');
    await expect(listed(page, 'arrived.pdf')).toHaveCount(1);
    expect(sent).toHaveLength(1);
  });

  test('a server on the same machine needs no network', async ({ page, visit, gatehouse }) => {
    await register(page, visit);
    const sent = posts(page, gatehouse.s3Origin);
    const release = await hold(page, `${gatehouse.s3Origin}/**`);
    await choose(page, pdf(5_000, 'on-a-plane.pdf'));
    await expect.poll(() => sent.length).toBe(1);
    const probed = page.waitForResponse('**/api/uploads/limits');
    await page.evaluate(() => {
      Object.defineProperty(navigator, 'onLine', { get: () => false });
      window.dispatchEvent(new Event('offline'));
    });
    await probed;
    await choose(page, pdf(5_000, 'over-the-sea.pdf'));
    await expect.poll(() => sent.length).toBe(2);
    await expect(page.getByText('You are offline')).toHaveCount(0);
    release();
    for (const name of ['on-a-plane.pdf', 'over-the-sea.pdf']) await expect(trayRow(page, name)).toContainText('Done');
    expect(sent).toHaveLength(2);
  });
});

test('a ticket that ends before the store sees it is renewed by itself', async ({ startGatehouse, newContext, visit, problems }) => {
  problems.expect(/status of 403/);
  const gatehouse = await startGatehouse({ GATEHOUSE_UPLOADS__TICKET_SECONDS: '10' });
  const page = await (await newContext({ baseURL: gatehouse.origin })).newPage();
  await register(page, visit);
  const ends: number[] = [];
  const answers: Promise<[number, string]>[] = [];
  page.on('response', (response) => {
    const { pathname, origin } = new URL(response.url());
    if (pathname === '/api/uploads/presign') void response.json().then(({ expires_at }) => ends.push(expires_at / 1_000));
    if (origin === gatehouse.s3Origin) answers.push(response.text().then((text) => [response.status(), text]));
  });
  await page.route(
    `${gatehouse.s3Origin}/**`,
    async (route) => {
      // On its way until the ticket has ended: it is the store's own clock that refuses it.
      await expect.poll(() => Date.now() - (ends[0] ?? Infinity), { timeout: 30_000 }).toBeGreaterThan(0);
      await route.continue();
    },
    { times: 1 },
  );
  await choose(page, pdf(5_000, 'slow-to-begin.pdf'));
  await expect(trayRow(page, 'slow-to-begin.pdf')).toContainText('Done', { timeout: 60_000 });
  const [refused, taken, ...more] = await Promise.all(answers);
  expect([refused![0], refused![1]]).toEqual([403, expect.stringContaining('Policy expired')]);
  expect([taken![0], more]).toEqual([201, []]);
  expect(ends).toHaveLength(2);
  await expect(listed(page, 'slow-to-begin.pdf')).toHaveCount(1);
});

test.describe('a tab that was closed', () => {
  test('what was in flight stands above the list, apart from what this tab sends', async ({ context, visit }) => {
    const closed = await context.newPage();
    await register(closed, visit);
    await slowUploads(closed, MIB / 4);
    const file = pdf(3 * MIB, 'left-behind.pdf');
    await choose(closed, file);
    await expect(trayRow(closed, file.name)).toContainText('/s');
    await closed.close();

    const page = await context.newPage();
    await visit('/documents', page);
    await expect(elsewhere(page).getByRole('listitem')).toHaveCount(1);
    await expect(elsewhere(page)).toContainText(/left-behind\.pdf\s*3 MB, since \d\d:\d\d/);
    await expect(elsewhere(page)).toContainText(
      /Uploading in another tab, or interrupted\. If it was interrupted, upload it again; this line goes away at \d\d:\d\d\./,
    );
    await expectAccessible(page);

    await choose(page, file);
    await expect(trayRow(page, file.name)).toContainText('Done');
    await expect(listed(page, file.name)).toHaveCount(1);
    await expect(elsewhere(page).getByRole('listitem')).toHaveCount(1);
  });

  test('what had arrived comes into the list without a reload', async ({ context, visit, problems }) => {
    problems.expect(/ERR_FAILED/);
    const closed = await context.newPage();
    await register(closed, visit);
    await closed.route('**/api/uploads/confirm', (route) => route.abort());
    const lost = closed.waitForEvent('requestfailed', (request) => request.url().endsWith('/api/uploads/confirm'));
    await choose(closed, pdf(5_000, 'unconfirmed.pdf'));
    const { upload } = (await lost).postDataJSON();
    await closed.close();

    const page = await context.newPage();
    await page.clock.install();
    await visit('/documents', page);
    await expect(elsewhere(page)).toContainText('unconfirmed.pdf');
    await expect(page.getByText('No documents yet')).toBeVisible();
    let loads = 0;
    page.on('framenavigated', () => (loads += 1));
    // The server does it by itself within two minutes; here somebody asks.
    expect((await call(page, 'uploads/confirm', { upload })).status()).toBe(200);
    await page.clock.fastForward('00:10');
    await expect(listed(page, 'unconfirmed.pdf')).toBeVisible();
    await expect(elsewhere(page)).toHaveCount(0);
    expect(loads).toBe(0);
  });

  test('what is being checked says so', async ({ page, visit }) => {
    await register(page, visit);
    const file = pdf(5_000, 'checked.pdf');
    const ticket = await presign(page, file);
    await post(page, ticket, file);
    // A server checks for moments only; so its answer is told here.
    await page.route('**/api/uploads/open', async (route) => {
      const answer = await route.fetch();
      const rows: object[] = await answer.json();
      await route.fulfill({ response: answer, json: rows.map((row) => ({ ...row, settled_by: null })) });
    });
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await expect(elsewhere(page)).toContainText('Being checked.');
  });
});

test.describe('two tabs', () => {
  test('both upload at once, and each learns of what the other brings in', async ({ context, visit }) => {
    const [left, right] = [await context.newPage(), await context.newPage()];
    await left.clock.install();
    await register(left, visit);
    await visit('/documents', right);
    const restore = await slowUploads(right, MIB / 4);
    await choose(right, pdf(3 * MIB, 'right.pdf'));
    await expect(trayRow(right, 'right.pdf')).toContainText('/s');

    await choose(left, pdf(5_000, 'left.pdf'));
    await expect(trayRow(left, 'left.pdf')).toContainText('Done');
    await expect(trayRow(left, 'right.pdf')).toHaveCount(0);
    await left.evaluate(() => window.dispatchEvent(new Event('focus')));
    await expect(elsewhere(left).getByRole('listitem')).toHaveCount(1);
    await expect(elsewhere(left)).toContainText('right.pdf');
    await expect(elsewhere(right)).toHaveCount(0);
    await expect(trayRow(right, 'left.pdf')).toHaveCount(0);

    await right.evaluate(() => window.dispatchEvent(new Event('focus')));
    await expect(listed(right, 'left.pdf')).toBeVisible();
    await restore();
    await expect(trayRow(right, 'right.pdf')).toContainText('Done');
    // Nobody comes back to the left tab: it looks by itself.
    await left.clock.fastForward('00:10');
    await expect(listed(left, 'right.pdf')).toBeVisible();
    await expect(elsewhere(left)).toHaveCount(0);
  });

  test('the quota counts what both have under way', async ({ startGatehouse, newContext, visit, problems }) => {
    problems.expect(/status of 429/);
    const gatehouse = await startGatehouse({ GATEHOUSE_QUOTA__PENDING_UPLOADS: '2' });
    const context = await newContext({ baseURL: gatehouse.origin });
    const [left, right] = [await context.newPage(), await context.newPage()];
    await register(left, visit);
    await visit('/documents', right);
    const release: (() => void)[] = [];
    for (const page of [left, right]) {
      release.push(await hold(page, `${gatehouse.s3Origin}/**`));
      const signed = page.waitForResponse('**/api/uploads/presign');
      await choose(page, pdf(5_000, 'held.pdf'));
      expect((await signed).status()).toBe(200);
    }
    await choose(right, txt(2_000, 'one-too-many.txt'));
    await expect(tray(right).getByRole('status')).toContainText('The server asks for a pause');
    await expect(trayRow(right, 'one-too-many.txt')).toContainText('Waiting');
    for (const go of release) go();
    for (const page of [left, right]) await expect(trayRow(page, 'held.pdf')).toContainText('Done');
    await tray(right).getByRole('button', { name: 'Try now' }).click();
    await expect(trayRow(right, 'one-too-many.txt')).toContainText('Done');
  });

  test('logging out in one is told by the other, which loses nothing', async ({ context, visit, gatehouse, problems }) => {
    problems.expect(/status of 401/);
    const [left, right] = [await context.newPage(), await context.newPage()];
    const person = await register(left, visit);
    await visit('/documents', right);
    const release = await hold(right, `${gatehouse.s3Origin}/**`);
    const signed = right.waitForResponse('**/api/uploads/presign');
    await choose(right, pdf(5_000, 'already-signed.pdf'));
    await signed;

    await left.getByRole('button', { name: 'Account menu' }).click();
    await left.getByRole('button', { name: 'Log out' }).click();
    await left.getByRole('link', { name: 'Log in' }).first().waitFor();

    await choose(right, pdf(5_000, 'too-late.pdf'));
    await expect(trayRow(right, 'too-late.pdf').getByRole('alert')).toContainText('Log in and try again');
    // Its ticket still opens the store: what it brings is finished without its person.
    release();
    await expect(trayRow(right, 'already-signed.pdf').getByRole('alert')).toContainText('has arrived, but you are logged out');
    await right.evaluate(() => window.dispatchEvent(new Event('focus')));
    await expect(right.getByText('Please log in')).toBeVisible();
    await expectAccessible(right);

    await left.getByRole('link', { name: 'Log in' }).first().click();
    await left.getByLabel('E-mail').fill(person.email);
    await left.getByLabel('Password').fill(person.password);
    await left.getByRole('button', { name: 'Log in' }).click();
    await left.getByRole('heading', { level: 1, name: 'Documents' }).waitFor();
    await trayRow(right, 'too-late.pdf').getByRole('button', { name: 'Retry' }).click();
    await expect(trayRow(right, 'too-late.pdf')).toContainText('Done');
    await expect(listed(right, 'too-late.pdf')).toBeVisible();
  });
});
