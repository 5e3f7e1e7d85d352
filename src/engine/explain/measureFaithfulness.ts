import { plain } from '../../base/plainText';
import type { Faithfulness, FaithfulnessRequest } from '../../protocol/explanations';
import { RequestError } from '../../protocol/errors';
import type { ModelRunner } from '../batch/modelRunner';

export function measureFaithfulness(_model: ModelRunner, _request: FaithfulnessRequest): Promise<Faithfulness> {
  throw new RequestError(plain`To be written.`);
}
