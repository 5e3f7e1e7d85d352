import {
  apply,
  assemble,
  FunctionBuilder,
  i32,
  lane,
  load,
  repeat,
  store,
  withLane,
  type Code,
  type Local,
} from './webAssembly';

/** Loops take steps of this size, so arrays start at multiples of it and have that much room after them. */
export const vectorBytes = 32;

const addressBytes = 16;

/** The functions of the module; addresses are in bytes, an array ends before `end`. None takes an empty one. */
export interface VectorKernels {
  sumOfSquares(values: number, end: number): number;
  scale(values: number, end: number, factor: number): void;
  add(sum: number, end: number, values: number): void;
  adamW(
    values: number,
    end: number,
    gradient: number,
    first: number,
    second: number,
    ...numbers: readonly number[]
  ): void;
  dropout(mask: number, end: number, ...numbers: readonly number[]): void;
}

/** The loops of training over all parameters, four numbers at a time: JavaScript takes one, in double precision. */
export function assembleKernels(): Uint8Array<ArrayBuffer> {
  return assemble([sumOfSquares(), scale(), add(), adamW(), dropout()]);
}

const floats = (operator: 'add' | 'sub' | 'mul' | 'div' | 'sqrt', ...operands: readonly Code[]) =>
  apply(`f32x4.${operator}`, ...operands);

/** Runs `body`, which handles `bytes` of every array, until the first array has come to its end. */
function forEach(arrays: readonly Local[], end: Local, body: readonly Code[], bytes = addressBytes): Code {
  const moves = arrays.map((array) => array.set(apply('i32.add', array.get, i32(bytes))));
  return repeat([...body, ...moves], apply('i32.lessThan', arrays[0]!.get, end.get));
}

/** A float32 parameter, four times; the second value sets it. */
function factor(kernel: FunctionBuilder, parameter: Local): readonly [Code, Code] {
  const four = kernel.variable('v128');
  return [four.get, four.set(apply('f32x4.splat', parameter.get))];
}

/** Adds up in eight sums, which are added in double precision at the end. */
function sumOfSquares() {
  const kernel = new FunctionBuilder('sumOfSquares');
  const [values, end] = [kernel.parameter('i32'), kernel.parameter('i32')];
  const sums = [0, addressBytes].map((offset) => ({
    offset,
    sum: kernel.variable('v128'),
    x: kernel.variable('v128'),
  }));
  const loop = forEach(
    [values],
    end,
    sums.flatMap(({ offset, sum, x }) => [
      x.set(load(values.get, offset)),
      sum.set(floats('add', sum.get, floats('mul', x.get, x.get))),
    ]),
    vectorBytes,
  );
  const parts = sums.flatMap(({ sum }) => [0, 1, 2, 3].map((index) => apply('f64.promote', lane(sum.get, index))));
  return kernel.build([loop, parts.reduce((total, part) => apply('f64.add', total, part))], 'f64');
}

function scale() {
  const kernel = new FunctionBuilder('scale');
  const [values, end] = [kernel.parameter('i32'), kernel.parameter('i32')];
  const [by, setBy] = factor(kernel, kernel.parameter('f32'));
  const body = store(values.get, floats('mul', load(values.get), by));
  return kernel.build([setBy, forEach([values], end, [body])]);
}

function add() {
  const kernel = new FunctionBuilder('add');
  const [sum, end, values] = [kernel.parameter('i32'), kernel.parameter('i32'), kernel.parameter('i32')];
  const body = store(sum.get, floats('add', load(sum.get), load(values.get)));
  return kernel.build([forEach([sum, values], end, [body])]);
}

/** m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², w ← keep · w − rate · m / (√v + floor); g is the scaled gradient. */
function adamW() {
  const kernel = new FunctionBuilder('adamW');
  const [values, end, gradient, first, second] = Array.from({ length: 5 }, () => kernel.parameter('i32')) as [
    Local,
    Local,
    Local,
    Local,
    Local,
  ];
  const parameters = Array.from({ length: 8 }, () => kernel.parameter('f32'));
  const factors = parameters.map((parameter) => factor(kernel, parameter));
  const [clip, keep, rate, floor, beta1, rest1, beta2, rest2] = factors.map(([four]) => four) as [
    ...[Code, Code, Code, Code],
    ...[Code, Code, Code, Code],
  ];
  const [g, m, v] = [kernel.variable('v128'), kernel.variable('v128'), kernel.variable('v128')];
  const squared = floats('mul', floats('mul', g.get, g.get), rest2);
  const moved = floats('div', floats('mul', m.get, rate), floats('add', floats('sqrt', v.get), floor));
  const body = [
    g.set(floats('mul', load(gradient.get), clip)),
    m.set(floats('add', floats('mul', load(first.get), beta1), floats('mul', g.get, rest1))),
    v.set(floats('add', floats('mul', load(second.get), beta2), squared)),
    store(first.get, m.get),
    store(second.get, v.get),
    store(values.get, floats('sub', floats('mul', load(values.get), keep), moved)),
  ];
  const loop = forEach([values, gradient, first, second], end, body);
  return kernel.build([...factors.map(([, set]) => set), loop]);
}

/** Four generators of `Random`'s kind side by side; each of their draws decides on two numbers, by 16 bits. */
function dropout() {
  const kernel = new FunctionBuilder('dropout');
  const [mask, end, threshold, kept] = [
    kernel.parameter('i32'),
    kernel.parameter('i32'),
    kernel.parameter('i32'),
    kernel.parameter('f32'),
  ];
  const seeds = [0, 1, 2, 3].map(() => kernel.parameter('i32'));
  const [x, least, low] = [kernel.variable('v128'), kernel.variable('v128'), kernel.variable('v128')];
  const [value, setValue] = factor(kernel, kept);
  const shift = (direction: 'Left' | 'Right', by: number) => apply(`i32x4.shift${direction}`, x.get, i32(by));
  const step = (direction: 'Left' | 'Right', by: number) => x.set(apply('v128.xor', x.get, shift(direction, by)));
  const decide = (draws: Code) => apply('v128.and', apply('i32x4.notLess', draws, least.get), value);
  const loop = forEach(
    [mask],
    end,
    [
      step('Left', 13),
      step('Right', 17),
      step('Left', 5),
      store(mask.get, decide(apply('v128.and', x.get, low.get))),
      store(mask.get, decide(shift('Right', 16)), addressBytes),
    ],
    vectorBytes,
  );
  return kernel.build([
    setValue,
    least.set(apply('i32x4.splat', threshold.get)),
    low.set(apply('i32x4.splat', i32(0xffff))),
    x.set(apply('i32x4.splat', i32(0))),
    ...seeds.map((seed, index) => x.set(withLane(x.get, index, seed.get))),
    loop,
  ]);
}
