import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { plain } from '../../base/plainText';
import { GraphError } from '../../protocol/errors';
import {
  microsoftDomain,
  type Attribute,
  type ElementType,
  type ExternalTensor,
  type Graph,
  type Initializer,
  type InlineData,
  type Node,
  type ValueInfo,
} from './graph';

/** Opset 20 is the first with Gelu; IR version 9 belongs to it (onnx/docs/Versioning.md). */
const opsetVersion = 20;
const irVersion = 9;

/** TensorProto.DataType of onnx.proto. */
export const dataType: Readonly<Record<ElementType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
};

/**
 * Encodes a graph as an ONNX ModelProto (field numbers of onnx/onnx.proto).
 * @throws GraphError when an initializer still stands for a tensor of the checkpoint: pack the weights first
 */
export function encodeGraph(graph: Graph): Uint8Array {
  const writer = new BinaryWriter();
  integer(writer, 1, irVersion);
  string(writer, 2, 'deberta');
  message(writer, 7, () => writeGraph(writer, graph));
  message(writer, 8, () => {
    string(writer, 1, '');
    integer(writer, 2, opsetVersion);
  });
  message(writer, 8, () => {
    string(writer, 1, microsoftDomain);
    integer(writer, 2, 1);
  });
  return writer.finish();
}

function writeGraph(writer: BinaryWriter, graph: Graph): void {
  for (const node of graph.nodes) message(writer, 1, () => writeNode(writer, node));
  string(writer, 2, graph.name);
  for (const [name, initializer] of graph.initializers) {
    message(writer, 5, () => writeTensor(writer, name, initializer));
  }
  for (const input of graph.inputs) message(writer, 11, () => writeValueInfo(writer, input));
  for (const output of graph.outputs) message(writer, 12, () => writeValueInfo(writer, output));
}

function writeNode(writer: BinaryWriter, node: Node): void {
  for (const input of node.inputs) string(writer, 1, input);
  for (const output of node.outputs) string(writer, 2, output);
  string(writer, 3, node.outputs[0] ?? '');
  string(writer, 4, node.op);
  for (const [name, attribute] of Object.entries(node.attributes)) {
    message(writer, 5, () => writeAttribute(writer, name, attribute));
  }
  if (node.domain !== '') string(writer, 7, node.domain);
}

function writeAttribute(writer: BinaryWriter, name: string, attribute: Attribute): void {
  string(writer, 1, name);
  if ('float' in attribute) {
    writer.tag(2, WireType.Bit32).float(attribute.float);
    integer(writer, 20, 1);
  } else if ('int' in attribute) {
    integer(writer, 3, attribute.int);
    integer(writer, 20, 2);
  } else if ('string' in attribute) {
    string(writer, 4, attribute.string);
    integer(writer, 20, 3);
  } else {
    for (const value of attribute.ints) integer(writer, 8, value);
    integer(writer, 20, 7);
  }
}

function writeTensor(writer: BinaryWriter, name: string, initializer: Initializer): void {
  if (initializer.kind === 'inline') {
    writeTensorHead(writer, name, inlineType(initializer.data), initializer.shape);
    writer.tag(9, WireType.LengthDelimited).bytes(bytesOf(initializer.data));
  } else if (initializer.kind === 'external') {
    writeTensorHead(writer, name, initializer.type, initializer.shape);
    writeExternalData(writer, initializer);
  } else {
    throw new GraphError(plain`"${name}" has no bytes yet: pack the checkpoint's weights before encoding the graph.`);
  }
}

function writeTensorHead(writer: BinaryWriter, name: string, type: ElementType, shape: readonly number[]): void {
  for (const dimension of shape) integer(writer, 1, dimension);
  integer(writer, 2, dataType[type]);
  string(writer, 8, name);
}

function inlineType(data: InlineData): ElementType {
  if (data instanceof Float32Array) return 'float32';
  return data instanceof Uint8Array ? 'uint8' : 'int64';
}

function bytesOf({ buffer, byteOffset, byteLength }: InlineData): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function writeExternalData(writer: BinaryWriter, { file, offset, byteLength }: ExternalTensor): void {
  for (const [key, value] of Object.entries({ location: file, offset: `${offset}`, length: `${byteLength}` })) {
    message(writer, 13, () => {
      string(writer, 1, key);
      string(writer, 2, value);
    });
  }
  integer(writer, 14, 1);
}

function writeValueInfo(writer: BinaryWriter, { name, type, shape }: ValueInfo): void {
  string(writer, 1, name);
  message(writer, 2, () =>
    message(writer, 1, () => {
      integer(writer, 1, dataType[type]);
      if (shape === undefined) return;
      message(writer, 2, () => {
        for (const dimension of shape) {
          message(writer, 1, () =>
            typeof dimension === 'number' ? integer(writer, 1, dimension) : string(writer, 2, dimension),
          );
        }
      });
    }),
  );
}

function message(writer: BinaryWriter, field: number, body: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  body();
  writer.join();
}

function string(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

function integer(writer: BinaryWriter, field: number, value: number): void {
  writer.tag(field, WireType.Varint).int64(value);
}
