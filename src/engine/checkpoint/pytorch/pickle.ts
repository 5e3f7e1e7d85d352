import { plain } from '../../../base/plainText';
import { CheckpointError } from '../../../protocol/errors';
import type { PickleBytes } from './pickleBytes';

/** A Python tuple; lists are arrays, dictionaries are maps. */
export class PickleTuple {
  constructor(readonly items: readonly unknown[]) {}
}

/** A known callable of Python, done here. */
export class PickleFunction {
  constructor(readonly call: (parameters: readonly unknown[]) => unknown) {}
}

/** What a pickle may refer to: `module.name` → value, and persistent ids. Errors of either are the reader's. */
export interface PickleContext {
  readonly globals: ReadonlyMap<string, unknown>;
  readonly load: (persistentId: unknown) => unknown;
}

/** A state_dict takes about 40 instructions a tensor; this is room for 10,000 tensors, and bounds memory and time. */
const maxInstructions = 400_000;

/**
 * Reads the next pickle of `bytes`, as `torch.save` writes it for a state_dict (protocols 2 to 5). Nothing is imported
 * or run: instructions and globals that are not in the tables are refused.
 * @throws CheckpointError naming the file and the instruction or global
 */
export function readPickle(bytes: PickleBytes, context: PickleContext): unknown {
  const { file } = bytes;
  const machine = new Machine(bytes, context);
  for (let count = 0; count < maxInstructions; count++) {
    const code = bytes.unsigned(1);
    if (code === stop) return machine.pop();
    const instruction = instructions[code];
    if (instruction === undefined) {
      throw refused(file, `uses the instruction 0x${code.toString(16).padStart(2, '0')}`);
    }
    instruction(machine);
  }
  throw refused(file, `has more than ${maxInstructions} instructions`);
}

function refused(file: string, what: string): CheckpointError {
  return new CheckpointError(
    plain`"${file}" is refused: its pickle ${what}, which no list of weights needs and which could run code. Use a safetensors version of the model.`,
  );
}

const stop = 0x2e;

class Machine {
  private readonly stack: unknown[] = [];
  private readonly marks: number[] = [];
  private readonly memo = new Map<number, unknown>();

  constructor(
    readonly bytes: PickleBytes,
    private readonly context: PickleContext,
  ) {}

  push(value: unknown): void {
    this.stack.push(value);
  }

  pop(): unknown {
    this.demand(this.stack.length > (this.marks.at(-1) ?? 0), 'takes a value from an empty stack');
    return this.stack.pop();
  }

  /** The value on top, left there. */
  top(): unknown {
    this.demand(this.stack.length > 0, 'takes a value from an empty stack');
    return this.stack.at(-1);
  }

  mark(): void {
    this.marks.push(this.stack.length);
  }

  popToMark(): unknown[] {
    const start = this.marks.pop();
    this.demand(start !== undefined, 'has no mark');
    return this.stack.splice(start);
  }

  popTuple(length: number): void {
    const items = Array.from({ length }, () => this.pop()).reverse();
    this.push(new PickleTuple(items));
  }

  remember(index: number): void {
    this.memo.set(index, this.top());
  }

  /** Keeps the value on top under the next free number. */
  memoize(): void {
    this.remember(this.memo.size);
  }

  recall(index: number): void {
    this.demand(this.memo.has(index), 'recalls a value that was never stored');
    this.push(this.memo.get(index));
  }

  global(module: unknown, attribute: unknown): void {
    this.demand(
      typeof module === 'string' && typeof attribute === 'string',
      'names a global by something other than text',
    );
    const name = `${module}.${attribute}`;
    if (!this.context.globals.has(name)) throw refused(this.bytes.file, plain`asks for "${name.slice(0, 200)}"`);
    this.push(this.context.globals.get(name));
  }

  stackGlobal(): void {
    const attribute = this.pop();
    this.global(this.pop(), attribute);
  }

  reduce(): void {
    const parameters = this.pop();
    const callee = this.pop();
    this.demand(
      callee instanceof PickleFunction && parameters instanceof PickleTuple,
      'calls something other than a function',
    );
    this.push(callee.call(parameters.items));
  }

  /** Attributes of a dictionary, such as a state_dict's `_metadata`: dropped. */
  build(): void {
    this.pop();
    this.demand(this.top() instanceof Map, 'sets attributes of something other than a dictionary');
  }

  append(values: readonly unknown[]): void {
    const list = this.top();
    this.demand(Array.isArray(list), 'appends to something other than a list');
    for (const value of values) list.push(value);
  }

  setItems(items: readonly unknown[]): void {
    const target = this.top();
    this.demand(target instanceof Map && items.length % 2 === 0, 'sets items of something other than a dictionary');
    for (let i = 0; i < items.length; i += 2) target.set(items[i], items[i + 1]);
  }

  loadPersistent(): void {
    this.push(this.context.load(this.pop()));
  }

  private demand(condition: boolean, fault: string): asserts condition {
    if (!condition) {
      throw new CheckpointError(plain`"${this.bytes.file}" is damaged: its pickle ${fault}. Get the file again.`);
    }
  }
}

/** Opcode → what it does (Python's pickletools): what state_dicts need of protocols 0 to 4; 5 adds nothing to them. */
const instructions: Readonly<Record<number, (machine: Machine) => void>> = {
  0x80: (m) => m.bytes.unsigned(1), // PROTO
  0x28: (m) => m.mark(), // MARK
  0x95: (m) => m.bytes.skip(8), // FRAME
  0x63: (m) => m.global(m.bytes.line(), m.bytes.line()), // GLOBAL
  0x93: (m) => m.stackGlobal(), // STACK_GLOBAL
  0x52: (m) => m.reduce(), // REDUCE
  0x62: (m) => m.build(), // BUILD
  0x51: (m) => m.loadPersistent(), // BINPERSID
  0x71: (m) => m.remember(m.bytes.unsigned(1)), // BINPUT
  0x72: (m) => m.remember(m.bytes.unsigned(4)), // LONG_BINPUT
  0x94: (m) => m.memoize(), // MEMOIZE
  0x68: (m) => m.recall(m.bytes.unsigned(1)), // BINGET
  0x6a: (m) => m.recall(m.bytes.unsigned(4)), // LONG_BINGET
  0x4e: (m) => m.push(null), // NONE
  0x88: (m) => m.push(true), // NEWTRUE
  0x89: (m) => m.push(false), // NEWFALSE
  0x4b: (m) => m.push(m.bytes.unsigned(1)), // BININT1
  0x4d: (m) => m.push(m.bytes.unsigned(2)), // BININT2
  0x4a: (m) => m.push(m.bytes.signed(4)), // BININT
  0x8a: (m) => m.push(m.bytes.signed(m.bytes.unsigned(1))), // LONG1
  0x47: (m) => m.push(m.bytes.float64()), // BINFLOAT
  0x58: (m) => m.push(m.bytes.text(m.bytes.unsigned(4))), // BINUNICODE
  0x8c: (m) => m.push(m.bytes.text(m.bytes.unsigned(1))), // SHORT_BINUNICODE
  0x29: (m) => m.popTuple(0), // EMPTY_TUPLE
  0x85: (m) => m.popTuple(1), // TUPLE1
  0x86: (m) => m.popTuple(2), // TUPLE2
  0x87: (m) => m.popTuple(3), // TUPLE3
  0x74: (m) => m.push(new PickleTuple(m.popToMark())), // TUPLE
  0x5d: (m) => m.push([]), // EMPTY_LIST
  0x61: (m) => m.append([m.pop()]), // APPEND
  0x65: (m) => m.append(m.popToMark()), // APPENDS
  0x7d: (m) => m.push(new Map()), // EMPTY_DICT
  0x73: (m) => m.setItems([m.pop(), m.pop()].reverse()), // SETITEM
  0x75: (m) => m.setItems(m.popToMark()), // SETITEMS
};
