/** The network from the inside: what its units say, its weights and gradients, and one weight with all its numbers. */
import './network.css';
import type { LearnerInspection } from '../../src/experiment/inspection.ts';
import type { NetworkPolicy } from '../../src/experiment/policy.ts';
import { agentFacts, updateStepsOf } from '../agent-facts.ts';
import { button, element, field, pane, setText } from '../dom.ts';
import type { Lab } from '../lab.ts';
import { PacedDrawing } from '../paced-drawing.ts';
import { onWeightSelected, selectedWeight, selectWeight } from '../selected-weight.ts';
import { knowledgeOf } from '../step-through/knowledge.ts';
import { viewOf } from '../tasks/views.ts';
import { onThemeChange } from '../theme.ts';
import { LayerMaps } from './layer-maps.ts';
import { LevelsView } from './levels-view.ts';
import { describeParameter, indexOf, layerStart, type Parameter, parameterAt } from './parameters.ts';
import { describeLag } from './weight-numbers.ts';
import { WeightView } from './weight-view.ts';

const TIMES_A_SECOND = 4;
const NAME_OF_WEIGHT = 'network-weight-name';

export function createNetworkPane(lab: Lab): HTMLElement {
  return new NetworkView(lab).element;
}

class NetworkView {
  readonly element: HTMLElement;
  readonly #lab: Lab;
  readonly #about = element('p', { class: 'note' });
  readonly #levels = new LevelsView('network-level', (parameter) => this.#choose(parameter));
  readonly #layer = element('select', { id: 'network-layer' });
  readonly #number = element('input', { type: 'number', id: 'network-weight', min: 0, step: 1 });
  readonly #largest = button('Largest gradient here', () => this.#chooseLargestGradient());
  /** How far the target network is behind. */
  readonly #lag = element('p', { class: 'note' });
  readonly #maps = new LayerMaps(NAME_OF_WEIGHT, (parameter) => this.#choose(parameter));
  readonly #weight = new WeightView(NAME_OF_WEIGHT);
  readonly #content: HTMLElement;
  readonly #drawing: PacedDrawing;
  /** The layer of which the weights are drawn: at first the second, which is the large one of most networks. */
  #shownLayer = 1;
  /** The network that the list of layers is made for. */
  #policy: NetworkPolicy | null = null;

  constructor(lab: Lab) {
    this.#lab = lab;
    this.#content = this.#layOut();
    this.element = pane('network', 'The network', this.#about, this.#content);
    this.#drawing = new PacedDrawing(this.element, TIMES_A_SECOND, () => this.#draw());
    this.#layer.addEventListener('change', () => {
      this.#shownLayer = Number(this.#layer.value);
      this.#drawing.request();
    });
    this.#number.addEventListener('change', () => {
      selectWeight(this.#number.valueAsNumber);
      // What was typed may have been out of bounds.
      this.#number.value = String(this.#k);
    });
    const redraw = () => this.#drawing.request();
    for (const event of ['started', 'phase', 'progress', 'inspection', 'shown'] as const)
      lab.on(event, redraw);
    onWeightSelected(() => {
      this.#shownLayer = this.#chosen?.layer ?? this.#shownLayer;
      redraw();
    });
    onThemeChange(redraw);
    new ResizeObserver(redraw).observe(this.#maps.element);
    redraw();
  }

  #layOut(): HTMLElement {
    return element(
      'div',
      {},
      element('h3', {}, 'Activations'),
      this.#levels.element,
      element('h3', {}, 'Weights and gradients'),
      element(
        'div',
        { class: 'row' },
        field('Layer', this.#layer),
        field('Weight k to watch', this.#number),
        this.#largest,
      ),
      this.#lag,
      element('div', { class: 'maps-and-weight' }, this.#maps.element, this.#weight.element),
    );
  }

  /** The number of the weight that is watched. */
  get #k(): number {
    return selectedWeight(this.#lab.policy?.q.network.params.length ?? 0);
  }

  /** The one that acts. */
  get #learner(): LearnerInspection | null {
    return this.#lab.inspection?.learners[0] ?? null;
  }

  get #chosen(): Parameter | null {
    const { policy } = this.#lab;
    if (policy === null) return null;
    const { layers, params } = policy.q.network;
    return parameterAt(layers, this.#k, params.length);
  }

  #choose(parameter: Parameter): void {
    const { policy } = this.#lab;
    if (policy !== null) selectWeight(indexOf(policy.q.network.layers, parameter));
  }

  #chooseLargestGradient(): void {
    const { policy } = this.#lab;
    const learner = this.#learner;
    if (policy === null || !learner?.update) return;
    const { layers } = policy.q.network;
    const start = layerStart(layers, this.#shownLayer);
    const grads = learner.grads.subarray(start, layerStart(layers, this.#shownLayer + 1));
    const largest = grads.reduce((best, g, k) => (Math.abs(g) > Math.abs(grads[best]) ? k : best), 0);
    selectWeight(start + largest);
  }

  #draw(): void {
    const { policy, inspection, last } = this.#lab;
    const { config } = this.#lab.run;
    const learner = this.#learner;
    const chosen = this.#chosen;
    this.#content.hidden = policy === null;
    setText(this.#about, this.#describeState());
    if (policy === null || chosen === null) return;
    if (policy !== this.#policy) this.#listLayers(policy);
    const { network } = policy.q;
    const { observationScale } = policy.settings;
    const { layers } = network;
    const view = viewOf(policy.settings.env);
    const params = learner?.online ?? network.params;
    const state = inspection
      ? Array.from(inspection.transition.observation, (seen, d) => seen * observationScale[d])
      : view.sample.observation;
    const hasTarget = agentFacts(config).hasTargetNetwork;
    const grads = learner?.update ? learner.grads : null;
    policy.values(state);
    const observation = Float32Array.from(observationScale, (scale, d) => state[d] / scale);
    const levels = [observation, ...network.activations];
    this.#levels.show({ layers, task: view, levels, slopes: null, chosen });
    this.#layer.value = String(this.#shownLayer);
    setText(this.#lag, learner !== null && hasTarget ? describeLag(learner) : '');
    this.#lag.hidden = learner === null || !hasTarget;
    this.#maps.draw({ network, task: view, params, grads }, this.#shownLayer, chosen);
    this.#largest.disabled = grads === null;
    this.#number.max = String(params.length - 1);
    // Not under the hands of someone who types.
    if (document.activeElement !== this.#number) this.#number.value = String(this.#k);
    this.#weight.show({
      config,
      k: this.#k,
      name: describeParameter(layers, chosen, view),
      params,
      learner,
      isUpdating: knowledgeOf('updateParameters', updateStepsOf(config), last) === 'later',
      hasTarget,
    });
  }

  #describeState(): string {
    const { policy, inspection, shown } = this.#lab;
    const { phase } = this.#lab.run;
    if (policy === null) return 'There is no network until a run starts.';
    if (inspection !== null) return 'Activations for the current state s of the run.';
    const which = `Activations for a fixed state: ${viewOf(policy.settings.env).sample.words}.`;
    if (shown === 'weights') return `${which} These are the weights of a file.`;
    if (phase === 'failed')
      return `${which} The run has failed; these are the last weights of it that are numbers.`;
    return phase === 'running' ? `${which} Pause to see gradients and moments.` : which;
  }

  #listLayers(policy: NetworkPolicy): void {
    this.#policy = policy;
    const { layers } = policy.q.network;
    this.#shownLayer = Math.min(this.#shownLayer, layers.length - 1);
    this.#layer.replaceChildren(
      ...layers.map(({ inputs, outputs }, k) =>
        element('option', { value: k }, `${k + 1}: ${inputs} → ${outputs}`),
      ),
    );
  }
}
