import path from 'node:path';
import { createEngine } from '../../../src/engine/engine';
import type { Provider } from '../../../src/protocol/engineApi';

/** Usage: runOnProvider.ts PROVIDER CACHE. Its own process, because Vulkan reads its environment once. */
async function main(provider: Provider, cacheDirectory: string): Promise<void> {
  const model = path.join(__dirname, '../../../models/bundled');
  const engine = createEngine({ cacheDirectory, provider, threads: 1 });
  const text = 'They have been working on it for a [MASK] time.';
  const masks = [{ start: 35, end: 41 }];
  const [prediction] = await engine.fillMask({ model, text, masks, topK: 10 });
  const trace = await engine.traceAttention({ model, text, layer: 2, head: 1 });
  const { c2c, c2p, p2c } = trace.terms;
  console.log(
    JSON.stringify({
      provider: engine.status()?.provider,
      fallback: engine.status()?.fallback,
      words: prediction!.candidates.map((candidate) => candidate.text),
      numbers: [
        ...prediction!.candidates.map(({ logit }) => logit),
        ...[c2c, c2p, p2c, trace.probabilities].flatMap((matrix) => [...matrix]),
      ],
    }),
  );
}

void main(process.argv[2] as Provider, process.argv[3]!);
