/** Saving what the page has made. */

/** Milliseconds that a browser may take to begin with a download. */
const KEPT = 60_000;

/** Hands a file to the browser, which puts it where the person keeps downloads, or asks. */
export function download(name: string, content: Uint8Array | string): void {
  const blob = new Blob([content as BlobPart], { type: 'application/octet-stream' });
  const url = URL.createObjectURL(blob);
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT);
}
