import type { Page } from '@playwright/test';
import { choosePicture, expect, expectAccessible, ownPicture, painting, pictureDialog, png, register, s3Error, savePicture, somebody, test } from '../fixtures';

const RED: [number, number, number] = [220, 30, 30];
const BLUE: [number, number, number] = [30, 30, 220];

/** The stored picture: its size, its type, and the colours at places given in hundredths of it. */
async function stored(page: Page, places: [number, number][]): Promise<{ size: [number, number]; type: string | undefined; colours: string[] }> {
  const answer = await page.request.get((await ownPicture(page).getAttribute('src'))!);
  expect(answer.status()).toBe(200);
  const bytes = (await answer.body()).toString('base64');
  const looked = await page.evaluate(
    async ([text, points]) => {
      const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))]));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext('2d')!;
      context.drawImage(bitmap, 0, 0);
      const colours = points.map(([x, y]) => {
        const [red = 0, , blue = 0] = context.getImageData(Math.floor((bitmap.width * x) / 100), Math.floor((bitmap.height * y) / 100), 1, 1).data;
        return red > blue ? 'red' : 'blue';
      });
      return { size: [bitmap.width, bitmap.height] as [number, number], colours };
    },
    [bytes, places] as const,
  );
  return { ...looked, type: answer.headers()['content-type'] };
}

test('the middle of a picture becomes an avatar of 512 pixels, shown everywhere at once', async ({ page, visit, gatehouse }) => {
  const person = await register(page, visit);
  await visit('/account');
  const posted = page.waitForRequest((request) => request.method() === 'POST' && request.url().startsWith(gatehouse.s3Origin));
  // Red left of the middle, blue right of it; a photo as large as a telephone's would be cropped in the browser.
  await choosePicture(page, painting(1200, 800, (x) => (x < 600 ? RED : BLUE), 4_000_000));
  await expectAccessible(page);
  await savePicture(page);
  expect((await (await posted).sizes()).requestBodySize).toBeLessThan(100_000);

  await expect(ownPicture(page)).toHaveAttribute('src', new RegExp(`^${gatehouse.cdnOrigin}/avatars/[0-9a-f-]{36}/[0-9a-f-]{36}\\.webp$`));
  await expect.poll(() => ownPicture(page).evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(512);
  const large = page.getByRole('main').locator('img.avatar-image');
  await expect(large).toHaveAttribute('src', (await ownPicture(page).getAttribute('src'))!);
  expect(await stored(page, [[10, 50], [45, 10], [55, 90], [90, 50]])).toEqual({ size: [512, 512], type: 'image/webp', colours: ['red', 'red', 'blue', 'blue'] });

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'People' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: person.name }).getByRole('img', { name: person.name })).toBeVisible();
});

test('the picture is dragged by the pointer, and never out of its square', async ({ page, visit }) => {
  await register(page, visit);
  await visit('/account');
  await choosePicture(page, painting(1200, 400, (x) => (x < 600 ? RED : BLUE)));
  const box = (await pictureDialog(page).locator('canvas').boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + box.width / 2, y, { steps: 5 });
  // On beyond the edge of the window's canvas: the pointer stays with the picture.
  await page.mouse.move(x + box.width * 1.6, y + 40, { steps: 10 });
  await page.mouse.up();
  // Moving on without the button changes nothing.
  await page.mouse.move(x - box.width, y, { steps: 5 });
  await savePicture(page);
  expect((await stored(page, [[3, 50], [50, 50], [97, 50]])).colours).toEqual(['red', 'red', 'red']);
});

test('keys alone move and zoom it', async ({ page, visit }) => {
  await register(page, visit);
  await visit('/account');
  // A blue spot in the middle of red: zooming in leaves the spot alone.
  await choosePicture(page, painting(800, 800, (x, y) => (Math.hypot(x - 400, y - 400) < 240 ? BLUE : RED)));
  const zoom = pictureDialog(page).getByRole('slider', { name: 'Zoom' });
  await zoom.focus();
  await page.keyboard.press('End');
  await expect(zoom).toHaveValue('4');
  await savePicture(page);
  const corners: [number, number][] = [[2, 2], [98, 2], [2, 98], [98, 98]];
  expect((await stored(page, corners)).colours).toEqual(['blue', 'blue', 'blue', 'blue']);

  const before = (await ownPicture(page).getAttribute('src'))!;
  await choosePicture(page, painting(1200, 400, (x) => (x < 600 ? RED : BLUE), undefined, 'second.png'));
  await expect(zoom).toHaveValue('1');
  await pictureDialog(page).locator('canvas').focus();
  for (let step = 0; step < 20; step += 1) await page.keyboard.press('ArrowLeft');
  await savePicture(page);
  await expect(ownPicture(page)).not.toHaveAttribute('src', before);
  expect((await stored(page, corners)).colours).toEqual(['blue', 'blue', 'blue', 'blue']);
});

test('a photo that the camera marks as turned is turned', async ({ page, visit }) => {
  await register(page, visit);
  await visit('/account');
  const jpeg = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(600, 600);
    const context = canvas.getContext('2d')!;
    context.fillStyle = 'rgb(220 30 30)';
    context.fillRect(0, 0, 300, 600);
    context.fillStyle = 'rgb(30 30 220)';
    context.fillRect(300, 0, 300, 600);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer());
    return [...bytes];
  });
  // EXIF (CIPA DC-008): one entry, orientation 6: "turn by 90° clockwise to show".
  const tiff = [0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
  const exif = [...Buffer.from('Exif\0\0', 'latin1'), ...tiff];
  const marked = [...jpeg.slice(0, 2), 0xff, 0xe1, 0, exif.length + 2, ...exif, ...jpeg.slice(2)];
  await choosePicture(page, { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(marked) });
  await savePicture(page);
  expect((await stored(page, [[25, 10], [75, 10], [25, 90], [75, 90]])).colours).toEqual(['red', 'red', 'blue', 'blue']);
});

test('what goes wrong is said in the dialog, and can be tried again', async ({ page, visit, problems, gatehouse }) => {
  problems.expect(/ERR_CONNECTION_RESET|status of 400/);
  await register(page, visit);
  await visit('/account');
  await page.getByRole('button', { name: 'Change picture' }).click();
  await page.getByTestId('avatar-input').setInputFiles({ name: 'words.png', mimeType: 'image/png', buffer: Buffer.from('words') });
  await expect(pictureDialog(page).getByRole('alert')).toContainText('not a picture');
  await expect(pictureDialog(page).getByRole('button', { name: 'Save picture' })).toBeDisabled();

  await page.getByTestId('avatar-input').setInputFiles(png(300, 300, RED));
  await expect(pictureDialog(page).getByRole('alert')).toHaveCount(0);
  const store = `${gatehouse.s3Origin}/**`;
  await page.route(store, (route) => route.abort('connectionreset'), { times: 1 });
  await pictureDialog(page).getByRole('button', { name: 'Save picture' }).click();
  await expect(pictureDialog(page).getByRole('alert')).toContainText('connection was lost');
  await page.route(store, (route) => route.fulfill(s3Error(gatehouse.origin, 400, 'EntityTooLarge')), { times: 1 });
  await pictureDialog(page).getByRole('button', { name: 'Save picture' }).click();
  await expect(pictureDialog(page).getByRole('alert')).toContainText('limit is 5 MB');
  await expectAccessible(page);
  await savePicture(page);
  await expect(ownPicture(page)).toHaveCount(1);
});

test('closing the dialog forgets the picture, and focus goes back', async ({ page, visit, gatehouse }) => {
  await register(page, visit);
  await visit('/account');
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().startsWith(gatehouse.s3Origin) || request.url().includes('presign')) asked.push(request.url());
  });
  await choosePicture(page, png(300, 300, RED));
  await page.keyboard.press('Escape');
  await expect(pictureDialog(page)).toBeHidden();
  const button = page.getByRole('button', { name: 'Change picture' });
  await expect(button).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(pictureDialog(page).getByRole('button', { name: 'Save picture' })).toBeDisabled();
  await expect(pictureDialog(page).locator('canvas')).toHaveCount(0);
  await pictureDialog(page).getByRole('button', { name: 'Close' }).click();
  await expect(pictureDialog(page)).toBeHidden();
  expect(asked).toEqual([]);
});

test('a changed picture has a new address, and the old one is shut', async ({ page, visit }) => {
  await register(page, visit, somebody('Changing'));
  await visit('/account');
  await choosePicture(page, png(300, 300, RED));
  await savePicture(page);
  await expect(ownPicture(page)).toHaveCount(1);
  const before = (await ownPicture(page).getAttribute('src'))!;
  // Once through the CDN, so that it has something to forget.
  expect((await page.request.get(before)).status()).toBe(200);
  await choosePicture(page, png(300, 300, BLUE));
  await savePicture(page);
  await expect(ownPicture(page)).not.toHaveAttribute('src', before);
  expect((await stored(page, [[50, 50]])).colours).toEqual(['blue']);
  await expect.poll(async () => (await page.request.get(before)).status(), { timeout: 20_000 }).toBe(403);
});

test('the dialog fits a phone', async ({ newContext, visit }) => {
  const page = await (await newContext({ viewport: { width: 390, height: 700 }, colorScheme: 'dark' })).newPage();
  await register(page, visit);
  await visit('/account', page);
  await choosePicture(page, png(800, 300, RED));
  await expectAccessible(page);
  const box = (await pictureDialog(page).boundingBox())!;
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(390);
  await expect(pictureDialog(page).getByRole('button', { name: 'Save picture' })).toBeInViewport();
});
