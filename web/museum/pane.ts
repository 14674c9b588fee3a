/** The museum of bugs. Its rooms are loaded when it is opened for the first time, so that nobody waits for them. */
import './museum.css';
import { element, pane, setText } from '../dom.ts';
import type { Lab } from '../lab.ts';

export function createMuseumPane(lab: Lab): HTMLElement {
  const status = element('p', { class: 'note', role: 'status' });
  const section = pane('museum', 'Museum of bugs', status);

  async function open(): Promise<void> {
    setText(status, 'Loading…');
    try {
      const { createRooms } = await import('./museum-rooms.ts');
      status.replaceWith(createRooms(lab));
    } catch (error) {
      console.error(error);
      setText(status, 'The museum could not be loaded. Reload the page when you are online.');
    }
  }

  const observer = new ResizeObserver(() => {
    if (section.clientWidth === 0) return;
    observer.disconnect();
    void open();
  });
  observer.observe(section);
  return section;
}
