/** Where each CPU is in the run that is shown: a mark of its colour beside the line that it does next. */
import { RangeSet, StateEffect, StateField, type Extension } from '@codemirror/state';
import { gutter, GutterMarker, type EditorView } from '@codemirror/view';

export interface CpuPlace {
  /** In the text. */
  readonly from: number;
  readonly name: string;
  /** `var(--cpu-0)` */
  readonly ink: string;
}

class Mark extends GutterMarker {
  readonly place: CpuPlace;

  constructor(place: CpuPlace) {
    super();
    this.place = place;
  }

  override eq(other: Mark): boolean {
    return this.place.name === other.place.name && this.place.ink === other.place.ink;
  }

  override toDOM(): HTMLElement {
    const element = document.createElement('span');
    element.textContent = '▸';
    element.title = `${this.place.name} is here`;
    element.style.color = this.place.ink;
    return element;
  }
}

const put = StateEffect.define<readonly CpuPlace[]>();

const marks = StateField.define<RangeSet<Mark>>({
  create: () => RangeSet.empty,
  update: (set, { changes, effects, state }) => {
    for (const effect of effects)
      if (effect.is(put)) {
        const ranges = effect.value
          .filter(({ from }) => from <= state.doc.length)
          .map((place) => new Mark(place).range(state.doc.lineAt(place.from).from));
        return RangeSet.of(ranges, true);
      }
    return set.map(changes);
  },
});

export const places: Extension = [
  marks,
  gutter({ class: 'cm-places', markers: (view) => view.state.field(marks) }),
];

/** Shows where the CPUs are, in place of where they were. */
export function showPlaces(view: EditorView, where: readonly CpuPlace[]): void {
  view.dispatch({ effects: put.of(where) });
}
