/** What `orval --config tests/codegen/orval.config.mjs` makes: functions with fetch, schemas of zod, handlers of msw. */
const input = '../../openapi/openapi.yaml';
const output = '../../dist/codegen/orval';

export default {
  fetch: {
    input,
    output: {
      target: `${output}/thulium.ts`,
      mode: 'split',
      client: 'fetch',
      headers: true,
      mock: true,
      urlEncodeParameters: true,
      override: { mutator: { path: './drivers/orval-mutator.ts', name: 'send' } },
    },
  },
  zod: { input, output: { target: `${output}/zod.ts`, client: 'zod' } },
};
