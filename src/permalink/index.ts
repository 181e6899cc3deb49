export { isPacked, packScenario, unpackScenario } from './carried.ts';
export type { KeyTable } from './choice-codec.ts';
export { keyTable } from './key-table.ts';
export { GONE, otherReadings, type Edit, type Reading } from './readings.ts';
export { recognise, type NamedRun, type Recognised } from './recognition.ts';
export {
  formatLink,
  openChoices,
  openSettings,
  parseLink,
  unknownScenario,
  type Link,
  type LinkProblem,
  type OpenedSettings,
  type ParsedLink,
} from './link.ts';
