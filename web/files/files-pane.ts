/** Taking a run out of the page and bringing one in: checkpoints, weights, settings and tables. */
import './files.css';
import { button, element, field, pane, setText } from '../dom.ts';
import { formatCount } from '../format.ts';
import type { Lab } from '../lab.ts';
import { oneLine } from '../one-line.ts';
import { TRAIN_COMMAND } from '../train-command.ts';
import { download } from './download.ts';
import { createDropZone } from './drop-zone.ts';
import { createEndingChoice } from './ending.ts';
import { openFile } from './open-file.ts';
import { MAX_BYTES } from './read-file.ts';
import { RUN_FILES, type RunFile } from './run-files.ts';

export function createFilesPane(lab: Lab): HTMLElement {
  const said = element('p', { class: 'note', role: 'status' });
  const problem = element('p', { class: 'problem', role: 'alert' });
  const news = element('div', { class: 'file-news' }, element('div', {}, said, problem));
  news.append(button('Close', () => news.classList.remove('is-floating')));
  const ending = createEndingChoice();
  let last: Promise<void> = Promise.resolve();

  /** One thing after the other. What comes of it is said below the buttons, or over the page if that is where it came from. */
  function act(place: 'pane' | 'page', beginning: string, action: () => Promise<string>): void {
    last = last.then(async () => {
      news.classList.toggle('is-floating', place === 'page');
      (place === 'page' ? document.body : section).append(news);
      setText(problem, '');
      setText(said, beginning);
      try {
        setText(said, await action());
      } catch (error) {
        setText(said, '');
        setText(problem, oneLine(error instanceof Error ? error.message : String(error)));
      }
    });
  }

  const save = ({ name, content }: RunFile) =>
    act('pane', 'Saving…', async () => {
      download(name, content(await lab.save()));
      return `${name} is saved.`;
    });

  const open = (files: readonly File[], place: 'pane' | 'page') =>
    act(place, 'Opening…', async () => {
      if (files.length === 1) return openFile(lab, files[0], ending.changes());
      throw new Error(`${files.length} files at once; open one after the other`);
    });

  const chooser = element('input', {
    id: 'files-open',
    type: 'file',
    'aria-describedby': 'files-kinds files-limits',
    onchange: () => {
      const files = [...(chooser.files ?? [])];
      // So that choosing the same file again is a change, too.
      chooser.value = '';
      if (files.length > 0) open(files, 'pane');
    },
  });
  const saves = RUN_FILES.map((file) => createSave(file, () => save(file)));
  const nothingYet = element('p', { class: 'note' }, 'There is nothing to save before the first run.');
  const showSaves = () => {
    const isEmpty = lab.run.phase === 'empty';
    nothingYet.hidden = !isEmpty;
    for (const { button: one } of saves) one.disabled = isEmpty;
  };
  lab.on('phase', showSaves);
  showSaves();

  const back = button('Back to the run', () => lab.closeWeights(), { id: 'files-back' });
  const showBack = () => {
    back.hidden = lab.shown === 'run' || lab.run.phase === 'empty';
  };
  for (const event of ['shown', 'started'] as const) lab.on(event, showBack);
  showBack();

  const section = pane(
    'files',
    'Files',
    element('h3', {}, 'Save'),
    nothingYet,
    element('ul', { class: 'saves' }, ...saves.map((one) => one.element)),
    element(
      'p',
      { class: 'note' },
      'Put checkpoint.bin into a folder of its own, and ',
      element('code', {}, `${TRAIN_COMMAND} --resume FOLDER`),
      ' continues the run in Node. The tables begin where the run was started or opened in this page.',
    ),
    element('h3', {}, 'Open'),
    field('Checkpoint, weights (safetensors) or config.json', chooser),
    element('p', { class: 'note', id: 'files-kinds' }, KINDS),
    element('p', { class: 'note', id: 'files-limits' }, LIMITS),
    ending.element,
    back,
    news,
  );
  // Over the page, whatever part of it is open.
  document.body.append(createDropZone((files) => open(files, 'page')));
  return section;
}

function createSave({ name, label, meaning }: RunFile, onSave: () => void) {
  const id = `save-${name.replace('.', '-')}`;
  const note = element(
    'span',
    { class: 'note', id: `${id}-note` },
    element('code', {}, name),
    `: ${meaning}`,
  );
  const save = button(label, onSave, { id, 'aria-describedby': note.id });
  return { element: element('li', {}, save, note), button: save };
}

const KINDS =
  'Choose a file, or drop it anywhere on the page. It is recognised by its content, not by its name, read in this page and sent nowhere.';

const megabytes = (bytes: number) => `${formatCount(bytes / 1e6)} MB`;

const LIMITS = `A checkpoint may have up to ${megabytes(MAX_BYTES.checkpoint)}, weights ${megabytes(MAX_BYTES.weights)}, a config.json ${megabytes(MAX_BYTES.config)}.`;
