/** How orval's functions send: it leaves base URL and credentials to its user. */

import { body } from './contract';

let origin = '';
let authorization = '';

export function connect(baseUrl: string, basic: string): void {
  origin = baseUrl;
  authorization = basic;
}

export async function send<Answer>(path: string, init: RequestInit): Promise<Answer> {
  const headers = new Headers(init.headers);
  headers.set('Authorization', authorization);
  const response = await fetch(origin + path, { ...init, headers });
  return { status: response.status, data: await body(response), headers: response.headers } as Answer;
}
