import type { Page } from 'playwright-core';

/** When a key went down and when the grey text that followed was drawn, in the page's milliseconds. */
export interface Shown {
  readonly key: number;
  readonly drawn: number;
}

declare global {
  interface Window {
    shownGhostTexts: Shown[];
  }
}

/** Notes in the page, for every suggestion that comes up, the last key before it and the frame that draws it. */
export async function watchGhostText(page: Page): Promise<void> {
  await page.evaluate(() => {
    const shown: { key: number; drawn: number }[] = (window.shownGhostTexts = []);
    let key = 0;
    let isShown = false;
    window.addEventListener('keydown', () => (key = performance.now()), true);
    const editor = document.querySelector('.part.editor')!;
    new MutationObserver(() => {
      const now = editor.querySelector('.ghost-text-decoration, .ghost-text') !== null;
      const [isNew, last] = [now && !isShown, key];
      isShown = now;
      if (isNew) requestAnimationFrame(() => shown.push({ key: last, drawn: performance.now() }));
    }).observe(editor, { subtree: true, childList: true, attributes: true, attributeFilter: ['class'] });
  });
}

/** The suggestions so far; forgets them. */
export async function takeShown(page: Page): Promise<Shown[]> {
  return page.evaluate(() => window.shownGhostTexts.splice(0));
}
