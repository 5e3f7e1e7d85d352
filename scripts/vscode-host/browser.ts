import { chromium } from 'playwright-core';
import type { BrowserContext } from 'playwright-core';
import { ensureSystemPackages, findChromium, testPackages } from '../lib/systemPackages';

/** A headless Chromium with a profile of its own in `profile`; installs the browser first where it can. */
export async function launchBrowser(profile: string): Promise<BrowserContext> {
  await ensureSystemPackages(testPackages);
  return chromium.launchPersistentContext(profile, {
    executablePath: findChromium(),
    headless: true,
    viewport: { width: 1280, height: 800 },
    // root has no sandbox, a test machine often no GPU; the rest keeps the browser off the net
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
