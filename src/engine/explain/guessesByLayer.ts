import { plain } from '../../base/plainText';
import type { LayerGuesses, LayerGuessesRequest } from '../../protocol/explanations';
import { RequestError } from '../../protocol/errors';
import type { ModelRunner } from '../batch/modelRunner';

export function guessesByLayer(_model: ModelRunner, _request: LayerGuessesRequest): Promise<LayerGuesses> {
  throw new RequestError(plain`To be written.`);
}
