// Rates pages one after the other in one browser: node rate.mjs CATEGORIES ADDRESS …
// Prints Lighthouse's result for each page as one line of JSON. CHROME_PATH names the browser.
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const [categories, ...addresses] = process.argv.slice(2);
const HALF_AN_HOUR = 1_800_000; // A slow machine is no fault of the page.
const chrome = await launch({
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage"],
  connectionPollInterval: 500,
  maxConnectionRetries: 600,
});
try {
  for (const address of addresses) {
    const rated = await lighthouse(address, {
      port: chrome.port,
      logLevel: "error",
      onlyCategories: categories.split(","),
      disableFullPageScreenshot: true,
      maxWaitForFcp: HALF_AN_HOUR,
      maxWaitForLoad: HALF_AN_HOUR,
    });
    process.stdout.write(JSON.stringify(rated.lhr) + "\n");
  }
} finally {
  chrome.kill();
}
