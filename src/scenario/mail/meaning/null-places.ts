/** What is made NULL, or asked whether it is, and never holds a number is a pointer, whatever else is known of it. */
import type { Expression } from '../../syntax/syntax.ts';
import type { Roles } from './roles.ts';
import type { ShapeId, Shapes } from './shapes.ts';

export class NullPlaces {
  private readonly nulls: ShapeId[] = [];
  private readonly numbers: ShapeId[] = [];
  private readonly shapes: Shapes;
  private readonly roles: Roles;

  constructor(shapes: Shapes, roles: Roles) {
    this.shapes = shapes;
    this.roles = roles;
  }

  /** Something of a shape meets a value; null: what is computed. */
  keep(shape: ShapeId, value: Expression | null): void {
    if (value?.k === 'name' && value.name === 'NULL') this.nulls.push(shape);
    const isNumber = value?.k === 'number' && value.value !== 0;
    const isConstant = value?.k === 'name' && this.roles.of(value.name, 0) === 'constant';
    if (value === null || isNumber || isConstant) this.numbers.push(shape);
  }

  makePointers(): void {
    const numbers = new Set(this.numbers.map((shape) => this.shapes.find(shape)));
    for (const shape of this.nulls) {
      // A word that takes an address has one typed without a sign: `readl(regs)`.
      const isPlain = /^(?:u\d+|int|unsigned long)?$/.test(this.shapes.base(shape) ?? '');
      if (isPlain && !numbers.has(this.shapes.find(shape))) this.shapes.targetOf(shape);
    }
  }
}
