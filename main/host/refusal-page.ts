/**
 * What a browser shows when the host turns it away: short, and without any of the lab's data.
 *
 * @param heading shown as title and heading; plain text, no markup characters
 * @param advice what the user can do; plain text, no markup characters
 */
export function refusalPage(heading: string, advice: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${heading} · BatchNorm Lab</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem; }
  h1 { font-size: 1.25rem; }
</style>
<main>
  <h1>${heading}</h1>
  <p>${advice}</p>
  <p><a href="/">Try again</a></p>
</main>
</html>
`;
}
