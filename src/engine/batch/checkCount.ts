import { plain } from '../../base/plainText';
import { RequestError } from '../../protocol/errors';

/** @throws RequestError unless `count` is a whole number from 1 to `max` */
export function checkCount(what: string, count: number, max: number): void {
  if (!Number.isInteger(count) || count < 1 || count > max) {
    throw new RequestError(plain`${count} ${what} were requested. Choose 1 to ${max}.`);
  }
}
