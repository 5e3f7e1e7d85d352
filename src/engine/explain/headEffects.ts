import { plain } from '../../base/plainText';
import type { HeadEffects, WhatIfRequest } from '../../protocol/explanations';
import { RequestError } from '../../protocol/errors';
import type { ModelRunner } from '../batch/modelRunner';

export function headEffects(_model: ModelRunner, _request: WhatIfRequest): Promise<HeadEffects> {
  throw new RequestError(plain`To be written.`);
}
