import { describe, expect, test } from 'vitest';
import * as definitions from './definitions.ts';
import { headOf, pathOf, type DrawnChart, type StateBox } from './drawn.ts';
import { cpuChart, textChart, tlbChart, translationChart } from './statecharts.generated.ts';

const drawn: Readonly<Record<keyof typeof definitions, DrawnChart>> = {
  cpu: cpuChart,
  tlb: tlbChart,
  text: textChart,
  translation: translationChart,
};
const charts = Object.entries(drawn) as [keyof typeof definitions, DrawnChart][];
const regions = charts.flatMap(([, chart]) => chart.regions.map((region) => [region.name, region] as const));

/** Some of a segment lies inside of the box. */
function crosses([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number], box: StateBox) {
  return (
    Math.max(ax, bx) > box.x + 0.5 &&
    Math.min(ax, bx) < box.x + box.width - 0.5 &&
    Math.max(ay, by) > box.y + 0.5 &&
    Math.min(ay, by) < box.y + box.height - 0.5
  );
}

test.each(charts)('%s is drawn as it is defined', (name, chart) => {
  expect(chart.regions).toMatchObject(definitions[name].regions);
});

describe.each(regions)('%s', (_, region) => {
  const title: StateBox = { name: '', x: 8, y: 4, width: region.name.length * 6, height: 12 };

  test('fits beside the score and on a phone', () => {
    expect(region.width).toBeLessThanOrEqual(288);
    for (const { x, y, width, height } of region.boxes) {
      expect(x).toBeGreaterThan(0);
      expect(x + width).toBeLessThan(region.width);
      expect(y).toBeGreaterThanOrEqual(title.y + title.height);
      expect(y + height).toBeLessThan(region.height);
    }
  });

  test('has a line for every move, and none runs through words', () => {
    expect(region.lines).toHaveLength(region.moves.length + region.entries.length);
    for (const { points } of region.lines) {
      expect(points.length).toBeGreaterThan(1);
      for (const [nth, point] of points.slice(1).entries())
        for (const box of [...region.boxes, title])
          expect(crosses(points[nth] ?? [0, 0], point, box)).toBe(false);
    }
  });
});

test('a line has round corners and a head that points along its end', () => {
  const line = {
    from: 'a',
    to: 'b',
    events: ['go'],
    points: [
      [0, 0],
      [20, 0],
      [20, 30],
    ],
  } as const;
  expect(pathOf(line)).toBe('M0 0L16 0Q20 0 20 4L20 30');
  expect(headOf(line)).toBe('M20 30l-2.5 -4l5 0Z');
});
