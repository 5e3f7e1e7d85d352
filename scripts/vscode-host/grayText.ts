import type { Page } from 'playwright-core';

/** Gray text that came up, or changed into another one, with the text of the line up to it. */
export interface Repaint {
  readonly line: string;
  readonly gray: string;
}

declare global {
  interface Window {
    grayText: { now: string; repaints: Repaint[] };
  }
}

/**
 * Notes in the page, frame by frame, where gray text is painted. What is typed of it or accepted of it paints nothing
 * new.
 */
export async function watchGrayText(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen = (window.grayText = { now: '', repaints: [] as Repaint[] });
    // Methods, because tsx wraps functions in variables with a helper that the page lacks.
    const watcher = {
      textOf(node: Element) {
        return (node.textContent ?? '').replace(/\u00a0/g, ' ');
      },
      look() {
        const parts = [...document.querySelectorAll('.part.editor .view-line .ghost-text-decoration')];
        const gray = parts.map((part) => this.textOf(part)).join('');
        if (gray !== '' && !(seen.now !== '' && seen.now.endsWith(gray))) {
          const line = this.textOf(parts[0]!.closest('.view-line')!);
          seen.repaints.push({ line: line.slice(0, line.lastIndexOf(gray)), gray });
        }
        seen.now = gray;
        requestAnimationFrame(() => this.look());
      },
    };
    watcher.look();
  });
}

/** The gray text that shows, and the repaints since the last call. */
export async function readGrayText(page: Page): Promise<{ now: string; repaints: Repaint[] }> {
  return page.evaluate(() => ({ now: window.grayText.now, repaints: window.grayText.repaints.splice(0) }));
}
