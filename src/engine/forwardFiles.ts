import type { ForwardRequest } from '../protocol/engineApi';
import type { TensorData } from './checkpoint/safetensors';
import { SafetensorsFile, writeSafetensors } from './checkpoint/safetensors';
import type { IntegerTensor } from './runtime/session';
import type { IntegerTensors } from './batch/forward';
import { forward } from './batch/forward';
import type { GraphRunner } from './batch/modelRunner';

/** Runs a head over the I64 tensors of one safetensors file and writes the results to another; returns their names. */
export async function forwardFiles(model: GraphRunner, request: ForwardRequest): Promise<string[]> {
  const outputs = await forward(model, request.head, await readIntegers(request.inputs), request.trace);
  const tensors = new Map<string, TensorData>();
  for (const [name, { shape, data }] of outputs) tensors.set(name, { dtype: 'F32', shape, data });
  await writeSafetensors(request.out, tensors);
  return [...outputs.keys()];
}

async function readIntegers(path: string): Promise<IntegerTensors> {
  const file = await SafetensorsFile.open(path);
  try {
    const tensors = new Map<string, IntegerTensor>();
    for (const name of file.names) {
      const { dtype, shape } = file.info(name);
      if (dtype === 'I64') tensors.set(name, { type: 'int64', shape, data: await file.readInt64(name) });
    }
    return tensors;
  } finally {
    await file.close();
  }
}
