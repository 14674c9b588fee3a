/** The whole page takes files that are dropped on it. */
import { element } from '../dom.ts';

/** Returns the veil that says so while a file is held over the page; `onFiles` gets what was dropped. */
export function createDropZone(onFiles: (files: readonly File[]) => void): HTMLElement {
  const veil = element(
    'div',
    { class: 'drop-veil', hidden: true, 'aria-hidden': 'true' },
    element('p', {}, 'Drop a checkpoint, weights (safetensors) or a config.json'),
  );
  const holdsFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false;

  // Without this the browser would leave the page and show the file.
  document.addEventListener('dragover', (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    veil.hidden = false;
  });
  document.addEventListener('dragleave', ({ relatedTarget }) => {
    // From one element to another it is still over the page.
    if (relatedTarget === null) veil.hidden = true;
  });
  document.addEventListener('drop', (event) => {
    veil.hidden = true;
    if (!holdsFiles(event)) return;
    event.preventDefault();
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) onFiles(files);
  });
  return veil;
}
