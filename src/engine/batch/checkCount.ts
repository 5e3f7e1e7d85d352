import { plain } from '../../base/plainText';
import { RequestError } from '../../protocol/errors';

/** @throws RequestError unless `count` is a whole number from 1 to `max` */
export function checkCount(what: string, count: number, max: number): void {
  if (!Number.isInteger(count) || count < 1 || count > max) {
    throw new RequestError(plain`${count} ${what} were requested. Choose 1 to ${max}.`);
  }
}

/** @throws RequestError unless `index` is one of the model's `count` */
export function checkIndex(what: string, index: number, count: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new RequestError(plain`The model has no ${what} ${index}. Choose one from 0 to ${count - 1}.`);
  }
}
