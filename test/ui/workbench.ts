import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import { bound, loadFactor } from '../../scripts/lib/bounds';
import { root } from '../../scripts/lib/command';
import { ownTarget, packageExtension } from '../../scripts/lib/packageExtension';
import { launchBrowser } from '../../scripts/vscode-host/browser';
import { startServer } from '../../scripts/vscode-host/server';
import type { ServerOptions, WorkbenchServer } from '../../scripts/vscode-host/server';

const screenshots = path.join(root, '.cache/screenshots');

const settings = {
  'editor.inlineSuggest.enabled': true,
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'editor.wordWrap': 'on',
  'files.autoSave': 'off',
  'workbench.colorTheme': 'Dark Modern',
};

/** How long one of several attempts may take: anything that takes the focus makes it wait for nothing. */
export const attemptMilliseconds = () => 15_000 * loadFactor();

/** A real VS Code in a browser, with the packaged extension installed and one file open; driven as a person would. */
export class Workbench {
  private constructor(
    readonly page: Page,
    readonly file: string,
    private readonly temporary: string,
    private readonly server: WorkbenchServer,
    private readonly browser: BrowserContext,
  ) {}

  /** Installs the packaged extension on a fresh server and opens `name`; `more` extends settings and env. */
  static async open(
    name: string,
    text: string,
    more: Pick<ServerOptions, 'settings' | 'env'> & { readonly workspaceSettings?: object } = {},
  ): Promise<Workbench> {
    // Packaged once for all files of the stage.
    const vsix = process.env.DEBERTA_TEST_VSIX ?? (await packageExtension(ownTarget, path.join(root, '.cache')));
    const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'deberta-ui-'));
    const file = path.join(temporary, 'work', name);
    fs.mkdirSync(path.dirname(file));
    fs.writeFileSync(file, text);
    if (more.workspaceSettings !== undefined) {
      fs.mkdirSync(path.join(temporary, 'work/.vscode'));
      fs.writeFileSync(path.join(temporary, 'work/.vscode/settings.json'), JSON.stringify(more.workspaceSettings));
    }
    fs.mkdirSync(screenshots, { recursive: true });
    const server = await startServer({
      dataDirectory: path.join(temporary, 'server'),
      settings: { ...settings, ...more.settings },
      env: more.env,
      vsix,
    });
    const browser = await launchBrowser(path.join(temporary, 'browser'));
    const page = await browser.newPage();
    page.setDefaultTimeout(bound(60_000));
    const workbench = new Workbench(page, file, temporary, server, browser);
    await page.goto(server.address({ folder: path.dirname(file), file }));
    await workbench.editor.waitFor();
    return workbench;
  }

  /** Reloads the window with what was open in it: VS Code restores nothing if the address names a file. */
  async reopen(): Promise<void> {
    // In a browser VS Code writes down every five seconds what is open; when the page goes, it is too late.
    await this.page.waitForTimeout(8000 * loadFactor());
    await this.page.goto(this.server.address({ folder: path.dirname(this.file) }));
    await this.tab('').waitFor();
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
    fs.rmSync(this.temporary, { recursive: true, force: true });
  }

  /** Where the extension keeps its files. */
  get storage(): string {
    return path.join(this.temporary, 'server/data/User/globalStorage/deberta-local.deberta');
  }

  /** The first tab whose title holds `name`. */
  tab(name: string): Locator {
    return this.page.locator('.part.editor .tab', { hasText: name }).first();
  }

  get editor(): Locator {
    return this.page.locator('.part.editor .monaco-editor[role="code"]').first();
  }

  /** What the editor suggests in gray. */
  get ghostText(): Locator {
    return this.page.locator('.part.editor .ghost-text-decoration, .part.editor .ghost-text').first();
  }

  /** The rows of an open quick pick. */
  get quickPickRows(): Locator {
    return this.page.locator('.quick-input-widget .monaco-list-row');
  }

  /** The document inside the one open webview. */
  get webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  /** Asks why a line of the results says what it says; waits for the words of the explanation. */
  async why(row: Locator, heading: RegExp, name: string): Promise<void> {
    await row.hover();
    await row.locator('.action-label[aria-label="Why?"]').first().click();
    await this.webview.locator('h1', { hasText: heading }).waitFor();
    await this.webview.locator('table.words tbody tr').first().waitFor();
    await this.screenshot(name);
  }

  /** Puts the caret behind the first occurrence of `text` in the saved file. */
  async caretBehind(text: string): Promise<void> {
    const lines = fs.readFileSync(this.file, 'utf8').split('\n');
    const line = lines.findIndex((one) => one.includes(text));
    const column = (lines[line]?.indexOf(text) ?? 0) + text.length;
    await this.goTo(line + 1, column + 1);
  }

  /** Writes a file beside the open one, and opens it by its name. */
  async openFile(name: string, text: string): Promise<void> {
    fs.writeFileSync(path.join(path.dirname(this.file), name), text);
    await this.page.keyboard.press('Control+p');
    await this.page.locator('.quick-input-widget input.input').fill(name);
    await this.quickPickRows.filter({ hasText: name }).first().click();
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
  }

  /** Goes to a line and column (both from 1), by the palette. */
  async goTo(line: number, column: number): Promise<void> {
    await this.editor.click();
    await this.page.keyboard.press('Control+g');
    const input = this.page.locator('.quick-input-widget input.input');
    await input.waitFor({ state: 'visible' });
    await input.fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  /** Types into the input box with that title, and accepts it. */
  async answer(title: string, value: string, timeout?: number): Promise<void> {
    const box = this.page.locator('.quick-input-widget', { hasText: title }).locator('input.input');
    await box.fill(value, { timeout });
    await box.press('Enter', { timeout });
  }

  /** Downloads a model that no list has. */
  async downloadModel(id: string): Promise<void> {
    await this.commandWith('DeBERTa: Download Model', (rows) =>
      rows.filter({ hasText: 'Other model from Hugging Face' }),
    );
    await this.answer('Download a Model by ID', id);
    await this.answer(': Revision', '');
  }

  /** Runs a command from the palette. */
  async command(title: string): Promise<void> {
    await this.again(() => this.#command(title));
  }

  /** Runs a command from the palette, and answers its quick pick by clicking the row that `row` finds. */
  async commandWith(title: string, row: (rows: Locator) => Locator): Promise<void> {
    await this.again(async () => {
      await this.#command(title);
      await row(this.quickPickRows).first().click({ timeout: attemptMilliseconds() });
    });
  }

  /** Changes the color theme, named as in the theme picker. */
  async colorTheme(name: string): Promise<void> {
    await this.again(async () => {
      await this.#command('Preferences: Color Theme');
      await this.choose(name, name);
      await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    });
  }

  /** Does something with quick picks, which anything that takes the focus meanwhile closes: then from the start. */
  async again(work: () => Promise<void>): Promise<void> {
    for (let attempts = 4; ; attempts--) {
      try {
        return await work();
      } catch (error) {
        if (attempts === 1) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  async #command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.choose(`>${title}`, title);
  }

  /** Shows the extension's own views, and hides the others. */
  async openModels(): Promise<void> {
    await this.page.locator('.activitybar .action-label[aria-label^="DeBERTa"]').click();
    await this.treeRow('Fill-mask').waitFor();
  }

  /** The first row of a tree in the side bar whose name begins so. */
  treeRow(name: string): Locator {
    return this.page.locator(`.part.sidebar .monaco-list-row[aria-label^="${name}"]`).first();
  }

  /** Clicks an action of a row of the side bar: they show while the pointer is over it. */
  async rowAction(name: string, action: string): Promise<void> {
    const row = this.treeRow(name);
    await row.scrollIntoViewIfNeeded();
    await row.hover();
    await row.locator(`.action-label[aria-label^="${action}"]`).click();
  }

  /** The notification that holds `text`. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text }).first();
  }

  /** Filters the open quick pick by `text`, and clicks the row that begins with `row`. */
  private async choose(text: string, row: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input.input');
    const timeout = attemptMilliseconds();
    await input.waitFor({ state: 'visible', timeout });
    await input.fill(text, { timeout });
    await this.page.locator(`.quick-input-widget .monaco-list-row[aria-label^="${row}"]`).click({ timeout });
  }

  /** Answers VS Code's own dialog for folders, whose button is called `accept`. */
  async chooseFolder(folder: string, accept: string): Promise<void> {
    const widget = this.page.locator('.quick-input-widget');
    const input = widget.locator('input.input');
    // Until it has read it, the dialog puts the folder in which it begins over what is typed.
    await this.until('the dialog is ready', async () => path.isAbsolute(await input.inputValue()));
    await this.until('the folder stays', async () => {
      await input.fill(folder);
      await this.page.waitForTimeout(500);
      return path.resolve(await input.inputValue()) === folder;
    });
    await widget.getByRole('button', { name: accept }).click();
  }

  /** Answers VS Code's own save dialog with the name it proposes, which ends with `suffix`, or with `file`. */
  async saveAs(suffix: string, file?: string): Promise<void> {
    const widget = this.page.locator('.quick-input-widget');
    const input = widget.locator('input.input');
    const proposed = async () => (await input.isVisible()) && (await input.inputValue()).endsWith(suffix);
    await this.until(`a name with ${suffix} is proposed`, proposed);
    const name = file ?? (await input.inputValue());
    // While the dialog reads the folder it ignores the button, or goes to the parent folder. A key would not do:
    // the dialog may close in the meantime, and what has the focus then would take it.
    await this.until('the name is accepted', async () => {
      if ((await input.isVisible()) && (await input.inputValue()) !== name)
        await input.fill(name, { timeout: 1000 }).catch(() => undefined);
      await widget
        .getByRole('button', { name: 'OK' })
        .click({ timeout: 1000 })
        .catch(() => undefined);
      return input.isHidden();
    });
  }

  /** Types text, repeating its last letter until a suggestion shows: the first one waits for activation. */
  async typeUntilSuggested(text: string): Promise<string> {
    await this.page.keyboard.type(text, { delay: 30 });
    for (let attempt = 0; attempt < 15; attempt++) {
      const shown = await this.ghostText.waitFor({ timeout: 3000 * loadFactor() }).then(
        () => true,
        () => false,
      );
      const [gray] = shown ? await this.ghostText.allTextContents() : [];
      if (gray !== undefined) return gray.replace(/\u00a0/g, ' ');
      await this.page.keyboard.press('Backspace');
      await this.page.keyboard.type(text.slice(-1), { delay: 30 });
    }
    throw new Error(`No suggestion behind “${text}”.`);
  }

  /** What the editor suggests in gray after two seconds of a quiet machine; empty where it stays silent. */
  async ghostTextSoon(): Promise<string> {
    // What is shown at first may be on its way out: only what is still there counts.
    await this.page.waitForTimeout(2000 * loadFactor());
    return (await this.ghostText.allTextContents())[0] ?? '';
  }

  /** Deletes the space before the caret and types it again, so that the editor asks for suggestions there. */
  async typeSpaceAnew(): Promise<void> {
    await this.page.keyboard.press('Backspace');
    await this.page.keyboard.type(' ');
  }

  /** Saves the file and returns its text once it differs from `before`. */
  async save(before: string): Promise<string> {
    await this.page.keyboard.press('Control+s');
    const read = () => fs.readFileSync(this.file, 'utf8');
    await this.until(`${this.file} is saved`, async () => read() !== before);
    return read();
  }

  /** Polls until `probe` is true; throws with `what` when it is not in time. */
  async until(what: string, probe: () => Promise<boolean>): Promise<void> {
    const milliseconds = bound(30_000);
    for (const end = Date.now() + milliseconds; Date.now() < end; await this.page.waitForTimeout(100))
      if (await probe()) return;
    await this.screenshot('failure');
    throw new Error(`Not within ${milliseconds / 1000} seconds: ${what}.`);
  }

  /** Takes the pointer away and lets hovers, toasts and themes fade. */
  async settled(): Promise<void> {
    await this.page.mouse.move(900, 400);
    await this.page.waitForTimeout(700);
  }

  /** Takes a picture once nothing fades in any more. */
  async screenshot(name: string): Promise<void> {
    await this.page.evaluate(async () => {
      const passing = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
      await Promise.allSettled(passing.map(({ finished }) => finished));
    });
    await this.page.screenshot({ path: path.join(screenshots, `${name}.png`) });
  }
}
