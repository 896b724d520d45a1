import { expect, painting, png, register, test, uploadImage } from '../fixtures';

const IMAGES = 200;

test('200 images scroll smoothly, and no URL is signed for them', async ({ page, visit }) => {
  test.setTimeout(240_000);
  await register(page, visit);
  const large = painting(640, 480, (x, y) => [x % 256, y % 256, 120], undefined, 'large.png');
  for (let number = 0; number < IMAGES; number += 1) {
    await uploadImage(page, { ...large, name: `photo ${number}.png` }, png(480, 480, [number, 255 - number, 120], undefined, 'small.png'));
  }
  const signed: string[] = [];
  page.on('request', (request) => {
    if (/X-Amz-Signature|\/api\/documents\/download/.test(request.url())) signed.push(request.url());
  });
  await visit('/images');
  await expect(page.getByRole('button', { name: /^Show photo/ })).toHaveCount(IMAGES);

  // Every frame of a scroll from the first image to the last, at 40 pixels a frame.
  const scroll = await page.evaluate(
    () =>
      new Promise<{ frames: number[]; shift: number }>((resolve) => {
        const frames: number[] = [];
        let [last, shift] = [performance.now(), 0];
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) shift += (entry as PerformanceEntry & { value: number }).value;
        }).observe({ type: 'layout-shift', buffered: true });
        const step = (now: number): void => {
          frames.push(now - last);
          last = now;
          const before = window.scrollY;
          window.scrollBy(0, 40);
          if (window.scrollY === before) resolve({ frames: frames.slice(1), shift });
          else requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      }),
  );
  const sorted = [...scroll.frames].sort((a, b) => a - b);
  const quantile = (part: number): number => sorted[Math.floor(sorted.length * part)]!;
  const [median, p95] = [quantile(0.5), quantile(0.95)];
  console.log(`${sorted.length} frames: median ${median.toFixed(1)} ms, 95th ${p95.toFixed(1)} ms, layout shift ${scroll.shift.toFixed(4)}`);
  expect(median).toBeLessThan(34);
  expect(p95).toBeLessThan(100);
  expect(scroll.shift).toBeLessThanOrEqual(0.01);
  const last = page.getByRole('button', { name: 'Show photo 0.png' }).locator('img');
  await expect.poll(() => last.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(480);
  expect(signed).toEqual([]);
});
