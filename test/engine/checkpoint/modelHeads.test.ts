import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDebertaConfig } from '../../../src/engine/checkpoint/debertaConfig';
import { maskedHead, modelHeads, modelKind, modelNotes } from '../../../src/engine/checkpoint/modelHeads';

const configOf = (json: object) =>
  parseDebertaConfig({ model_type: 'deberta-v2', position_biased_input: false, ...json }, 'config.json');
const authors = 'lm_predictions.lm_head.dense.weight';
const huggingFace = 'cls.predictions.transform.dense.weight';
const positions = 'deberta.embeddings.position_embeddings.weight';
const classifier = ['classifier.weight', 'pooler.dense.weight'];
const tasks = (name: string) => ({ architectures: [`DebertaV2For${name}`] });

test('heads and kinds are recognized by tensors and architectures', () => {
  const check = (names: readonly string[], heads: readonly string[], kind: string, json = {}) => {
    const config = configOf(json);
    const found = modelHeads(config, (name) => names.includes(name));
    assert.deepEqual(found, heads);
    assert.equal(modelKind(['deberta.encoder.x', ...names], found), kind);
  };
  check([authors, positions], ['mlm'], 'a masked language model');
  check([authors], ['mlm'], 'a masked language model', { legacy: false });
  check([authors], [], "a masked language model without its mask decoder's positions");
  check([authors, huggingFace], ['mlm'], 'a masked language model');
  check([authors, positions, 'mask_predictions.classifier.weight'], ['rtd'], 'a replaced-token discriminator');
  check([authors, positions, ...classifier], ['mlm', 'classify'], 'a masked language model and a text classifier');
  check(classifier, ['classify'], 'a text classifier');
  check(classifier, ['classify'], 'a text classifier', { architectures: null });
  check(classifier, ['choice'], 'a model for multiple choice', tasks('MultipleChoice'));
  check(classifier, ['tokens'], 'a model for token classification', tasks('TokenClassification'));
  check(['classifier.weight'], ['tokens'], 'a model for token classification');
  check(['qa_outputs.weight'], ['qa'], 'a model for question answering');
  check(
    ['classifier.weight'],
    [],
    'an encoder with a head of another kind (“classifier.weight”)',
    tasks('SequenceClassification'),
  );
  check(['text_projector.linear_1.weight'], ['gliclass'], 'a GLiClass model', {
    model_type: 'GLiClass',
    encoder_config: {},
  });
  check(['score.weight'], [], 'an encoder with a head of another kind (“score.weight”)');
  check(['pooler.dense.weight'], [], 'an encoder without a head', tasks('MultipleChoice'));
});

test('the mask decoder goes with the authors’ head and positions', () => {
  const check = (names: readonly string[], json: object, expected: ReturnType<typeof maskedHead>) =>
    assert.deepEqual(
      maskedHead(configOf(json), (name) => names.includes(name)),
      expected,
    );
  check([authors, positions], {}, { name: 'authors', hasDecoder: true });
  check([authors, positions], { legacy: false }, { name: 'authors', hasDecoder: true });
  check([authors], { legacy: false }, { name: 'authors', hasDecoder: false });
  check([authors, positions], { position_biased_input: true }, { name: 'authors', hasDecoder: false });
  check([authors, huggingFace], {}, { name: 'huggingFace', hasDecoder: false });
  check([authors], {}, undefined);
});

test('notes list what is left out', () => {
  const layers = (count: number) =>
    Array.from({ length: count }, (_, i) => `deberta.encoder.layer.${i}.output.dense.bias`);
  const check = (names: readonly string[], json: object, expected: readonly RegExp[]) => {
    const config = configOf({ num_hidden_layers: 2, relative_attention: true, ...json });
    const notes = modelNotes(
      config,
      names,
      modelHeads(config, (name) => names.includes(name)),
    );
    assert.equal(notes.length, expected.length, notes.join(' '));
    expected.forEach((pattern, i) => assert.match(notes[i]!, pattern));
  };
  check([...layers(2), authors, positions, 'deberta.encoder.rel_embeddings.weight'], {}, []);
  check([...layers(3), 'deberta.encoder.conv.conv.bias'], {}, [/not used: layer 3, the convolution\.$/]);
  check(layers(12), { conv_kernel_size: 3 }, [/: layers 3 to 12\.$/]);
  check(['deberta.encoder.rel_embeddings.weight'], { relative_attention: false }, [/: relative positions\.$/]);
  check([authors], { legacy: false }, [/without the mask decoder/]);
  check([authors], { legacy: false, position_biased_input: true }, []);
});
