/** Types of values in WebAssembly, by their codes (WebAssembly Core Specification 2.0, "Binary Format"). */
const valueTypes = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;

export type ValueType = keyof typeof valueTypes;

/** Instructions that leave a value, or none, on the stack; they nest like the formula that they compute. */
export type Code = readonly number[];

/** A parameter or a variable of a function. */
export interface Local {
  readonly get: Code;
  set(value: Code): Code;
}

const operators = {
  'i32.add': [0x6a],
  'i32.lessThan': [0x49],
  'f64.add': [0xa0],
  'f64.promote': [0xbb],
  'i32x4.splat': vector(17),
  'f32x4.splat': vector(19),
  'i32x4.notLess': vector(0x40),
  'v128.and': vector(0x4e),
  'v128.xor': vector(0x51),
  'i32x4.shiftLeft': vector(0xab),
  'i32x4.shiftRight': vector(0xad),
  'f32x4.sqrt': vector(0xe3),
  'f32x4.add': vector(0xe4),
  'f32x4.sub': vector(0xe5),
  'f32x4.mul': vector(0xe6),
  'f32x4.div': vector(0xe7),
} as const;

/** Applies an operator to its operands. */
export function apply(operator: keyof typeof operators, ...operands: readonly Code[]): Code {
  return [...operands.flat(), ...operators[operator]];
}

export function i32(value: number): Code {
  return [0x41, ...signed(value)];
}

/** Four numbers from an address, `offset` bytes further on. */
export function load(address: Code, offset = 0): Code {
  return [...address, ...vector(0), 0, ...unsigned(offset)];
}

export function store(address: Code, value: Code, offset = 0): Code {
  return [...address, ...value, ...vector(11), 0, ...unsigned(offset)];
}

/** One float32 of the four in a vector. */
export function lane(vectorOfFloats: Code, index: number): Code {
  return [...vectorOfFloats, ...vector(31), index];
}

/** Writes one 32-bit integer of the four in a vector. */
export function withLane(vectorOfIntegers: Code, index: number, value: Code): Code {
  return [...vectorOfIntegers, ...value, ...vector(28), index];
}

/** Runs `body` until `again` is 0; at least once. */
export function repeat(body: readonly Code[], again: Code): Code {
  return [0x03, 0x40, ...body.flat(), ...again, 0x0d, 0, 0x0b];
}

/** Collects a function's parameters, variables and instructions. */
export class FunctionBuilder {
  readonly #parameters: number[] = [];
  readonly #variables: number[] = [];

  constructor(readonly name: string) {}

  /** Parameters come before variables. */
  parameter(type: ValueType): Local {
    this.#parameters.push(valueTypes[type]);
    return local(this.#parameters.length - 1);
  }

  variable(type: ValueType): Local {
    this.#variables.push(valueTypes[type]);
    return local(this.#parameters.length + this.#variables.length - 1);
  }

  /** The finished function; its result is what `body` leaves on the stack. */
  build(body: readonly Code[], result?: ValueType): WasmFunction {
    const variables = list(this.#variables.map((type) => [1, type]));
    return {
      name: this.name,
      type: [0x60, ...list(this.#parameters.map(one)), ...list(result === undefined ? [] : [[valueTypes[result]]])],
      code: [...variables, ...body.flat(), 0x0b],
    };
  }
}

export interface WasmFunction {
  readonly name: string;
  readonly type: Code;
  readonly code: Code;
}

/** A module of functions over the memory that is imported as `host.memory`. */
export function assemble(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const section = (id: number, content: Code) => [id, ...unsigned(content.length), ...content];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list(functions.map(({ type }) => type))),
    ...section(2, list([[...text('host'), ...text('memory'), 2, 0, 0]])),
    ...section(3, list(functions.map((_, index) => unsigned(index)))),
    ...section(7, list(functions.map(({ name }, index) => [...text(name), 0, ...unsigned(index)]))),
    ...section(10, list(functions.map(({ code }) => [...unsigned(code.length), ...code]))),
  ]);
}

function local(index: number): Local {
  return { get: [0x20, index], set: (value) => [...value, 0x21, index] };
}

/** The code of a vector instruction. */
function vector(code: number): Code {
  return [0xfd, ...unsigned(code)];
}

function list(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

function text(name: string): Code {
  return list([...Buffer.from(name)].map(one));
}

function one(byte: number): Code {
  return [byte];
}

/** LEB128, seven bits a byte. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): Code {
  if (value >= -0x40 && value < 0x40) return [value & 0x7f];
  return [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}
