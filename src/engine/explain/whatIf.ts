import { plain } from '../../base/plainText';
import type { WhatIfAnswer, WhatIfRequest } from '../../protocol/explanations';
import { RequestError } from '../../protocol/errors';
import type { ModelRunner } from '../batch/modelRunner';

export function whatIf(_model: ModelRunner, _request: WhatIfRequest): Promise<WhatIfAnswer> {
  throw new RequestError(plain`To be written.`);
}
